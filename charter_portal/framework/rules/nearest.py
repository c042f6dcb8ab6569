"""The fewest steps up that meet a set of checks.

Finding them is, in general, as hard as any covering problem, because a statement counts in several groups
at once. So this is branch and bound with a fixed budget: it starts from a good answer, proves it best where
the bound allows (for the charter's own rule, at once), and stops after `BUDGET` looks. The budget counts
looks, not time, so the same question always has the same answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .conditions import Check, Demand

BUDGET = 1_000

Ranks = dict[str, int]


@dataclass(frozen=True)
class Raise:
    """New ranks for some statements; `least` says whether no cheaper way exists (or is merely not known)."""

    ranks: Mapping[str, int]
    least: bool


@dataclass
class _State:
    """A half-made answer.

    `ranks` so far, `caps` that later raises must stay under, demands of group checks that were `chosen` to be
    met, and those set `aside`.
    """

    ranks: Ranks
    caps: Ranks
    chosen: tuple[Demand, ...] = ()
    aside: tuple[Demand, ...] = ()

    def raised(self, key: str, rank: int) -> _State:
        return _State({**self.ranks, key: rank}, self.caps, self.chosen, self.aside)

    def capped(self, key: str, rank: int) -> _State:
        return _State(self.ranks, {**self.caps, key: rank}, self.chosen, self.aside)

    def choosing(self, demand: Demand) -> _State:
        return _State(self.ranks, self.caps, (*self.chosen, demand), self.aside)

    def without(self, demand: Demand) -> _State:
        return _State(self.ranks, self.caps, self.chosen, (*self.aside, demand))


def least_raise(checks: Sequence[Check], ranks: Mapping[str, int]) -> Raise:
    """Ranks to raise so that every check is met.

    Promised: the result meets every check; none of its raises can be dropped or made smaller. When `least` is
    true, no other way takes fewer steps in all, nor as few steps on fewer statements.
    """
    search = _Search(checks, dict(sorted(ranks.items())))
    search.run()
    return Raise({key: rank for key, rank in search.best.items() if rank > ranks[key]}, search.finished)


class _Search:
    def __init__(self, checks: Sequence[Check], start: Ranks):
        self.start = start
        self.fixed = tuple(
            demand for check in checks if check.at_least == len(check.demands) for demand in check.demands
        )
        self.choices = tuple(check for check in checks if check.at_least < len(check.demands))
        self.checks = checks
        # One step weighs more than any number of statements, so steps are compared first.
        self.step = len(start) + 1
        self.best: Ranks = {}
        self.best_cost: int | None = None
        self.finished = True

    def run(self) -> None:
        stack = [_State(self.start, {})]
        looks = 0
        while stack:
            looks += 1
            if looks > BUDGET and self.best_cost is not None:
                self.finished = False
                return
            # The more promising branch comes last in the list, so it is looked at first.
            stack.extend(self.branches(stack.pop()))

    def branches(self, state: _State) -> list[_State]:
        """Keep this state if it is an answer, drop it if it cannot be better, else split it in two."""
        demands = [d for d in (*self.fixed, *state.chosen) if not d.is_met(state.ranks)]
        bound = self.bound(state, demands)
        if bound is None or (self.best_cost is not None and bound >= self.best_cost):
            return []
        if demands:
            return self.split_on_statement(state, demands)
        for check in self.choices:
            if not check.is_met(state.ranks):
                return self.split_on_group(state, check)
        self.keep(self.trimmed(state.ranks))
        return []

    def keep(self, ranks: Ranks) -> None:
        cost = self.paid(ranks)
        if self.best_cost is None or cost < self.best_cost:
            self.best, self.best_cost = ranks, cost

    def split_on_statement(self, state: _State, demands: Sequence[Demand]) -> list[_State]:
        """Either one statement rises far enough, or it never does. Without a choice there is no split."""
        for demand in demands:
            able = self.able(state, demand)
            if len(able) == len(demand.below(state.ranks)) - demand.allowed:
                ranks = {**state.ranks, **dict.fromkeys(able, demand.rank)}
                return [_State(ranks, state.caps, state.chosen, state.aside)]
        _, _, key, rank = min(self.offers(state, demands))
        return [state.capped(key, rank - 1), state.raised(key, rank)]

    def offers(self, state: _State, demands: Sequence[Demand]) -> list[tuple[Fraction, int, str, int]]:
        """Every raise that helps, cheapest for the good it does first."""
        found = []
        for demand in demands:
            for key in self.able(state, demand):
                serves = sum(key in each.members and each.rank <= demand.rank for each in demands)
                cost = self.cost(state, key, demand.rank)
                found.append((Fraction(cost, serves), cost, key, demand.rank))
        return found

    def split_on_group(self, state: _State, check: Check) -> list[_State]:
        """Either the cheapest open group of the check is to be met, or the others must do without it."""
        demand, _ = min(self.open_groups(state, check), key=lambda each: (each[1], each[0].members))
        return [state.without(demand), state.choosing(demand)]

    def able(self, state: _State, demand: Demand) -> list[str]:
        """Statements below the demand that may still rise to it."""
        return [key for key in demand.below(state.ranks) if state.caps.get(key, demand.rank) >= demand.rank]

    def cost(self, state: _State, key: str, rank: int) -> int:
        now = state.ranks[key]
        return (rank - now) * self.step + (now == self.start[key])

    def price(self, state: _State, demand: Demand) -> int | None:
        """What the demand costs at least, taken alone; None when it is out of reach."""
        missing = len(demand.below(state.ranks)) - demand.allowed
        costs = sorted(self.cost(state, key, demand.rank) for key in self.able(state, demand))
        return None if len(costs) < missing else sum(costs[:missing])

    def bound(self, state: _State, demands: Sequence[Demand]) -> int | None:
        """What any answer from here costs at least; None when there is none."""
        so_far = self.paid(state.ranks)
        apart = self.price_of_all(state, demands)
        choices = [
            self.price_of_choice(state, check) for check in self.choices if not check.is_met(state.ranks)
        ]
        if apart is None or None in choices:
            return None
        return so_far + max([apart, *(price for price in choices if price is not None)])

    def paid(self, ranks: Ranks) -> int:
        return sum(
            (rank - self.start[key]) * self.step + (rank > self.start[key]) for key, rank in ranks.items()
        )

    def price_of_all(self, state: _State, demands: Sequence[Demand]) -> int | None:
        """The prices of demands that have no statement in common, dearest first, can be added up."""
        prices = []
        for demand in demands:
            price = self.price(state, demand)
            if price is None:
                return None
            prices.append((-price, demand.members, self.able(state, demand)))
        used: set[str] = set()
        total = 0
        for price, _, able in sorted(prices):
            if used.isdisjoint(able):
                used.update(able)
                total -= price
        return total

    def price_of_choice(self, state: _State, check: Check) -> int | None:
        """Groups of one check have no statement in common, so its cheapest groups can be added up."""
        missing = check.at_least - sum(demand.is_met(state.ranks) for demand in check.demands)
        prices = sorted(price for _, price in self.open_groups(state, check))
        return sum(prices[:missing]) if len(prices) >= missing else None

    def open_groups(self, state: _State, check: Check) -> list[tuple[Demand, int]]:
        """The groups of a check that are not met but still can be, each with its price."""
        unmet = [each for each in check.demands if each not in state.aside and not each.is_met(state.ranks)]
        priced = [(demand, self.price(state, demand)) for demand in unmet]
        return [(demand, price) for demand, price in priced if price is not None]

    def trimmed(self, answer: Ranks) -> Ranks:
        """The answer with every raise as small as it can be, one after the other."""
        ranks = dict(answer)
        for key, start in self.start.items():
            for rank in range(start, ranks[key]):
                lower = {**ranks, key: rank}
                if all(check.is_met(lower) for check in self.checks):
                    ranks = lower
                    break
        return ranks
