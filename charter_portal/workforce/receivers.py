"""What the worker does for the peer workforce, again and again."""

from __future__ import annotations

from charter_portal.jobs.services import every
from charter_portal.workforce.services.clock import remind_of_clocks
from charter_portal.workforce.services.keeping import anonymise_the_gone, let_go_of_the_log
from charter_portal.workforce.services.log_reminders import remind_of_reviews

every(3600)(remind_of_clocks)
every(3600)(remind_of_reviews)
every(6 * 3600)(anonymise_the_gone)
every(6 * 3600)(let_go_of_the_log)
