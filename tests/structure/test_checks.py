"""The table in docs/checks.md names every check it was asked for, and only tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ASKED_FOR = (
    "A1 A2 A3 A5 A6 B2 B3 B4 B5 B6 B9 B10 C1 C2 C3 C4 C5 C6 C8 C9 D3 D4 D6 E1 E2 E3 E5 F1 F4 F5 F6 F7 F8 F9 "
    "G1 G2 H1 H2 H3 H5 I1 I3 I7 I8 Y1 Y2 Y3 Y4 Y5 Y6 Y9 Y10 Y11 Y14 Y15 T2 T3 T4 T6 T7 T8 T10 T11"
).split()
ROW = re.compile(r"^\| ([A-Z]\d+) \|.*$", re.MULTILINE)
NAMED = re.compile(r"`([a-z_]+/test_[a-z_]+\.py)(?:::([a-z_]+))?`")


@pytest.fixture(scope="module")
def rows() -> dict[str, str]:
    """Each row of the table by its check."""
    text = (ROOT / "docs" / "checks.md").read_text("utf-8")
    return {found[1]: found[0] for found in ROW.finditer(text)}


def test_every_check_has_its_row(rows: dict[str, str]) -> None:
    assert set(ASKED_FOR) <= set(rows)
    assert [check for check, row in rows.items() if not NAMED.search(row)] == []


def test_every_test_that_is_named_exists(rows: dict[str, str]) -> None:
    missing = []
    for check, row in rows.items():
        for path, name in NAMED.findall(row):
            file = ROOT / "tests" / path
            if not file.exists() or (name and f"def test_{name}(" not in file.read_text("utf-8")):
                missing.append(f"{check}: {path} {name}")
    assert missing == []
