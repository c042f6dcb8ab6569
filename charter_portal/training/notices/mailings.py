"""A mailing: a notice with everybody who gets it. The same list is sent, or shown beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from charter_portal.notifications.services import as_it_reads, notify


@dataclass(frozen=True)
class Letter:
    """One address, and what the notice says to it."""

    to: str
    about: Any
    facts: Mapping[str, Any]
    user_id: int | None = None


@dataclass(frozen=True)
class Mailing:
    """One notice to some people. `readers` says who they are, in the words of the preview."""

    readers: str
    notice: str
    event: str
    letters: list[Letter] = field(default_factory=list)


@dataclass(frozen=True)
class Preview:
    """A mailing as staff see it before it goes: to how many, and what the first of them will read."""

    readers: str
    count: int
    subject: str
    text: str


def send(mailings: Iterable[Mailing]) -> int:
    """Write every letter into the outbox, in the open unit of work; returns how many."""
    count = 0
    for mailing in mailings:
        for letter in mailing.letters:
            notify(
                letter.to,
                mailing.notice,
                about=letter.about,
                event=mailing.event,
                user_id=letter.user_id,
                **letter.facts,
            )
            count += 1
    return count


def previews(mailings: Iterable[Mailing]) -> list[Preview]:
    """What would be sent. A mailing that nobody gets is left out."""
    return [_preview(mailing) for mailing in mailings if mailing.letters]


def _preview(mailing: Mailing) -> Preview:
    first = mailing.letters[0]
    subject, text = as_it_reads(mailing.notice, about=first.about, **first.facts)
    return Preview(readers=mailing.readers, count=len(mailing.letters), subject=subject, text=text)
