"""Who may do what with the charter: everybody reads what is published, staff look after the rest."""

from __future__ import annotations

from typing import Any

from charter_portal.accounts.permissions import is_administrator, is_staff, reads_everything
from charter_portal.core.permissions import permission
from charter_portal.framework.enums import VersionStatus
from charter_portal.framework.models import FrameworkVersion

view = reads_everything
publish = is_administrator
retire = is_administrator
load = is_staff


@permission
def is_readable_by_all(person: Any, version: FrameworkVersion) -> bool:
    """Published and retired versions are public; a draft is not."""
    return version.status != VersionStatus.DRAFT
