"""The round that runs today, read as applications come in: one application in every state."""

from __future__ import annotations

from datetime import date

from charter_portal.assessment.enums import ConflictKind
from charter_portal.cli.demo import rounds, words
from charter_portal.cli.demo.applications import Life, Plan
from charter_portal.cli.demo.calendar import Calendar, workday
from charter_portal.cli.demo.panels import FIRST, SECOND, Panel
from charter_portal.cli.demo.running_plans import (
    ALMOST_COMPLETE,
    BARELY_BEGUN,
    COURT_NAVIGATORS,
    DAY_PROGRAMME,
    HEALTH_AND_JUSTICE,
    IN_COURT,
    LEAVING_CARE,
    STILL_TO_DO,
    STONEBECK,
    THROUGH_THE_GATE,
    TIDEWELL_HOUSE,
    WOMENS_PATHWAY,
    YOUNG_PEOPLE,
)
from charter_portal.cli.demo.words import VALUES


class RunningRound:
    """Writes down each application of the running round. Days are counted back from the last working day."""

    def __init__(self, calendar: Calendar, known: rounds.Rounds) -> None:
        self.calendar, self.known = calendar, known

    def write_down(self) -> None:
        """Every state an application can be in, from a blank draft to a decision that awaits release."""
        self._drafts()
        self._waiting()
        self._returned()
        self._withdrawn()
        self._being_read()
        self._ready_to_moderate()
        self._ready_to_propose()
        self._proposed()
        self._decided()

    def _day(self, ago: int) -> date:
        return workday(self.known.now, -ago)

    def _written(self, plan: Plan, *, begun: int, submitted: int) -> Life:
        """An application that began and was handed over so many working days ago."""
        life = Life(self.calendar, plan, self.known.running)
        life.begins(self._day(begun))
        life.writes(self._day(begun - 1), pause=max(1, (begun - submitted - 2) // 6))
        life.is_submitted(self._day(submitted))
        return life

    def _drafts(self) -> None:
        almost = Life(self.calendar, ALMOST_COMPLETE, self.known.running)
        almost.begins(self._day(38))
        almost.writes(self._day(34), but=STILL_TO_DO, pause=5)
        barely = Life(self.calendar, BARELY_BEGUN, self.known.running)
        barely.begins(self._day(4))
        barely.writes(self._day(3), only={"1.1", "1.4"}, pause=0)

    def _waiting(self) -> None:
        self._written(DAY_PROGRAMME, begun=30, submitted=3)
        asked = self._written(COURT_NAVIGATORS, begun=41, submitted=8)
        Panel(asked, ("dev", "luca")).is_asked(self._day(2))

    def _returned(self) -> None:
        life = self._written(THROUGH_THE_GATE, begun=45, submitted=12)
        life.is_returned(
            self._day(6),
            reason=words.letter("returned"),
            statements=words.read("letters")["to_change"],
        )

    def _withdrawn(self) -> None:
        life = Life(self.calendar, LEAVING_CARE, self.known.running)
        life.begins(self._day(50))
        life.writes(self._day(48), only={"1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2"})
        life.is_withdrawn(
            self._day(16),
            reason=words.letter("application_withdrawn"),
        )

    def _being_read(self) -> None:
        life = self._written(HEALTH_AND_JUSTICE, begun=52, submitted=19)
        panel = Panel(life, ("dev", "rosalind", "margaret", "esther"), apart={"4.2": ("silver", "bronze")})
        panel.is_asked(self._day(16))
        panel.declines(
            "esther",
            self._day(15),
            kind=ConflictKind.CLOSE_PERSON,
            note=words.letter("conflict"),
        )
        panel.declares("dev", self._day(14))
        panel.scores("dev", self._day(14))
        panel.finishes("dev", self._day(7))
        panel.declares("rosalind", self._day(5))
        panel.scores("rosalind", self._day(5), values=VALUES[:3])

    def _ready_to_moderate(self) -> None:
        life = self._written(TIDEWELL_HOUSE, begun=58, submitted=24)
        panel = Panel(
            life,
            ("rosalind", "margaret"),
            apart={
                "2.4": ("silver", "working_towards"),
                "3.1": ("bronze", "working_towards"),
                "4.2": ("gold", "bronze"),
                "5.2": ("silver", "gold"),
                "6.3": ("working_towards", "silver"),
            },
        )
        panel.is_asked(self._day(22))
        panel.reads_all(self._day(20))

    def _ready_to_propose(self) -> None:
        life = self._written(WOMENS_PATHWAY, begun=60, submitted=28)
        panel = Panel(
            life,
            ("dev", "luca"),
            apart={"1.2": ("gold", "bronze"), "3.3": ("gold", "silver"), "4.1": ("bronze", "silver")},
            officer=SECOND,
        )
        panel.is_asked(self._day(26))
        panel.is_moderated(workday(panel.reads_all(self._day(25)), 2))

    def _proposed(self) -> None:
        life = self._written(YOUNG_PEOPLE, begun=62, submitted=32)
        panel = Panel(life, ("esther", "margaret"), apart={"3.4": ("silver", "bronze")})
        panel.is_asked(self._day(30))
        panel.is_moderated(workday(panel.reads_all(self._day(29)), 2))
        panel.is_proposed(
            self._day(9),
            tier="silver",
        )

    def _decided(self) -> None:
        in_court = self._written(IN_COURT, begun=61, submitted=37)
        panel = Panel(in_court, ("rosalind", "luca"), officer=SECOND)
        panel.is_asked(self._day(35))
        panel.is_moderated(workday(panel.reads_all(self._day(34)), 2))
        panel.is_proposed(
            self._day(20),
            tier="silver",
            by=SECOND,
        )
        panel.is_confirmed(self._day(18), by=FIRST)
        prison = self._written(STONEBECK, begun=63, submitted=35)
        panel = Panel(prison, ("dev", "margaret"))
        panel.is_asked(self._day(33))
        panel.is_moderated(workday(panel.reads_all(self._day(32)), 2))
        panel.is_proposed(
            self._day(13),
            tier="bronze",
        )
        panel.is_confirmed(self._day(11))
