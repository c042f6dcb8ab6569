"""The geometry of the pathway map: a ladder with volunteering at its foot, a lane for each move up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BOX_WIDTH, BOX_HEIGHT, GAP = 258, 50, 20
LEFT, TOP = 2, 2
LANE, FIRST_LANE = 34, 30
BEND = 8
BADGE = 12


@dataclass(frozen=True)
class Box:
    """One rung as it is drawn."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Arc:
    """One move as it is drawn: a line out of the lower rung, up its lane, and into the higher one."""

    path: str
    head: str
    badge_x: int
    badge_y: int


@dataclass(frozen=True)
class Drawing:
    """The whole map; boxes in the order of the rungs, arcs in the order of the moves."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arcs: tuple[Arc, ...]


def draw(rungs: int, moves: Sequence[tuple[int, int]]) -> Drawing:
    """Where everything goes, for so many rungs and moves from one rung to a higher one, counted from nought.

    Raises ValueError for a move that does not go up.
    """
    boxes = tuple(
        Box(LEFT, TOP + (rungs - 1 - place) * (BOX_HEIGHT + GAP), BOX_WIDTH, BOX_HEIGHT)
        for place in range(rungs)
    )
    lanes = lanes_for(moves)
    arcs = tuple(_arc(boxes, move, lane) for move, lane in zip(moves, lanes, strict=True))
    width = LEFT + BOX_WIDTH + FIRST_LANE + max([LANE * (lane + 1) for lane in lanes], default=0)
    return Drawing(width, 2 * TOP + rungs * BOX_HEIGHT + max(0, rungs - 1) * GAP, boxes, arcs)


def lanes_for(moves: Sequence[tuple[int, int]]) -> list[int]:
    """A lane for each move, so that two that pass the same height never share one; short moves lie inside."""
    lanes: dict[int, int] = {}
    taken: list[list[tuple[int, int]]] = []
    for place in sorted(range(len(moves)), key=lambda each: (moves[each][1] - moves[each][0], moves[each])):
        low, high = moves[place]
        if high <= low:
            raise ValueError("Only moves upwards are drawn.")
        lane = next(
            (number for number, held in enumerate(taken) if all(high <= a or b <= low for a, b in held)),
            len(taken),
        )
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        lanes[place] = lane
    return [lanes[place] for place in range(len(moves))]


def _arc(boxes: Sequence[Box], move: tuple[int, int], lane: int) -> Arc:
    low, high = boxes[move[0]], boxes[move[1]]
    edge = low.x + low.width
    across = edge + FIRST_LANE + LANE * lane
    start, end = low.y + low.height // 3, high.y + 2 * high.height // 3
    path = (
        f"M{edge} {start}H{across - BEND}Q{across} {start} {across} {start - BEND}"
        f"V{end + BEND}Q{across} {end} {across - BEND} {end}H{edge + 8}"
    )
    head = f"{edge + 1},{end} {edge + 10},{end - 5} {edge + 10},{end + 5}"
    return Arc(path, head, across, (start + end) // 2)
