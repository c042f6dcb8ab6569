"""Who may do what with cycles: staff run them, the commissioner reads, everybody sees the timetable."""

from charter_portal.accounts.permissions import is_staff, reads_everything

view = reads_everything
run = is_staff
