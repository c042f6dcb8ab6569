"""Does a text look as if it tells who somebody is? For boxes that are about practice and not about people.

A guess by its form, not a proof: it finds what people write by habit (a name with its title, a phone
number, a prison number) and leaves role titles, organisations and dates of meetings alone. Every pattern
begins where a word begins and repeats nothing without a limit, so the time grows with the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from charter_portal.core.clock import today

MOST_FINDINGS = 10
YOUNGEST_TO_WRITE_ABOUT = 14


@dataclass(frozen=True)
class Finding:
    """What was seen, in kind words ("a phone number"), and the piece of text that looks like it."""

    kind: str
    snippet: str


_GAP = r"[\s\-‐‑–]?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?[\s\-/.](?:of\s)?(?:\d{{1,2}}|{_MONTH})[\s\-/.,]\s?(?P<year>\d{{4}}|\d{{2}})"
    rf"|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?P<year_last>\d{{4}})"
    r"|(?P<year_first>\d{4})[\-/.]\d{1,2}[\-/.]\d{1,2})(?!\w)"
)
_PERSON = (
    r"(?:he|she|who|whom|man|woman|lad|girl|boy|person|someone|somebody|volunteer|worker|supporter|mentor"
    r"|colleague|client|patient|user|prisoner|resident|apprentice|manager|officer|member|peer|friend)"
)
_BIRTH = r"(?:born|d\.?o\.?b\b\.?|date of birth|birth ?da(?:y|te))"

_EMAIL = re.compile(
    r"(?<![\w.%+'’-])[\w.%+'’-]{1,64}@[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,63}){1,6}", re.ASCII
)
_PHONE = re.compile(
    rf"(?<![\w+])(?:(?:\+|00)44{_GAP}(?:\(0\){_GAP})?|\(?0)(\d{{2,5}}\)?{_GAP}\d{{3,4}}{_GAP}\d{{3,4}})(?!\w)"
)
_BORN = re.compile(rf"\b{_BIRTH}[^\n]{{0,25}}?(?<!\w){_DATE}", re.IGNORECASE)
_ANY_DATE = re.compile(rf"(?<![\w/.\-]){_DATE}", re.IGNORECASE)
_NHS_NUMBER = re.compile(rf"(?<![\w+])[1-9]\d{{2}}{_GAP}\d{{3}}{_GAP}\d{{4}}(?!\w)")
_NATIONAL_INSURANCE = re.compile(
    r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b",
    re.IGNORECASE,
)
_PRISON_NUMBER = re.compile(r"\b[A-Z]\d{4}[A-Z]{2}\b", re.IGNORECASE)
_PNC = re.compile(r"(?<![\w/])(?:\d{4}|\d{2})/\d{5,7}[A-Z]\b", re.IGNORECASE)
_POSTCODE = re.compile(r"\b[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2}\b")
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Revd?)\.?\s([^\W\d_][\w'’-]{1,40})")
_CALLED = re.compile(
    rf"\b{_PERSON}\s(?:(?:is|was)\s)?(?:called|named|known\sas)\s(?P<name>[^\W\d_][\w'’-]{{1,40}})"
    r"|\b(?:his|her|their|my|whose|real|first|full|last)\s(?:sur)?name\s(?:is|was)"
    r"\s(?P<name_is>[^\W\d_][\w'’-]{1,40})",
    re.IGNORECASE,
)
# Words that begin the name of a role or a thing, not of a person; a name after a title is found by its title.
_NO_NAMES = frozenset(
    "The|A|An|Lead|Leads|Peer|Peers|Senior|Junior|Level|Support|Volunteer|Volunteers|Project|Team|Service|"
    "Recovery|Clinical|Community|National|Regional|Mentor|Mentors|Manager|Head|"
    "Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor".split("|")
)


def likely_personal_data(text: str | None, *, year: int | None = None) -> list[Finding]:
    """What in this text may tell who somebody is: each thing once, ten at most, in a fixed order of kinds.

    `year` is this year: an old date is taken for a date of birth, one of the last years for a meeting.
    """
    found: dict[Finding, None] = {}
    for kind, look in _looks(year or today().year):
        for snippet in look(text or ""):
            found.setdefault(Finding(kind, " ".join(snippet.split())))
            if len(found) == MOST_FINDINGS:
                return list(found)
    return list(found)


def _looks(year: int) -> Iterator[tuple[str, Callable[[str], Iterator[str]]]]:
    yield "an email address", lambda text: _all(_EMAIL, text)
    yield "a phone number", _phone_numbers
    yield "a date of birth", lambda text: _birth_dates(text, year)
    yield "an NHS number", _nhs_numbers
    yield "a National Insurance number", lambda text: _all(_NATIONAL_INSURANCE, text)
    yield "a prison number", lambda text: _all(_PRISON_NUMBER, text)
    yield "a police record number", lambda text: _all(_PNC, text)
    yield "a postcode", lambda text: _all(_POSTCODE, text)
    yield "a person’s name", _names


def _all(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (match.group() for match in pattern.finditer(text))


def _phone_numbers(text: str) -> Iterator[str]:
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[1])
        # 03 and 08 are lines of organisations: a helpline may be named.
        if len(digits) in {9, 10} and digits[0] not in "0348":
            yield match.group()


def _birth_dates(text: str, year: int) -> Iterator[str]:
    told = set()
    for match in _BORN.finditer(text):
        told.add(match.end())
        yield match.group()
    for match in _ANY_DATE.finditer(text):
        if match.end() in told:
            continue
        written = match["year"] or match["year_last"] or match["year_first"]
        if len(written) == 4 and 1900 <= int(written) <= year - YOUNGEST_TO_WRITE_ABOUT:
            yield match.group()


def _nhs_numbers(text: str) -> Iterator[str]:
    for match in _NHS_NUMBER.finditer(text):
        digits = [int(letter) for letter in match.group() if letter.isdigit()]
        check = -sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
        if check == digits[9] and len(set(digits)) > 1:
            yield match.group()


def _names(text: str) -> Iterator[str]:
    for match in _TITLED.finditer(text):
        if match[1][0].isupper():
            yield match.group()
    for match in _CALLED.finditer(text):
        name = match["name"] or match["name_is"]
        if name[0].isupper() and name not in _NO_NAMES:
            yield match.group()
