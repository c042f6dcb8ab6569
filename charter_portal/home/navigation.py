"""Every item of the main menu: label, endpoint, and who sees it. One list, read top to bottom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_login import current_user

from charter_portal.accounts.permissions import is_assessor, is_staff, reads_everything
from charter_portal.core.permissions import Permission, anyone_signed_in
from charter_portal.workforce.permissions import has_a_workforce


@dataclass(frozen=True)
class Entry:
    """A place in the menu. `covers` are the endpoints of pages that lie below it."""

    label: str
    endpoint: str
    seen_by: Permission | None
    covers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """A menu item as the layout shows it."""

    label: str
    url: str
    current: bool


applicants_only = anyone_signed_in & ~(reads_everything | is_assessor)

BELOW_ROUNDS = (
    "cycles.",
    "applications.",
    "assessment.",
    "reporting.console",
    "awards.release",
    "awards.decide",
)

BELOW_SOLUTIONS = (
    "barriers.catalogue",
    "barriers.edit_kind",
    "barriers.new_kind",
    "barriers.new_solution",
    "barriers.solution",
    "barriers.edit_solution",
)

STRANGERS = (
    Entry("Start", "home.index", None),
    Entry("The charter", "framework.show", None, ("framework.value", "framework.statement")),
    Entry("Training", "training.coming", None, ("training.",)),
    Entry("Timetable", "cycles.timetable", None),
    Entry("Award holders", "awards.register", None, ("awards.verify", "awards.lookup")),
    Entry("What has helped", "barriers.library", None, ("barriers.kind",)),
)
MENU = (
    Entry("Home", "home.dashboard", anyone_signed_in),
    Entry("Applications", "applications.index", applicants_only, ("applications.", "awards.outcome")),
    Entry("Involvement", "involvement.index", applicants_only, ("involvement.",)),
    Entry("Organisations", "organisations.index", applicants_only, ("organisations.",)),
    Entry("Peer workforce", "workforce.index", has_a_workforce, ("workforce.",)),
    Entry("Training", "training.coming", anyone_signed_in & ~reads_everything, ("training.",)),
    Entry("My reading", "assessment.queue", is_assessor, ("assessment.",)),
    Entry("Rounds", "cycles.staff_list", reads_everything, BELOW_ROUNDS),
    Entry("Training", "training.staff_days", reads_everything, ("training.",)),
    Entry("Awards", "awards.staff_list", reads_everything, ("awards.withdraw",)),
    Entry("Organisations", "organisations.staff_list", reads_everything),
    Entry("People", "accounts.people", reads_everything, ("accounts.person", "accounts.invite")),
    Entry("Charter", "framework.versions", reads_everything, ("framework.version",)),
    Entry("Solutions", "barriers.solutions", reads_everything, BELOW_SOLUTIONS),
    Entry("National picture", "reporting.national", reads_everything),
    Entry("Trail", "reporting.trail", reads_everything),
    Entry("Mail", "reporting.mail", is_staff, ("reporting.letter",)),
)


def navigation() -> list[Item]:
    """The menu of the current person, with the place they are in marked."""
    if not current_user.is_authenticated:
        return [_item(entry) for entry in STRANGERS]
    person: Any = current_user._get_current_object()
    return [_item(entry) for entry in MENU if entry.seen_by is None or entry.seen_by(person)]


def _item(entry: Entry) -> Item:
    here = request.endpoint or ""
    below = any(
        here == covered or (covered.endswith(".") and here.startswith(covered)) for covered in entry.covers
    )
    return Item(entry.label, url_for(entry.endpoint), here == entry.endpoint or below)
