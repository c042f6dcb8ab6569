"""One event a line, and no secret in it."""

from __future__ import annotations

import logging
import time

import pytest

from charter_portal.core.logs import LineFormatter


def written(message: str, *values: object, fault: BaseException | None = None) -> str:
    info = (type(fault), fault, fault.__traceback__) if fault else None
    return LineFormatter().format(logging.LogRecord("portal", logging.INFO, "x.py", 1, message, values, info))


@pytest.mark.parametrize("text", ["a\r\nFAKE event", "a\nb", "a\x00b", "a\u2028b", "a\x1b[2Jb", "a\x85b"])
def test_no_text_begins_a_line_of_its_own(text):
    line = written("agent=%s", text)
    assert line.isprintable()
    assert len(line.splitlines()) == 1


@pytest.mark.parametrize(
    "text",
    [
        *("password=canary-1", "token: canary-1", "reset_token='canary-1'", '"csrf_token": "canary-1"'),
        *(
            "Authorization: canary-1",
            "Authorization: Bearer canary-1",
            "cookie=canary-1; path=/",
            "CHARTER_SECRET_KEY=canary-1",
        ),
    ],
)
def test_secrets_are_masked(text):
    assert "canary-1" not in written("got %s", text)


def test_a_fault_tells_its_kind_and_place_and_not_its_words():
    try:
        raise ValueError("the story of canary-2\nwith two lines")
    except ValueError as problem:
        line = written("fault reference=ab12", fault=problem)
    assert "ValueError" in line
    assert "test_logs.py" in line
    assert "canary-2" not in line
    assert len(line.splitlines()) == 1


def test_a_fault_of_the_machine_tells_its_reason():
    try:
        raise ConnectionRefusedError(111, "Connection refused")
    except OSError as problem:
        line = written("x", fault=problem)
    assert "Connection refused" in line


@pytest.mark.parametrize(
    "text",
    ["x" * 1_000_000, "password" * 100_000, "token=" + " " * 1_000_000, "\n" * 1_000_000],
    ids=["letters", "the word", "spaces", "lines"],
)
def test_a_giant_text_is_cut_at_once(text):
    start = time.process_time()
    assert len(written("%s", text)) < 30_000
    assert time.process_time() - start < 0.2
