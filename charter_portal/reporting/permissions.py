"""Who may look across slices."""

from __future__ import annotations

from typing import Any

from flask import current_app

from charter_portal.accounts.permissions import is_staff, reads_everything
from charter_portal.core.permissions import permission
from charter_portal.involvement.permissions import view as sees_involvement

view_console = reads_everything
export = is_staff
view_trail = reads_everything
view_mail = is_staff
view_picture = reads_everything
make_picture = is_staff
view_board = sees_involvement


@permission
def mail_may_be_read(person: Any) -> bool:
    """In the demo a newcomer reads the portal's mail here. Real mail is nobody else's to read."""
    settings = current_app.config["SETTINGS"]
    return settings.profile != "production" and settings.mail_folder is not None


read_mail = is_staff & mail_may_be_read
