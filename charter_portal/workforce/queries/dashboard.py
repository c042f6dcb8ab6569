"""A service at a glance: everything its first page shows, in a fixed number of questions."""

from __future__ import annotations

from dataclasses import dataclass

from charter_portal.core.charts import Chart, bars
from charter_portal.core.database import db
from charter_portal.organisations.models import Service
from charter_portal.workforce.models import PostVersion
from charter_portal.workforce.queries.clock import Running, conversions, running_clocks
from charter_portal.workforce.queries.pathway import FunnelStep, Pathway, funnel_of, pathway_of
from charter_portal.workforce.queries.people import counts_of
from charter_portal.workforce.queries.posts import posts_ending
from charter_portal.workforce.queries.spans import IN_VETTING
from charter_portal.workforce.rules.ladder import Drawing, draw
from charter_portal.workforce.rules.periods import Period
from charter_portal.workforce.rules.rungs import RUNGS


@dataclass(frozen=True)
class Glance:
    """What the first page of a service shows. Only its own circle sees it, so counts are as they are."""

    period: Period
    before: Period
    pathway: Pathway
    drawing: Drawing
    funnel: list[FunnelStep]
    vetting: FunnelStep
    clocks: list[Running]
    ending: list[PostVersion]
    conversions: int
    followed: int
    here: int

    @property
    def funnel_chart(self) -> Chart:
        """The way in as bars, this time beside the time before, with the days since the step before.

        People of one step need not be those of the step before it, so nothing is said about who went on.
        """
        return bars(
            [(step.label + _days_note(step.median_days), step.people) for step in self.funnel],
            before=[step.people_before for step in self.funnel],
            names=("This time", "Time before"),
            label="Step",
        )

    @property
    def is_empty(self) -> bool:
        """Nothing has been written down yet."""
        return not self.followed and not any(step.posts for step in self.pathway.steps)

    @property
    def vacant(self) -> int:
        """Places that are open to somebody new."""
        return sum(step.vacant for step in self.pathway.steps)

    @property
    def places(self) -> int:
        """Places in all posts."""
        return sum(step.places for step in self.pathway.steps)


def _days_note(days: float | None) -> str:
    return "" if days is None else f", median {days:g} {'day' if days == 1 else 'days'}"


def service_at_a_glance(service: Service, period: Period) -> Glance:
    """Pathway, funnel, clocks and what waits for one service, on the last day of a period."""
    numbers = [service.id]
    pathway = pathway_of(numbers, period)
    heights = {rung: place for place, rung in enumerate(RUNGS)}
    lanes = [(heights[move.before], heights[move.after]) for move in pathway.upwards if move.before]
    funnel = funnel_of(numbers, period)
    counts = counts_of([service]).get(service.id)
    turned = db.session.execute(conversions(numbers, period.since, period.until))
    return Glance(
        period=period,
        before=period.before(),
        pathway=pathway,
        drawing=draw(len(RUNGS), lanes),
        funnel=[step for step in funnel if step.step != IN_VETTING],
        vetting=next(step for step in funnel if step.step == IN_VETTING),
        clocks=running_clocks(period.until, service_ids=numbers),
        ending=posts_ending(numbers, period.until),
        conversions=sum(row.people for row in turned),
        followed=counts.followed if counts else 0,
        here=counts.here if counts else 0,
    )
