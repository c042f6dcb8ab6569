"""Numbers, codes and dates of awards."""

from __future__ import annotations

from datetime import date, timedelta

LONGEST_TYPED_CODE = 100
"""Far more than any code with its dashes; what is longer is not looked at."""


def series_of(scheme: str, year: int) -> str:
    """The series of a scheme's certificates in one year, such as LEC-C-2027.

    The C keeps a certificate's number apart from the reference of an application.
    """
    initials = "".join(word[0] for word in scheme.replace("_", "-").split("-") if word)[:4].upper()
    return f"{initials}-C-{year}"


def number_of(series: str, place: int) -> str:
    """The certificate number of the award made in this place of its series: LEC-C-2027-0042."""
    return f"{series}-{place:04}"


def years_on(start: date, years: int) -> date:
    """The last day of a status of so many years: the day before the anniversary.

    From 29 February the anniversary in other years is 1 March, so the last day is 28 or 29 February.
    """
    try:
        anniversary = start.replace(year=start.year + years)
    except ValueError:
        anniversary = date(start.year + years, 3, 1)
    return anniversary - timedelta(days=1)


def spaced(code: str) -> str:
    """A code in groups of four, as people read it aloud: ABCD-EFGH-2345-6789."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def plain_code(typed: str) -> str:
    """A code as it is kept: capital letters and digits. Empty when nothing typed could be one."""
    letters = typed[:LONGEST_TYPED_CODE].upper()
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())
