"""Two audits of one service side by side: what moved, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from charter_portal.involvement.enums import Reach
from charter_portal.involvement.rules.questions import Question, QuestionSet


class Move(Enum):
    """How one question moved since last time."""

    UP = "Moved up"
    SAME = "As before"
    DOWN = "Moved down"
    NEW = "Not asked or not rated last time"
    OPEN = "Not rated this time"


@dataclass(frozen=True)
class QuestionMove:
    """One question, how it was rated last time and this time."""

    question: Question
    before: str
    now: str
    move: Move
    now_rank: int
    before_rank: int


@dataclass(frozen=True)
class ReachMove:
    """One band of the spectrum: how many activities last time and this time."""

    reach: Reach
    before: int
    now: int


@dataclass(frozen=True)
class Summary:
    """What an audit keeps of its period's activities when it is finished."""

    by_reach: Mapping[Reach, int]
    using: int = 0
    workforce: int = 0
    families: int = 0

    @property
    def activities(self) -> int:
        """How many activities there were."""
        return sum(self.by_reach.values())

    def to_data(self) -> dict[str, int]:
        """Plain numbers, for a row."""
        counts = {f"reach_{reach.value}": self.by_reach.get(reach, 0) for reach in Reach}
        return counts | {"using": self.using, "workforce": self.workforce, "families": self.families}

    @classmethod
    def from_data(cls, data: Mapping[str, int]) -> Summary:
        """The summary that `to_data` wrote."""
        by_reach = {reach: data.get(f"reach_{reach.value}", 0) for reach in Reach}
        return cls(by_reach, data.get("using", 0), data.get("workforce", 0), data.get("families", 0))


def question_moves(
    asked: QuestionSet,
    now: Mapping[str, str | None],
    asked_before: QuestionSet,
    before: Mapping[str, str | None],
) -> list[QuestionMove]:
    """Every question of this audit beside the same question of the one before, found by its key.

    A rating counts by its own audit's scale. Scales of another length cannot be compared, so such a
    question counts as new.
    """
    moves = []
    for question in asked.questions:
        earlier = asked_before.by_key.get(question.key)
        comparable = earlier is not None and len(earlier.steps) == len(question.steps)
        before_rank = earlier.rank_of(before.get(question.key)) if earlier is not None and comparable else 0
        now_rank = question.rank_of(now.get(question.key))
        moves.append(
            QuestionMove(
                question=question,
                before=earlier.label_of(before.get(question.key)) if earlier is not None else "Not asked",
                now=question.label_of(now.get(question.key)),
                move=_move(before_rank, now_rank),
                now_rank=now_rank,
                before_rank=before_rank,
            )
        )
    return moves


def reach_moves(now: Summary, before: Summary) -> list[ReachMove]:
    """Each band of the spectrum, then and now."""
    return [ReachMove(each, before.by_reach.get(each, 0), now.by_reach.get(each, 0)) for each in Reach]


def in_words(moves: Iterable[QuestionMove]) -> str:
    """One sentence on how many questions moved, and where to."""
    counted = dict.fromkeys(Move, 0)
    for each in moves:
        counted[each.move] += 1
    parts = [
        f"{counted[move] or 'none'} {words}"
        for move, words in ((Move.UP, "moved up"), (Move.SAME, "stayed"), (Move.DOWN, "moved down"))
    ]
    return f"Of the questions rated both times, {parts[0]}, {parts[1]} and {parts[2]}."


def _move(before: int, now: int) -> Move:
    if not now:
        return Move.OPEN
    if not before:
        return Move.NEW
    if now == before:
        return Move.SAME
    return Move.UP if now > before else Move.DOWN
