"""Everything the portal holds about one person, for somebody who asks to see it (UK GDPR Article 15).

It looks at every table by what the columns are, not by a list of tables, so that a new one is not forgotten.
What it finds is of four kinds: rows about the person, rows that hang on these, deeds of the person, and texts
in which their name or address stands. The last two can tell of others too and are marked so: somebody reads
them before anything is sent.
"""

from __future__ import annotations

import enum
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, String, Table, cast, func, or_, select
from sqlalchemy import Enum as EnumType

from charter_portal.accounts.models import User
from charter_portal.core.database import Base, db
from charter_portal.training.queries.addresses import mark_of

PEOPLE = User.__tablename__
WITHOUT_FOREIGN_KEY = {
    "audit_entry": ("actor_id",),
    "job": ("requested_by_id",),
    "message": ("to_user_id",),
    "stored_file": ("stored_by_id",),
}
"""Columns that hold the number of a person although the row outlives them."""

ABOUT = {"user_id", "assessor_id", "to_user_id"}
"""Columns that say whom a row is about; every other column with a person's number says who did something."""

OWN = {"training_place", "message", "assessor_profile", "sign_in"}
"""Tables whose rows belong to one person with all that hangs on them."""

WITHHELD = "(kept from everybody: it would open an account or a page)"
_SECRET = re.compile(r"(^|_)(hash|token|secret|password)")
_SHORTEST_NAME = 3


class How(enum.StrEnum):
    """Why a row is in the record."""

    ABOUT = "about the person"
    BELOW = "hangs on a row about the person"
    DID = "done by the person"
    MENTIONS = "names the person"

    @property
    def tells_of_others(self) -> bool:
        """It may hold what somebody else said or did: read it before it is sent."""
        return self in {How.DID, How.MENTIONS}


@dataclass(frozen=True)
class Found:
    """One row: where it stands, why it is here, in which columns, and what it says."""

    table: str
    number: Any
    how: How
    columns: tuple[str, ...]
    values: dict[str, Any]


@dataclass
class PersonRecord:
    """What was found about one person."""

    addresses: tuple[str, ...]
    names: tuple[str, ...]
    account: int | None
    rows: list[Found] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """The portal knows nobody by this address."""
        return not self.rows

    @property
    def files(self) -> list[Found]:
        """The files that the person gave us."""
        return [each for each in self.rows if each.table == "stored_file" and each.how is not How.MENTIONS]


def record_of(email: str) -> PersonRecord:
    """Search every table for the person with this address, whether or not they have an account."""
    key = email.strip().casefold()
    person = db.session.scalar(select(User).where(User.email_key == key))
    addresses = tuple(dict.fromkeys([key, *([person.email.casefold()] if person else [])]))
    found = PersonRecord(addresses, (), person.id if person else None)
    known: set[tuple[str, Any]] = set()
    keys = {*addresses, mark_of(key).casefold()}
    for table in _tables():
        _take(found, known, table, How.ABOUT, _about(table, keys, found.account))
    _hanging(found, known)
    for table in _tables():
        _take(found, known, table, How.DID, _numbers(table, found.account, about=False))
    names = {each.values["name"] for each in found.rows if each.how is How.ABOUT and each.values.get("name")}
    found.names = tuple(sorted(name for name in names if len(name) >= _SHORTEST_NAME))
    for table in _tables():
        _take(found, known, table, How.MENTIONS, _mentions(table, [*addresses, *found.names]))
    return found


def _tables() -> Iterable[Table]:
    return Base.metadata.sorted_tables


Conditions = dict[str, Any]


def _about(table: Table, keys: Collection[str], account: int | None) -> Conditions:
    """Columns that are this person's address, or their number where the row is about them."""
    same: Conditions = {each.name: func.lower(each).in_(keys) for each in _texts(table)}
    if table.name == PEOPLE and account is not None:
        same["id"] = table.c.id == account
    return same | _numbers(table, account, about=True)


def _numbers(table: Table, account: int | None, *, about: bool) -> Conditions:
    if account is None:
        return {}
    columns = {key.parent.name for key in table.foreign_keys if key.column.table.name == PEOPLE}
    columns |= set(WITHOUT_FOREIGN_KEY.get(table.name, ()))
    return {name: table.c[name] == account for name in columns if (name in ABOUT) is about}


def _mentions(table: Table, words: Collection[str]) -> Conditions:
    return {
        column.name: or_(*(_contains(column, word) for word in words))
        for column in table.columns
        if isinstance(column.type, String | JSON) and not _is_choice(column)
    }


def _contains(column: Column[Any], word: str) -> ColumnElement[bool]:
    """The word stands in the column, in any case.

    SQLite makes small only the letters from A to Z, and JSON is kept there with other letters spelled out.
    """
    forms = {word.lower(), _small_a_to_z(word)}
    if isinstance(column.type, JSON):
        forms |= {_small_a_to_z(json.dumps(form)[1:-1]) for form in (word, word.lower())}
    text = func.lower(cast(column, String))
    return or_(*(text.contains(form, autoescape=True) for form in sorted(forms)))


def _small_a_to_z(word: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in word)


def _texts(table: Table) -> list[Column[Any]]:
    return [each for each in table.columns if isinstance(each.type, String) and not _is_choice(each)]


def _is_choice(column: Column[Any]) -> bool:
    return isinstance(column.type, EnumType)


def _hanging(found: PersonRecord, known: set[tuple[str, Any]]) -> None:
    """Rows below a row about the person, such as what a delegate needs; not below the account itself."""
    for table in _tables():
        below = {}
        for key in table.foreign_keys:
            parent = key.column.table.name
            above = [each.number for each in found.rows if each.table == parent and parent != PEOPLE]
            if above and parent in OWN:
                below[key.parent.name] = table.c[key.parent.name].in_(above)
        _take(found, known, table, How.BELOW, below)


def _take(
    found: PersonRecord, known: set[tuple[str, Any]], table: Table, how: How, conditions: Conditions
) -> None:
    """Add the rows that meet one of these conditions and are not there yet."""
    if not conditions:
        return
    key = list(table.primary_key.columns)
    marks = [condition.label(f"_met_{name}") for name, condition in conditions.items()]
    rows = select(*table.columns, *marks).where(or_(*conditions.values())).order_by(*key)
    for row in db.session.execute(rows).mappings():
        number = tuple(row[each.name] for each in key)
        place = (table.name, number)
        if place in known:
            continue
        known.add(place)
        values = {each.name: _shown(each.name, row[each.name]) for each in table.columns}
        met = tuple(name for name in conditions if row[f"_met_{name}"])
        found.rows.append(Found(table.name, number[0] if len(number) == 1 else number, how, met, values))


def _shown(name: str, value: Any) -> Any:
    return WITHHELD if value and _SECRET.search(name) else value
