"""No text makes a check slow: every pattern and validator meets a hundred thousand characters (bar F9)."""

from __future__ import annotations

import ast
import importlib
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from charter_portal.accounts.rules.browsers import browser_words
from charter_portal.accounts.rules.names import address_fits, has_letters, written_address
from charter_portal.accounts.rules.passwords import password_problem
from charter_portal.awards.rules import plain_code
from charter_portal.core.forms import (
    EmailAddress,
    clean_line,
    clean_text,
    count_words,
    normal_address,
)
from charter_portal.core.links import LinkNotTaken, read_link
from charter_portal.core.personal_data import likely_personal_data
from charter_portal.core.security import local_path
from charter_portal.core.spreadsheet import safe_cell
from charter_portal.core.tables import page_number
from charter_portal.core.tokens import token_hash
from charter_portal.files.rules import clean_name
from charter_portal.framework.rules.charter_file import CharterFileProblems, read_charter
from charter_portal.organisations.forms import ContactForm
from charter_portal.organisations.rules import name_key
from tests.structure import reading
from tests.structure.reading import PACKAGE, module_name

LENGTH = 100_000
TOO_LONG_SECONDS = 2.0
"""A pattern that goes astray takes minutes; the limit leaves room for a busy machine."""

SEEDS = (
    *("a", "A1", " ", "\n", "=", "-", ".", "@", "a@", "a.", "a.a@", "0", "(", "/", "%", "<", "\u200b"),
    *("\ufdfa", "e\u0301", "\u0301", "👩\u200d", "https://a.", "x-", "a b ", "\\", '"', "password", "1q2w"),
    *("12 ", "1/", "0123 ", "+44 ", "born 1 ", "Mr A", "a worker called ", "1 May ", "AB12", "he "),
)
ENDS = ("", "\x00a@b!")


def long_texts() -> Iterator[str]:
    """A hundred thousand characters of one kind, with an end that a greedy pattern must come back from."""
    for seed in SEEDS:
        for end in ENDS:
            yield (seed * (LENGTH // len(seed) + 1))[:LENGTH] + end


def slowest(check: Callable[[str], Any]) -> tuple[float, str]:
    """The longest time that any of the texts takes in this check, and how that text begins."""
    worst = (0.0, "")
    for text in long_texts():
        start = time.process_time()
        try:
            check(text)
        except (ValueError, CharterFileProblems, LinkNotTaken):
            pass
        worst = max(worst, (time.process_time() - start, f"{text[:6]!r}…{text[-2:]!r}"))
        if worst[0] > TOO_LONG_SECONDS:
            break
    return worst


class _Field:
    """As much of a form's field as a validator looks at."""

    errors: tuple[str, ...] = ()

    def __init__(self, data: str) -> None:
        self.data = data


CHECKS: dict[str, Callable[[str], Any]] = {
    "clean_text": clean_text,
    "clean_line": clean_line,
    "count_words": count_words,
    "normal_address": normal_address,
    "written_address": written_address,
    "address_fits": address_fits,
    "has_letters": has_letters,
    "name_key": name_key,
    "password_problem": lambda text: password_problem(text, name=text[:200], email="a@example.org"),
    "the longest password": lambda text: password_problem(text[:1000], name="Ada", email=text[:200]),
    "EmailAddress": lambda text: EmailAddress()(None, _Field(text)),  # type: ignore[arg-type]
    "a phone number": lambda text: ContactForm.validate_phone(None, _Field(text)),  # type: ignore[arg-type]
    "read_link": read_link,
    "clean_name": clean_name,
    "local_path": local_path,
    "safe_cell": safe_cell,
    "page_number": page_number,
    "likely_personal_data": likely_personal_data,
    "token_hash": token_hash,
    "plain_code": plain_code,
    "browser_words": browser_words,
}


@pytest.mark.parametrize("name", CHECKS)
def test_no_check_is_slow(name: str) -> None:
    seconds, text = slowest(CHECKS[name])
    assert seconds < TOO_LONG_SECONDS, f"{name} takes {seconds:.1f} s for {text}"


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern that a module of the portal keeps."""
    for path in reading.files_under(PACKAGE, ending=".py"):
        if "re.compile" in reading.read(path) and "cli" not in path.parts:
            module = importlib.import_module(module_name(path)) if path.name != "press.py" else None
            for name, value in vars(module).items() if module else ():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    yield f"{module_name(path)}.{name}", value


PATTERNS = dict(patterns())


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_goes_astray(name: str) -> None:
    pattern = PATTERNS[name]

    def look(text: str) -> None:
        pattern.fullmatch(text)
        # Looking in every place may cost the square of the length, and no more than that.
        pattern.search(text[:1000] + text[-3:])

    seconds, text = slowest(look)
    assert seconds < TOO_LONG_SECONDS, f"{name} takes {seconds:.1f} s for {text}"


def test_patterns_in_passing_are_plain() -> None:
    """A pattern written where it is used has no repetition inside a repetition."""
    nested = re.compile(r"\([^()]*[+*][^()]*\)[+*]")
    for path in reading.files_under(PACKAGE, ending=".py"):
        for node in ast.walk(ast.parse(reading.read(path))):
            if isinstance(node, ast.Call) and re.fullmatch(r"re\.\w+", ast.unparse(node.func)) and node.args:
                given = node.args[0]
                if isinstance(given, ast.Constant) and not ast.unparse(node.func).endswith("compile"):
                    assert not nested.search(str(given.value)), f"{path.name}: {given.value}"


def test_a_giant_charter_file_is_refused_in_time(app: Flask) -> None:
    for text in ("a: " + "[" * 5_000, "- " * 20_000, "&a [*a,*a]\n" * 2_000, "x" * LENGTH, "a: &a b\n" * 99):
        start = time.process_time()
        with pytest.raises(CharterFileProblems):
            read_charter(text, "giant.yaml")
        assert time.process_time() - start < TOO_LONG_SECONDS * 2, text[:10]
