"""The words of the demo: hand-written blocks, put together anew for each application.

An application's `turn` chooses among the blocks, so that no two applications read alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
VALUES = ("recruitment", "awareness", "support", "pathways", "environment", "coproduction")
LOWEST = "not_yet"
ALL_DIFFERENT = 12
"""So many turns give different texts for one level; later ones get a sentence more."""
_SLOT = re.compile(r"<(\w+)>")

Slots = Mapping[str, str]


@cache
def read(name: str) -> dict[str, Any]:
    """One of the word files, by name."""
    text = (HERE / f"{name}.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


@cache
def about(code: str) -> dict[str, Any]:
    """The blocks for one statement, by its code."""
    value = VALUES[int(code.partition(".")[0]) - 1]
    found: dict[str, Any] = read(value)[code]
    return found


def filled(text: str, slots: Slots) -> str:
    """A block with its slots filled; a slot with a capital letter begins a sentence."""
    return _SLOT.sub(lambda found: _slot(found.group(1), slots), text)


def account(code: str, level: str, turn: int, slots: Slots) -> str:
    """What a service of this level writes about a statement."""
    blocks = about(code)
    own = level if level != LOWEST else "working_towards"
    ending = "early" if own in {"working_towards", "bronze"} else "late"
    shift = _shift(code)
    parts = [
        _pick(blocks[own], turn),
        _pick(blocks["detail"], turn // 2 + shift),
        _pick(blocks[ending], turn // 6 + shift),
    ]
    if turn >= ALL_DIFFERENT:
        parts[2] = f"{_pick(blocks['detail'], turn // 2 + shift + 1)} {parts[2]}"
    core, detail, last = (filled(part, slots) for part in parts)
    return f"{core} {detail}\n\n{last}"


def voice(code: str, turn: int, slots: Slots) -> str:
    """What people with lived experience say about it; some applications leave this empty."""
    place = turn + _shift(code)
    return "" if place % 4 == 3 else filled(_pick(about(code)["voice"], place), slots)


def found(code: str, level: str, turn: int) -> str:
    """What an assessor found at this level."""
    if level == LOWEST:
        return _pick(read("panel")["found_not_yet"], turn + _shift(code))
    text: str = about(code)["found"][level]
    return text


def strength(code: str, level: str, turn: int) -> str:
    """What an assessor liked."""
    blocks = read("panel")["strength_not_yet"] if level == LOWEST else about(code)["strength"]
    return _pick(blocks, turn)


def lift(code: str, level: str, turn: int) -> str:
    """What would lift it to the next level; nothing at the highest."""
    if level == LOWEST:
        return _pick(read("panel")["lift_to_working_towards"], turn + _shift(code))
    steps = {"working_towards": "bronze", "bronze": "silver", "silver": "gold"}
    text: str = about(code)["lift"][steps[level]] if level in steps else ""
    return text


def remark(kind: str, turn: int) -> str:
    """A sentence of the panel that belongs to no single statement."""
    return _pick(read("panel")[kind], turn)


def letter(name: str) -> str:
    """A reason or note that staff or organisations write, by its name."""
    text: str = read("letters")[name]
    return text


def summary(title: str) -> str:
    """The message to an applicant, by the title of the application."""
    text: str = read("letters")["summaries"][title]
    return text


def override(title: str) -> str:
    """Why the tier differs from what the award rule gives; empty where it does not."""
    return str(read("letters")["overrides"].get(title, ""))


def _pick(blocks: list[str], place: int) -> str:
    return blocks[place % len(blocks)]


def _shift(code: str) -> int:
    return sum(int(part) * weight for part, weight in zip(code.split("."), (3, 1), strict=True))


def _slot(name: str, slots: Slots) -> str:
    text = slots[name.lower()]
    return text[0].upper() + text[1:] if name[0].isupper() else text
