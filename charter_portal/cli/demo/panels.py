"""How the demo's applications are read, moderated and decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from charter_portal.accounts.models import User
from charter_portal.applications.models import Application
from charter_portal.assessment.enums import ConflictKind
from charter_portal.assessment.models import Allocation
from charter_portal.assessment.queries import allocations_of, side_by_side
from charter_portal.assessment.services import (
    agree_as_scored,
    agree_level,
    allocate,
    complete_moderation,
    declare_conflict,
    declare_no_conflict,
    finish,
    save_score,
)
from charter_portal.awards.queries import decision_of
from charter_portal.awards.services import confirm_decision, propose_decision
from charter_portal.cli.demo import people, rounds, words
from charter_portal.cli.demo.applications import LADDER, Life
from charter_portal.cli.demo.calendar import Deed, workday
from charter_portal.cli.demo.words import VALUES
from charter_portal.core.clock import now, pretending
from charter_portal.framework.rules.tree import StatementNode

FIRST, SECOND = (officer.key for officer in people.OFFICERS)


@dataclass
class Panel:
    """Who reads one application and where they differ.

    `apart` gives, by code, the level of each reader; elsewhere they are on the agreed level, and the second
    now and then one beside it.
    """

    life: Life
    readers: Sequence[str]
    apart: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    officer: str = FIRST

    @property
    def application(self) -> Application:
        """The application that is read."""
        return self.life.application

    def is_asked(self, day: date) -> None:
        """An officer allocates the readers."""
        self._at(day, 10, self._allocate)

    def declares(self, reader: str, day: date) -> None:
        """A reader says that there is no conflict, which opens the submission."""
        self._at(day, 12, lambda: declare_no_conflict(self._reading(reader), by=people.found(reader)))

    def declines(self, reader: str, day: date, *, kind: ConflictKind, note: str) -> None:
        """A reader declares a conflict, which closes the submission to them."""
        self._at(
            day,
            12,
            lambda: declare_conflict(self._reading(reader), kind=kind, note=note, by=people.found(reader)),
        )

    def scores(self, reader: str, day: date, *, values: Sequence[str] = VALUES) -> None:
        """A reader scores value by value, one each working day."""
        for place, value in enumerate(values):
            self._at(workday(day, place), 14, partial(self._score, reader, value))

    def finishes(self, reader: str, day: date) -> None:
        """A reader hands the whole reading over."""
        self._at(day, 16, lambda: finish(self._reading(reader), by=people.found(reader)))

    def reads_all(self, day: date) -> date:
        """Every reader declares, scores and finishes; returns the day on which the last has."""
        for place, reader in enumerate(self.readers):
            begun = workday(day, 1 + place)
            self.declares(reader, begun)
            self.scores(reader, begun)
            self.finishes(reader, workday(begun, 6))
        return workday(day, 7 + len(self.readers))

    def is_moderated(self, day: date) -> None:
        """An officer lays the scores side by side and agrees a level for each statement."""
        self._at(day, 10, self._agree)
        self._at(day, 13, lambda: complete_moderation(self.application, by=people.found(self.officer)))

    def is_proposed(self, day: date, *, tier: str | None, by: str = FIRST) -> None:
        """An officer proposes a tier, or “not yet” for None."""
        self._at(day, 15, lambda: self._propose(tier, by))

    def is_confirmed(self, day: date, *, by: str = SECOND) -> None:
        """The other officer confirms."""
        self._at(day, 16, lambda: self._confirm(by))

    def _at(self, day: date, hour: int, deed: Deed) -> None:
        self.life.calendar.at(day, f"{hour:02}:{self.life.minute:02}", deed)

    def _allocate(self) -> None:
        assessors = [people.found(reader) for reader in self.readers]
        allocate(self.application, assessors=assessors, by=people.found(self.officer))

    def _reading(self, reader: str) -> Allocation:
        number = people.found(reader).id
        return next(each for each in allocations_of(self.application) if each.assessor_id == number)

    def _score(self, reader: str, value: str) -> None:
        reading, place = self._reading(reader), list(self.readers).index(reader)
        of_value = [each for each in rounds.charter().statements if each.value.key == value]
        for minutes, statement in enumerate(of_value):
            with pretending(now() + timedelta(minutes=12 * minutes)):
                level = self._seen(statement.code, place)
                save_score(
                    reading,
                    statement_id=statement.id,
                    level=level,
                    reason=self._reason(statement, level, place),
                    strengths=words.strength(statement.code, level, self.life.plan.turn + place),
                    lift=words.lift(statement.code, level, self.life.plan.turn) if place == 0 else "",
                    version=0,
                    by=people.found(reader),
                )

    def _seen(self, code: str, place: int) -> str:
        """The level that one reader gives."""
        if code in self.apart:
            return self.apart[code][place % 2]
        agreed = self.life.plan.level(code)
        is_beside = place == 1 and (self.life.plan.turn + int(code.replace(".", ""))) % 6 == 0
        return LADDER[LADDER.index(agreed) - 1] if is_beside and agreed != LADDER[0] else agreed

    def _reason(self, statement: StatementNode, level: str, place: int) -> str:
        plan, code = self.life.plan, statement.code
        turn = plan.turn + place + int(code.replace(".", ""))
        if place % 2 and level != LADDER[0]:
            first = statement.criteria[level].partition(". ")[0].rstrip(".")
            parts = [f"Against the criterion: “{first}.”"]
        else:
            parts = [words.found(code, level, turn)]
        cited = plan.citations(code)
        if cited:
            paper, where = cited[place % len(cited)]
            number = plan.papers.index(paper) + 1
            where = where[0].lower() + where[1:]
            parts.append(words.remark("pointer", turn).format(number=number, where=where))
        step = LADDER.index(level) - LADDER.index(plan.level(code))
        if step:
            parts.append(words.remark("higher" if step > 0 else "lower", turn))
        return " ".join(parts)

    def _agree(self) -> None:
        together, by = side_by_side(self.application), people.found(self.officer)
        assert together is not None, "Every reader has finished before moderation."
        for place, line in enumerate(together.lines):
            with pretending(now() + timedelta(minutes=5 * place)):
                if line.shared_level is not None:
                    agree_as_scored(self.application, statement_id=line.statement.id, version=0, by=by)
                else:
                    self._agree_between(line.statement, [level.rank for level in line.levels], by)

    def _agree_between(self, statement: StatementNode, ranks: list[int], by: User) -> None:
        code, turn = statement.code, self.life.plan.turn
        level, names = self.life.plan.level(code), rounds.charter().level_by_key
        kind = "agreed_wide" if max(ranks) - min(ranks) > 1 else "agreed_apart"
        reason = words.remark(kind, turn + int(code[0])).format(
            low=names[LADDER[min(ranks)]].name,
            high=names[LADDER[max(ranks)]].name,
            found=words.found(code, level, turn),
        )
        agree_level(
            self.application,
            statement_id=statement.id,
            level=level,
            reason=reason,
            strengths=words.strength(code, level, turn),
            lift=words.lift(code, level, turn),
            version=0,
            by=by,
        )

    def _propose(self, tier: str | None, by: str) -> None:
        title = self.life.plan.title
        propose_decision(
            self.application,
            level=rounds.charter().level_by_key[tier] if tier is not None else None,
            override_reason=words.override(title),
            summary=words.summary(title),
            by=people.found(by),
        )

    def _confirm(self, by: str) -> None:
        decision = decision_of(self.application)
        assert decision is not None, "Somebody has proposed before somebody confirms."
        confirm_decision(decision, by=people.found(by))
