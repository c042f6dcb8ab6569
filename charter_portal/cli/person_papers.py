"""The record of a person as a folder: a page to read, a file for machines, the files they gave, log lines."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from charter_portal.cli.person_record import Found, How, PersonRecord
from charter_portal.core.clock import now
from charter_portal.core.formats import day
from charter_portal.core.storage import storage
from charter_portal.files.rules import clean_name

READ_FIRST = (
    "Read this before you send anything. Rows marked CHECK can tell of other people too: what a colleague",
    "wrote, who signed, who was named beside. Take out what is theirs, or ask them. Note what you took out.",
    "The time to answer is one month from the day the request came. It stops while you ask what is meant. It",
    "can be two months longer for a request that is hard to answer, if you say so within the first month.",
)


def write_papers(found: PersonRecord, folder: Path, logs: Iterable[Path] = ()) -> None:
    """Write everything into a new folder that only its owner can read.

    Raises FileExistsError when the folder is there.
    """
    folder.mkdir(mode=0o700, parents=True)
    (folder / "record.json").write_text(_for_machines(found), "utf-8")
    (folder / "record.txt").write_text("\n".join(_to_read(found)) + "\n", "utf-8")
    for each in found.files:
        _copy(each, folder / "files")
    lines = list(_lines(found, logs))
    if lines:
        (folder / "logs.txt").write_text("".join(lines), "utf-8")


def _for_machines(found: PersonRecord) -> str:
    rows = [asdict(each) | {"how": each.how.value, "check": each.how.tells_of_others} for each in found.rows]
    whole = {"made_at": now().isoformat(), "addresses": found.addresses, "names": found.names, "rows": rows}
    return json.dumps(whole, indent=2, ensure_ascii=False, default=str)


def _to_read(found: PersonRecord) -> Iterable[str]:
    yield f"What the portal holds about {found.addresses[0]}, on {day(now())}"
    yield ""
    yield from READ_FIRST
    order = list(How)
    rows = sorted(found.rows, key=lambda each: (order.index(each.how), each.table))
    for how, of_kind in groupby(rows, key=lambda each: each.how):
        yield ""
        yield how.value.upper() + (" (CHECK)" if how.tells_of_others else "")
        for each in of_kind:
            yield ""
            yield f"{each.table} {each.number}, found by {', '.join(each.columns)}"
            yield from (
                f"  {name}: {value}" for name, value in each.values.items() if value not in (None, "")
            )


def _copy(each: Found, folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    key = each.values["key"]
    if storage().exists(key):
        name = f"{each.number}-{clean_name(each.values['name'])}"
        with storage().open(key) as source, (folder / name).open("wb") as target:
            shutil.copyfileobj(source, target)


def _lines(found: PersonRecord, logs: Iterable[Path]) -> Iterable[str]:
    """The lines of logs in which an address or name stands; the portal writes none, a proxy may."""
    words = [re.escape(word) for word in (*found.addresses, *found.names)]
    wanted = re.compile("|".join(words), re.IGNORECASE)
    for path in logs:
        with path.open(encoding="utf-8", errors="replace") as source:
            yield from (f"{path.name}: {line.rstrip()}\n" for line in source if wanted.search(line))
