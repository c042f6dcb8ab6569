"""The words that the measured rows hold: plain, of a usual length, and the same in every run."""

from __future__ import annotations

_SENTENCES = (
    "People with lived experience sit on every interview panel, and they are paid for their time.",
    "We asked former residents what had helped them to stay, and changed the rota because of it.",
    "Supervision happens every month, with somebody outside the line of management.",
    "The policy was written together, and each team has read it aloud in a meeting.",
    "Two peer mentors moved into permanent posts last year, and one of them now leads the service.",
    "We publish what was asked for, what we did, and what we could not do and why.",
    "A budget line of its own pays for travel, childcare and training.",
    "The board hears from the reference group four times a year, without staff in the room.",
)
_PLACES = ("Ashdale", "Birchwood", "Calder", "Dunmore", "Eastmoor", "Fernhill", "Greenway", "Harbour")
_KINDS = ("Health Partnership", "Justice Trust", "Community Link", "Recovery Network", "Care Group")


def words(count: int, *, seed: int = 0) -> str:
    """So many words of account, in paragraphs of about sixty words."""
    found: list[str] = []
    place = seed
    while len(found) < count:
        found += _SENTENCES[place % len(_SENTENCES)].split()
        place += 1
    parts = [" ".join(found[at : at + 60]) for at in range(0, count, 60)]
    return "\n\n".join(parts)[: 12 * count]


def organisation_name(number: int) -> str:
    """A name that no other number has."""
    place, kind = _PLACES[number % len(_PLACES)], _KINDS[number // len(_PLACES) % len(_KINDS)]
    return f"{place} {kind} {number}"


def application_title(number: int) -> str:
    """What an application is called; every fourth speaks of peer support, for the search to find."""
    subject = ("Peer support", "Through the gate", "Liaison and diversion", "Families first")[number % 4]
    return f"{subject} at {_PLACES[number // 4 % len(_PLACES)]}, team {number}"
