"""One application of the demo, from its beginning to the day it is handed over or taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from functools import partial

from sqlalchemy import select

from charter_portal.accounts.models import User
from charter_portal.applications.models import Application, Evidence
from charter_portal.applications.queries import response_to
from charter_portal.applications.rules.declaration import DECLARATION_TEXT
from charter_portal.applications.rules.scope import NamedPartner
from charter_portal.applications.services import (
    return_for_changes,
    save_response,
    start_application,
    withdraw_application,
)
from charter_portal.applications.services.evidence import add_file, add_link, cite
from charter_portal.applications.services.submissions import submit_application
from charter_portal.cli.demo import library, people, rounds, words
from charter_portal.cli.demo.calendar import Calendar, workday
from charter_portal.cli.demo.library import Paper
from charter_portal.cli.demo.organisations import Body, registered, service_named
from charter_portal.cli.demo.words import VALUES
from charter_portal.core.clock import now, pretending, to_london
from charter_portal.core.database import db
from charter_portal.framework.rules.tree import StatementNode


class Open(Enum):
    """What a draft has not said yet to a statement."""

    EVERYTHING = "everything"
    RATING = "rating"
    EVIDENCE = "evidence"


LADDER = ("not_yet", "working_towards", "bronze", "silver", "gold")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What an application is about, and how far its service has come.

    Most statements stand at `tier`; those in `above` one level higher, those in `below` one lower. In
    `hopes` the service rates itself one level higher than assessors will. Codes are separated by spaces.
    """

    turn: int
    body: Body
    title: str
    services: tuple[str, ...]
    aim: str
    tier: str
    job_title: str
    slots: Mapping[str, str]
    partner: tuple[str, str]
    above: str = ""
    below: str = ""
    hopes: str = ""
    signer: str = ""
    writers: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "papers", tuple(library.papers_for(self.turn)))

    def level(self, code: str) -> str:
        """The level at which the service really stands, as a panel would agree."""
        step = LADDER.index(self.tier) + (code in self.above.split()) - (code in self.below.split())
        return LADDER[step]

    def own_rating(self, code: str) -> str:
        """What the service says of itself."""
        return LADDER[LADDER.index(self.level(code)) + (code in self.hopes.split())]

    @property
    def words(self) -> dict[str, str]:
        """The slots of its texts: the body's, its own, and its partner's name."""
        return {**self.body.slots, "partner": self.partner[0], **self.slots}

    @property
    def cited(self) -> dict[str, Paper]:
        """Its papers by key."""
        return {paper.key: paper for paper in self.papers}

    def citations(self, code: str) -> list[tuple[Paper, str]]:
        """What it points at for a statement, and where to look."""
        has, wanted = self.cited, words.about(code)["cites"]
        return [(has[key], has[key].where(at, self.turn)) for key, at in wanted.items() if key in has]


