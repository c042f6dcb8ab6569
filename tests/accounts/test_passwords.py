"""Which passwords are taken (B7): long ones nobody would guess, with no other shape asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter_portal.accounts.rules.browsers import browser_words
from charter_portal.accounts.rules.common_words import PASSWORD_WORDS
from charter_portal.accounts.rules.passwords import EASY, PERSONAL, normal_password, password_problem
from charter_portal.accounts.services.passwords import hash_password, password_fits
from tests.factories.accounts import a_person

GOOD = [
    "kettle pancake violin moss",
    "correct horse battery staple",
    "xK4-mmq9-Zr1p",
    "tealantern-blue-17",
    "مرحبا بالعالم الجميل",
    "😀😁😂🤣😃😄😅😆😉😊😋😎",
    "kettle pancake " * 6,
    "a" * 30 + "qxvjwk",
]
EASY_ONES = [
    "Password2024!",
    "P4ssw0rd1234",
    "passwordpassword",
    "qwertyuiop123",
    "123456789012",
    "aaaaaaaaaaaa",
    "abcabcabcabc",
    "1qaz2wsx3edc",
    "LiverpoolFC1892",
    "CharterPortal2026",
    "lived-experience-2027",
    "careermatters1",
    "iloveyou!!!!!!",
    "Summer2026Summer2026",
    "ΡΑѕѕword"[4:] + "12345678",
]


@pytest.mark.parametrize("password", GOOD)
def test_good_ones_are_taken(password):
    assert password_problem(password, name="Ada Okafor", email="ada@example.org") is None


@pytest.mark.parametrize("password", EASY_ONES)
def test_easy_ones_are_not(password):
    assert password_problem(password) == EASY


@pytest.mark.parametrize("password", ["Ada Okafor 1815", "okaforokaforokafor1", "northgate-trust1!"])
def test_nor_is_a_persons_own_name_or_address(password):
    problem = password_problem(password, name="Ada Okafor", email="ada@northgate-trust.org")
    assert problem in {PERSONAL, EASY}


def test_thousands_of_common_ones_are_refused():
    ends = ["1", "12", "123", "1234", "12345", "123456", "!", "!!", "2024", "2026!", "007", "1!"]
    tried = [word + end for word in PASSWORD_WORDS for end in ends if len(word + end) >= 12]
    tried += [word * 2 for word in PASSWORD_WORDS if len(word) >= 6]
    tried += [word.title() + other + "1" for word in PASSWORD_WORDS[:60] for other in PASSWORD_WORDS[60:120]]
    assert len(tried) > 3000
    taken = [password for password in tried if len(password) >= 12 and password_problem(password) is None]
    assert not taken, taken[:5]


@pytest.mark.parametrize(
    ("count", "problem"),
    [
        (1, "Use 12 characters or more. You have 1."),
        (11, "Use 12 characters or more. You have 11."),
        (12, None),
        (64, None),
        (100, None),
        (1000, None),
        (1001, "Use 1,000 characters or fewer."),
        (5_000_000, "Use 1,000 characters or fewer."),
    ],
)
def test_length_is_the_only_shape_asked_for(count, problem):
    assert password_problem(("xkvq zjwm tpfh " * (count // 15 + 1))[:count]) == problem


@given(st.text(min_size=12, max_size=60))
def test_any_text_gets_an_answer_and_a_hash_that_fits(password):
    assert password_problem(password) is None or isinstance(password_problem(password), str)
    assert normal_password(normal_password(password)) == normal_password(password)


def test_nothing_is_cut_off(session):
    long = "kettle pancake violin moss " * 4
    person = a_person(password_hash=hash_password(long + "one"))
    assert password_fits(person, long + "one")
    assert not password_fits(person, long + "two")
    assert not password_fits(person, (long + "one").upper())
    assert not password_fits(a_person(password_hash="!"), "!")


def test_the_same_keys_fit_on_every_device(session):
    composed, decomposed = "caf\u00e9 kettle violin", "cafe\u0301 kettle violin"
    assert password_fits(a_person(password_hash=hash_password(composed)), decomposed)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Linux"),
        ("curl/8", "A browser"),
        ("", "A browser"),
    ],
)
def test_browsers_are_named_in_words(said, words):
    assert browser_words(said) == words
