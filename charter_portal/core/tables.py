"""Lists: a page of rows, a total, and a sort order chosen from an allowed few."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, literal_column

from charter_portal.core.database import db

R = TypeVar("R")
PAGE_SIZE = 50


@dataclass(frozen=True)
class Page(Generic[R]):
    """One page of a longer list, and where it stands in it."""

    items: Sequence[R]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The position of the first row shown, counted from one; zero for an empty list."""
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        """The position of the last row shown."""
        return (self.number - 1) * self.size + len(self.items)


def page_number(text: str | None) -> int:
    """The page somebody asked for; anything but a sensible number means the first."""
    return int(text) if text and text.isascii() and text.isdecimal() and 0 < int(text[:9]) < 10**6 else 1


def paginate(
    rows: Select[*tuple[Any, ...]],
    *,
    number: int,
    total: int | None = None,
    size: int = PAGE_SIZE,
    scalars: bool = True,
    widen: Callable[[Select[*tuple[Any, ...]]], Select[*tuple[Any, ...]]] | None = None,
) -> Page[Any]:
    """Fetch one page with one query, and the total with another unless it is given.

    A number past the end gives the last page. `widen` makes the query of what is shown out of the one
    that chose its rows, so that joins are not done for rows that are skipped.
    """
    if total is None:
        total = count_of(rows)
    number = min(max(1, number), max(1, -(-total // size)))
    limited = rows.limit(size).offset((number - 1) * size)
    if widen is not None:
        limited = widen(limited)
    found = db.session.scalars(limited) if scalars else db.session.execute(limited)
    return Page(items=list(found.unique() if scalars else found), number=number, size=size, total=total)


def count_of(rows: Select[*tuple[Any, ...]]) -> int:
    """How many rows a select would give, without loading them."""
    counted = rows.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
    return db.session.scalar(counted) or 0


def sorted_by(
    rows: Select[*tuple[Any, ...]], asked: str | None, allowed: Mapping[str, Any], *, default: str
) -> tuple[Select[*tuple[Any, ...]], str]:
    """Order rows by one of the allowed keys ('-key' reverses); returns the select and the key used.

    A key that is not on the list is ignored: no column name ever comes from outside.
    """
    key = asked if asked and asked.lstrip("-") in allowed and asked.count("-") <= 1 else default
    column = allowed[key.lstrip("-")]
    return rows.order_by(column.desc() if key.startswith("-") else column.asc()), key


def exists_in(rows: Select[*tuple[Any, ...]]) -> bool:
    """True when a select would give at least one row."""
    one: Any = literal_column("1")
    found: Select[Any] = rows.order_by(None).with_only_columns(one, maintain_column_froms=True)
    return db.session.scalar(found.limit(1)) is not None
