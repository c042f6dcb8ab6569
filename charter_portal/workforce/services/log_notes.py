"""From a training day into the log: the notes that a service made there become barriers of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from charter_portal.accounts.models import User
from charter_portal.barriers.enums import Stage
from charter_portal.barriers.models import BarrierKind
from charter_portal.core.clock import today
from charter_portal.core.errors import RuleBroken
from charter_portal.organisations.models import Organisation, Service
from charter_portal.training.queries.barriers import BarrierNote
from charter_portal.training.services.barriers import mark_notes_moved
from charter_portal.workforce.enums import Severity
from charter_portal.workforce.models import BarrierEntry
from charter_portal.workforce.queries.log import known_notes
from charter_portal.workforce.services.gate import hold_for_writing
from charter_portal.workforce.services.log import EntryFacts, add_row


class TrainingNote(Protocol):
    """What somebody said about a barrier at a training day, as the training slice gives it."""

    @property
    def id(self) -> int: ...
    @property
    def day_title(self) -> str: ...
    @property
    def day_date(self) -> date: ...
    @property
    def stage(self) -> Stage: ...
    @property
    def words(self) -> str: ...
    @property
    def said_by_role(self) -> str: ...


@dataclass(frozen=True)
class ToldNote:
    """A note of a training day with its title and words as one text, for the log."""

    id: int
    day_title: str
    day_date: date
    stage: Stage
    words: str
    said_by_role: str = ""

    @classmethod
    def of(cls, note: BarrierNote) -> ToldNote:
        """The note as the training slice gives it."""
        words = "\n\n".join(part for part in (note.title, note.words) if part)
        return cls(note.id, note.day_title, note.day_date, note.stage, words)


@dataclass(frozen=True, kw_only=True)
class ChosenNote:
    """A note, with the service it is about and the kind of barrier that somebody chose for it."""

    note: TrainingNote
    service: Service
    kind: BarrierKind
    severity: Severity = Severity.MEDIUM
    review_on: date | None = None


def open_from_notes(
    organisation: Organisation, chosen: Sequence[ChosenNote], *, by: User
) -> list[BarrierEntry]:
    """Open a barrier for each chosen note; a note that is in a log already is left alone.

    All of them or none. Raises NotAllowed for readers, RuleBroken for a service of somebody else.
    """
    hold_for_writing(organisation, by=by)
    known = known_notes([each.note.id for each in chosen])
    fresh = {each.note.id: each for each in chosen if each.note.id not in known}
    return [_open(organisation, each, by) for each in fresh.values()]


def take_over_note(
    organisation: Organisation, note: BarrierNote, *, service: Service, kind: BarrierKind, by: User
) -> None:
    """Open a barrier from a note of a training day, which is history there from now on.

    Raises what `open_from_notes` raises. Of two hands at once, one opens it.
    """
    chosen = ChosenNote(note=ToldNote.of(note), service=service, kind=kind)
    open_from_notes(organisation, [chosen], by=by)
    mark_notes_moved([note.id], by=by)


def _open(organisation: Organisation, chosen: ChosenNote, by: User) -> BarrierEntry:
    note = chosen.note
    if chosen.service.organisation_id != organisation.id or chosen.service.closed_at is not None:
        raise RuleBroken("Choose one of your services that is running.", field="service")
    facts = EntryFacts(
        service=chosen.service,
        kind=chosen.kind,
        stage=note.stage,
        severity=chosen.severity,
        words=note.words,
        opened_on=min(note.day_date, today()),
        review_on=chosen.review_on,
    )
    said = f", said by: {note.said_by_role}" if note.said_by_role else ""
    return add_row(organisation, facts, by=by, note_id=note.id, note_words=f"{note.day_title}{said}"[:300])