class Life:
    """Writes the scenes of one application into the calendar. Each takes the day on which it happens."""

    def __init__(self, calendar: Calendar, plan: Plan, held: rounds.Round) -> None:
        self.calendar, self.plan, self.held = calendar, plan, held
        self.minute = 3 * plan.turn % 50
        self._application: Application | None = None

    def begins(self, day: date) -> None:
        """The lead starts the application and fills its library."""
        self.calendar.at(day, f"09:{self.minute:02}", self._begin)
        self.calendar.at(day, f"13:{self.minute:02}", self._fill_library)

    def writes(
        self, day: date, *, only: Collection[str] = (), but: Mapping[str, Open] | None = None, pause: int = 2
    ) -> None:
        """The responses are written value by value, a few working days apart: all, or `only` some.

        `but` says what is left open, by code.
        """
        for place, value in enumerate(VALUES):
            deed = partial(self._write, value, only, but or {})
            self.calendar.at(workday(day, place * pause), f"10:{self.minute:02}", deed)

    def is_submitted(self, day: date) -> None:
        """The sponsor or the lead signs and hands it over."""
        self.calendar.at(day, f"15:{self.minute:02}", self._submit)

    def is_returned(self, day: date, *, reason: str, statements: Mapping[str, str]) -> None:
        """Staff give it back, with what to change by code."""
        self.calendar.at(day, f"11:{self.minute:02}", partial(self._return, reason, statements))

    def is_withdrawn(self, day: date, *, reason: str) -> None:
        """The lead takes it out of the round."""
        self.calendar.at(day, f"16:{self.minute:02}", partial(self._withdraw, reason))

    @property
    def application(self) -> Application:
        """The row, once the application has begun."""
        if self._application is None:
            raise LookupError(f"{self.plan.title} has not begun yet.")
        return self._application

    def _begin(self) -> None:
        plan = self.plan
        self._application = start_application(
            registered(plan.body),
            cycle=rounds.cycle_of(self.held),
            title=plan.title,
            services=[service_named(name) for name in plan.services],
            partners=[NamedPartner(*plan.partner)],
            aim_level=rounds.charter().level_by_key[plan.aim],
            by=people.found(plan.body.lead),
        )

    def _fill_library(self) -> None:
        plan, application, year = self.plan, self.application, to_london(now()).year
        for paper in plan.papers:
            by = self._writer(len(paper.key))
            if paper.kind == "link":
                url = library.address(paper, plan.body.domain)
                add_link(application, url=url, title=paper.title, by=by)
                continue
            upload = library.upload(
                paper, owner=plan.services[0], slots=plan.words, turn=plan.turn, year=year
            )
            add_file(application, upload=upload, title=paper.title, by=by)

    def _write(self, value: str, only: Collection[str], but: Mapping[str, Open]) -> None:
        kept = self._library()
        of_value = [each for each in rounds.charter().statements if each.value.key == value]
        for place, statement in enumerate(of_value):
            left_open = but.get(statement.code)
            if left_open is not Open.EVERYTHING and (not only or statement.code in only):
                with pretending(now() + timedelta(minutes=17 * place)):
                    self._respond(statement, kept, left_open)

    def _respond(
        self, statement: StatementNode, kept: Mapping[str, Evidence], left_open: Open | None
    ) -> None:
        plan, code, by = self.plan, statement.code, self._writer(int(statement.code[0]))
        response = response_to(self.application, statement.id)
        assert response is not None, "Every statement has its response from the start."
        rating = plan.own_rating(code)
        save_response(
            response,
            own_level=None if left_open is Open.RATING else rounds.charter().level_by_key[rating],
            narrative=words.account(code, rating, plan.turn, plan.words),
            lived_experience=words.voice(code, plan.turn, plan.words),
            version=response.version,
            by=by,
        )
        if left_open is not Open.EVIDENCE:
            for paper, where in plan.citations(code):
                cite(response, evidence=kept[paper.key], where_to_look=where, by=by)

    def _submit(self) -> None:
        signer = people.BY_KEY[self.plan.signer or self.plan.body.lead]
        submit_application(
            self.application,
            declaration=DECLARATION_TEXT,
            name=signer.name,
            job_title=self.plan.job_title,
            by=people.found(signer.key),
        )

    def _withdraw(self, reason: str) -> None:
        withdraw_application(self.application, reason=reason, by=people.found(self.plan.body.lead))

    def _return(self, reason: str, statements: Mapping[str, str]) -> None:
        known = {each.code: each.id for each in rounds.charter().statements}
        return_for_changes(
            self.application,
            reason=reason,
            statements={known[code]: what for code, what in statements.items()},
            by=people.found(people.OFFICERS[0].key),
        )

    def _library(self) -> dict[str, Evidence]:
        by_title = {paper.title: paper.key for paper in self.plan.papers}
        rows = select(Evidence).where(Evidence.application_id == self.application.id)
        return {by_title[item.title]: item for item in db.session.scalars(rows)}

    def _writer(self, place: int) -> User:
        writers = (self.plan.body.lead, *self.plan.writers)
        return people.found(writers[place % len(writers)])
