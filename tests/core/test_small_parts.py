"""The small mechanisms of floor 0: cleaned text, local addresses, lists, words for numbers, predicates."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as some

from charter_portal.core import formats
from charter_portal.core.forms import clean_line, clean_text, count_words, normal_address
from charter_portal.core.permissions import Permission
from charter_portal.core.security import local_path
from charter_portal.core.tables import Page, page_number
from charter_portal.core.tokens import lasting_token, new_code, new_token, token_hash

HOSTILE = [
    *(
        "//evil.test",
        "https:evil.test",
        "/\\evil.test",
        "javascript:alert(1)",
        "/%0d%0a/x\r\n",
        "///evil.test",
    ),
    *("/@evil.test\n", "http://evil.test", "\\\\evil.test", "/ /evil.test", "", None, "/" + "x" * 3000),
]


@given(some.text())
def test_cleaned_text_is_clean_and_cleaning_it_again_changes_nothing(text: str) -> None:
    cleaned = clean_text(text) or ""
    assert clean_text(cleaned) == cleaned
    assert not any(ord(letter) < 32 and letter not in "\n\t" for letter in cleaned)
    cleaned.encode("utf-8")
    assert "\n" not in (clean_line(text) or "")


def test_what_people_write_survives_cleaning() -> None:
    for words in ("Siân ŵ ŷ", "O’Neill", "👩🏽‍🚀", "مرحبا", "שלום", "two\nlines"):
        assert clean_text(words) == words
    assert clean_text("a\x00b\r\nc") == "ab\nc"
    assert clean_text(None) is None


@given(some.text())
def test_words_are_counted_as_people_count_them(text: str) -> None:
    assert count_words(text) == len(text.split())


@given(some.emails())
def test_an_address_has_one_normal_form(address: str) -> None:
    assert normal_address(f"  {address.upper()} ") == normal_address(address.lower())


@pytest.mark.parametrize("target", HOSTILE)
def test_an_address_that_could_lead_away_is_refused(target: str | None) -> None:
    assert local_path(target) is None


@given(some.text(alphabet="/\\:@.%?#abc \t\n", max_size=12))
def test_whatever_is_taken_stays_on_this_site(target: str) -> None:
    taken = local_path(target)
    if taken is not None:
        assert urlsplit(urljoin("https://portal.test/here", taken)).netloc == "portal.test"


@pytest.mark.parametrize("asked", [None, "", "0", "-1", "x", "１", "9" * 30, "1.5", "1e3", "+2", "1000000"])
def test_a_page_that_is_none_is_the_first(asked: str | None) -> None:
    assert page_number(asked) == 1


def test_a_page_knows_where_it_stands() -> None:
    page = Page(items=list(range(12)), number=3, size=50, total=112)
    assert (page.pages, page.first, page.last) == (3, 101, 112)
    empty: Page[int] = Page(items=[], number=1, size=50, total=0)
    assert (empty.pages, empty.first, empty.last) == (1, 0, 0)


def test_dates_and_amounts_are_written_for_people() -> None:
    summer = datetime(2027, 7, 5, 11, 0, tzinfo=UTC)
    assert formats.moment(summer) == "5 July 2027 at midday"
    assert (
        formats.deadline(datetime(2027, 1, 8, 17, 5, tzinfo=UTC))
        == "Friday 8 January 2027 at 5:05pm (UK time)"
    )
    assert formats.clock_time(datetime(2027, 1, 8, 0, 0, tzinfo=UTC)) == "midnight"
    assert [formats.plural(n, "reply", "replies") for n in (0, 1, 2)] == [
        "no replies",
        "1 reply",
        "2 replies",
    ]
    assert [formats.file_size(n) for n in (1, 999, 45_000, 3_200_000)] == [
        "1 byte",
        "999 bytes",
        "45 KB",
        "3.2 MB",
    ]
    assert formats.day(None) == formats.moment(None) == formats.weekday(None) == ""


@given(some.booleans(), some.booleans())
def test_predicates_join_like_sentences(left: bool, right: bool) -> None:
    a, b = Permission(lambda *_: left, "a"), Permission(lambda *_: right, "b")
    assert (a & b)("person") is (left and right)
    assert (a | b)("person") is (left or right)
    assert (~a)("person") is (not left)
    assert (a & ~b).name == "(a and not b)"


def test_secrets_are_long_and_kept_as_hashes() -> None:
    token = new_token()
    assert len(token) >= 43 and new_token() != token
    assert token not in token_hash(token) and token_hash(token) == token_hash(token)
    assert set(new_code(200)) <= set("23456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_a_span_names_its_day_once() -> None:
    starts = datetime(2027, 3, 5, 9, 30, tzinfo=UTC)
    same_day = formats.span(starts, starts.replace(hour=16, minute=0))
    assert same_day == "Friday 5 March 2027, 9:30am to 4pm (UK time)"
    next_day = formats.span(starts, starts.replace(day=6, hour=12, minute=0))
    assert next_day == "Friday 5 March 2027, 9:30am to Saturday 6 March 2027, midday (UK time)"


def test_a_lasting_token_is_the_same_again_and_needs_the_secret() -> None:
    first = lasting_token("one secret", "a place")
    assert first == lasting_token("one secret", "a place")
    assert len(first) == 43
    assert len({first, lasting_token("another", "a place"), lasting_token("one secret", "b place")}) == 3
