"""Which pages there are, and who looks at each: read from the policy, so that a new route is looked at too."""

from __future__ import annotations

from tests.browsing import routes_involvement as involvement
from tests.browsing import scenes_barriers, scenes_reporting, scenes_workforce
from tests.permissions.policy import read_policy

NOT_PAGES = {
    "static",
    "home.healthz",
    "applications.download",
    "applications.pdf",
    "applications.staff_download",
    "assessment.download",
    "awards.certificate",
    "awards.feedback_pdf",
    "reporting.export",
    *involvement.NOT_PAGES,
    "training.certificate",
    "training.door_pdf",
    "training.material_file",
    "training.feed",
    "training.day_calendar",
    "training.calendar_by_link",
    "training.certificate_by_link",
    "training.material_by_link",
} | scenes_barriers.FILES | scenes_reporting.FILES | scenes_workforce.FILES
"""Bytes and plain words; `test_downloads` fetches the ones that people wrote."""

LOOKED_AT_BY = (
    "stranger",
    "lead",
    "assessor reading",
    "assessor asked",
    "officer",
    "administrator",
)
"""In this order: the first who may see a page is the one it was made for."""

ALSO = (
    ("viewer", "applications.show"),
    ("viewer", "applications.statement"),
    ("viewer", "organisations.show"),
    ("viewer", "training.organisation"),
    ("lead", "training.show"),
    ("lead", "training.coming"),
    ("assessor reading", "training.mine"),
    ("sponsor", "applications.check"),
    ("contributor", "home.dashboard"),
    ("former member", "home.dashboard"),
    ("former member", "applications.index"),
    ("former member", "organisations.index"),
    ("assessor reading", "home.dashboard"),
    ("assessor asked", "assessment.queue"),
    ("assessor elsewhere", "assessment.queue"),
    ("officer", "home.dashboard"),
    ("officer", "organisations.show"),
    ("administrator", "accounts.person"),
    ("administrator", "framework.version"),
    ("administrator", "home.dashboard"),
    ("commissioner", "training.staff_day"),
    ("commissioner", "home.dashboard"),
    ("commissioner", "awards.decide"),
    ("commissioner", "awards.release"),
    ("commissioner", "applications.staff_show"),
    *involvement.ALSO,
)
"""Pages that look different to somebody else."""


SCENES = (
    ("lead", "applications.show", "begun"),
    ("lead", "applications.statement", "begun"),
    ("lead", "applications.library", "begun"),
    ("lead", "applications.check", "begun"),
    ("lead", "applications.scope", "begun"),
    ("lead", "applications.document", "begun"),
    ("lead", "applications.show", "returned"),
    ("lead", "applications.statement", "returned"),
    ("lead", "applications.document", "files"),
    ("lead", "applications.show", "files"),
    ("lead", "awards.outcome", "taken back"),
    ("stranger", "awards.verify", "taken back"),
    ("stranger", "training.show", "held for an answer"),
    ("stranger", "training.place", "held for an answer"),
    ("stranger", "training.cancel_by_link", "held for an answer"),
    ("stranger", "training.place", "waiting together"),
    ("stranger", "training.place", "after the day"),
    ("stranger", "training.place", "given up"),
    ("lead", "training.cancel", "waiting together"),
    ("officer", "training.staff_day", "not published yet"),
    ("officer", "training.publish_day", "not published yet"),
    ("officer", "training.edit_day", "not published yet"),
    ("officer", "training.staff_day", "called off"),
    ("officer", "training.staff_day", "talked about"),
    ("officer", "training.register", "talked about"),
    ("officer", "training.feedback_summary", "talked about"),
    ("officer", "training.barrier_notes", "talked about"),
    ("officer", "training.materials", "talked about"),
    ("lead", "applications.check", "training needed"),
    ("lead", "applications.show", "training needed"),
    ("lead", "applications.training", "training needed"),
    ("assessor reading", "assessment.room", "scored"),
    ("assessor reading", "assessment.finish", "scored"),
    ("assessor reading", "assessment.score", "scored"),
    ("officer", "applications.staff_show", "scored"),
    ("officer", "applications.staff_show", "returned"),
    ("officer", "applications.staff_document", "files"),
    ("officer", "assessment.allocate", "scored"),
    ("officer", "assessment.moderate", "read"),
    ("officer", "assessment.agree", "read"),
    ("officer", "awards.decide", "sent back"),
    *involvement.SCENES,
    *scenes_barriers.SCENES,
    *scenes_reporting.SCENES,
    *scenes_workforce.SCENES,
)
"""Role, page and the scene it is looked at in."""

Visit = tuple[str, str, str]


def every_page() -> list[Visit]:
    """Role, endpoint and scene of every page, and of those that show another face to others or in other states."""
    pages = []
    for (endpoint, method), row in read_policy().items():
        if method == "GET" and endpoint not in NOT_PAGES:
            pages += [(role, endpoint, "") for role in LOOKED_AT_BY if row[role] == "yes"][:1]
    also = [(role, endpoint, "") for role, endpoint in ALSO]
    return sorted({*pages, *also, *SCENES})
