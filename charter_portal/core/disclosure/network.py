"""What a reader can work out from a published table, and what must be hidden so that they cannot.

A table with its totals is a network in which people flow: from the start to the rows (row totals), from
rows to columns (cells), from columns to the end (column totals), and back to the start (the grand total).
Every figure is one arc. A shown figure is taken to be known exactly, although it is rounded on the page:
the exact one may be known from elsewhere, so nothing here leans on the rounding. A star leaves a range. In
such a network the values that an arc can have, given all ranges, are an interval of whole numbers without
gaps (circulations with whole bounds are integral), so what the reader can know is computed exactly, by
finding paths, and not estimated.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

from charter_portal.core.disclosure.figures import FEWEST_SHOWN, is_few, rounded

DOUBT = 2
"""How far a hidden small count could be from its true value, at least: three possible values."""
ENDLESS = 10**9
_ONE_MORE_CELL = 10_000
_ONE_MORE_TOTAL = 5 * _ONE_MORE_CELL

Node = int
Step = tuple[int, int]  # The number of an arc, and +1 along it or -1 against it.


@dataclass
class Arc:
    """One figure: where it flows, its true count, and the range that a reader knows for it."""

    tail: Node
    head: Node
    count: int
    is_total: bool
    published: bool = True
    hidden: bool = False
    may_be_none: bool = False

    @property
    def is_small(self) -> bool:
        """True where the rule itself hides this figure, and where it must not be worked out."""
        return self.published and is_few(self.count)

    @property
    def low(self) -> int:
        """The least that the reader thinks possible. Noughts are shown, so a star is at least one."""
        if not self.published or self.may_be_none:
            return 0
        return min(1, self.count) if self.hidden else self.count

    @property
    def high(self) -> int:
        """The most: of a small count the reader may even know that it is one."""
        if not self.published:
            return ENDLESS
        if not self.hidden:
            return self.count
        return FEWEST_SHOWN - 1 if self.is_small else ENDLESS

    def price(self, way: int, flow: int) -> int | None:
        """What it costs to let the flow change by one in this direction: 0, a star, or None for never."""
        if (flow < self.high) if way > 0 else (flow > self.low):
            return 0
        if self.hidden or self.count == 0:
            return None
        return (_ONE_MORE_TOTAL if self.is_total else _ONE_MORE_CELL) + rounded(self.count)


class Network:
    """The arcs of one table, and the two questions: is it safe, and what else must be hidden?"""

    def __init__(self, arcs: list[Arc]) -> None:
        self.arcs = arcs
        self._from: dict[Node, list[tuple[int, int, Node]]] = {}
        for number, arc in enumerate(arcs):
            self._from.setdefault(arc.tail, []).append((number, 1, arc.head))
            self._from.setdefault(arc.head, []).append((number, -1, arc.tail))
            arc.hidden = arc.is_small

    def hide(self, numbers: Iterable[int], *, may_be_none: bool = False) -> None:
        """Hide these figures, whatever they are."""
        for number in numbers:
            self.arcs[number].hidden = True
            self.arcs[number].may_be_none |= may_be_none

    def protect(self) -> None:
        """Hide more figures until every hidden small count has room on one side or the other.

        Hiding only ever adds room, so a count once protected stays so. At the latest when all counts but
        noughts are hidden everything is safe, provided that no small total rests on many cells: callers
        hide such a line as a whole first.
        """
        for number, arc in enumerate(self.arcs):
            if arc.is_small:
                while (paid := self._missing(number)) is not None:
                    self.hide(paid)

    def _missing(self, number: int) -> list[int] | None:
        """The cheapest further stars that give this small count more room, or None when it has enough."""
        arc = self.arcs[number]
        offers: list[tuple[int, list[int]]] = []
        room = 0
        for way in (1, -1):
            flows = [each.count for each in self.arcs]
            while room < DOUBT and arc.low <= flows[number] + way <= arc.high:
                path = self._path(number, way, flows)
                if path is None:
                    break
                price, steps = path
                if price:
                    stars = [other for other, side in steps if self.arcs[other].price(side, flows[other])]
                    offers.append((price, stars))
                    break
                for each, direction in steps:
                    flows[each] += direction
                flows[number] += way
                room += 1
        if room >= DOUBT:
            return None
        assert offers, "A small total over many cells has to be hidden as a whole before."
        return min(offers)[1]

    def _path(self, number: int, way: int, flows: list[int]) -> tuple[int, list[Step]] | None:
        """The cheapest way to make up for one person more (or fewer) in this figure, through all others."""
        arc = self.arcs[number]
        start, end = (arc.head, arc.tail) if way > 0 else (arc.tail, arc.head)
        reached: dict[Node, tuple[int, Node, Step | None]] = {start: (0, start, None)}
        queue = [(0, start)]
        while queue:
            price, node = heapq.heappop(queue)
            if node == end:
                break
            if price > reached[node][0]:
                continue
            for other, direction, there in self._from[node]:
                more = None if other == number else self.arcs[other].price(direction, flows[other])
                if more is not None and (there not in reached or price + more < reached[there][0]):
                    reached[there] = (price + more, node, (other, direction))
                    heapq.heappush(queue, (price + more, there))
        if end not in reached:
            return None
        steps: list[Step] = []
        node = end
        while node != start:
            _, before, step = reached[node]
            assert step is not None
            steps.append(step)
            node = before
        return reached[end][0], steps
