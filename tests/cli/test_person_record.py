"""One command finds everything that the portal holds about one person (bar I5)."""

from __future__ import annotations

import io
import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import JSON, Text, insert, select, update

from charter_portal import create_app
from charter_portal.audit_trail.models import Entry
from charter_portal.audit_trail.services import write
from charter_portal.cli import person_record
from charter_portal.cli.main import main
from charter_portal.cli.person_record import WITHHELD, WITHOUT_FOREIGN_KEY, How, record_of
from charter_portal.core.database import Base, db, unit_of_work
from charter_portal.core.storage import MemoryStorage, storage
from charter_portal.files.models import StoredFile
from charter_portal.training.models import Place
from charter_portal.training.queries.addresses import mark_of
from tests.conftest import settings_for
from tests.factories.accounts import a_person
from tests.support.populated import SPECIAL, full_row

CANARY = "ottoline.quill@canary.example"
NAME = "Ottoline Quill"


SECRET = "scrypt:of-a-pass-phrase"
LOGGED = f"proxy: {CANARY} asked for /home"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    """A portal with tables and nothing in them."""
    made = create_app(settings_for(tmp_path, f"sqlite:///{tmp_path / 'empty.sqlite3'}"))
    made.extensions["storage"] = MemoryStorage()
    with made.app_context():
        Base.metadata.create_all(db.engine)
        yield made
        db.session.close()
        db.engine.dispose()


@pytest.fixture
def told(empty: Flask) -> dict[str, dict[str, Any]]:
    """One row in every table: her number where a person's goes, her address and name where words go."""
    rows = {}
    with db.engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            values = full_row(table)
            for column in table.columns:
                values[column.name] = _canary(column, values[column.name])
            rows[table.name] = values | SPECIAL.get(table.name, {})
            connection.execute(insert(table).values(rows[table.name]))
    return rows


def _canary(column: Any, value: Any) -> Any:
    if column.name in {"email", "email_key", "new_email", "to_address"}:
        return CANARY
    if column.table.name in {"user_account", "training_place"} and column.name == "name":
        return NAME
    if column.name == "password_hash":
        return SECRET
    if any(column.name in names for names in WITHOUT_FOREIGN_KEY.values()):
        return 1
    if isinstance(column.type, Text):
        return f"We asked {NAME.upper()} about it."
    if isinstance(column.type, JSON):
        return {"after": [f"Seen by {NAME}"]}
    return value


def tables_that_name_her(rows: dict[str, dict[str, Any]]) -> set[str]:
    """Found in another way than the command does it: in the values as they were written."""
    named = {
        name
        for name, values in rows.items()
        for word in (CANARY, NAME.casefold())
        if word in str(list(values.values())).casefold()
    }
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            is_person = any(key.target_fullname == "user_account.id" for key in column.foreign_keys)
            if (is_person or column.name in {"actor_id", "to_user_id", "stored_by_id"}) and rows[table.name][
                column.name
            ]:
                named.add(table.name)
    return named


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(main, ["person-record", *arguments])


def test_every_table_that_names_a_person_is_in_their_record(told: dict[str, dict[str, Any]]) -> None:
    wanted = tables_that_name_her(told)
    assert len(wanted) > 60
    assert {each.table for each in record_of(CANARY.upper()).rows} >= wanted


def test_a_table_left_out_would_be_noticed(
    told: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = [table for table in Base.metadata.sorted_tables if table.name != "training_place"]
    monkeypatch.setattr(person_record, "_tables", lambda: tables)
    assert not {each.table for each in record_of(CANARY).rows} >= tables_that_name_her(told)


def test_what_may_tell_of_others_is_marked_and_secrets_are_kept(told: dict[str, dict[str, Any]]) -> None:
    found = {each.table: each for each in record_of(CANARY).rows}
    assert found["user_account"].how is How.ABOUT
    assert found["delegate_needs"].how is How.BELOW
    assert found["response"].how is How.DID
    assert found["response"].how.tells_of_others
    assert found["framework_statement"].how is How.MENTIONS
    assert not found["training_place"].how.tells_of_others
    assert found["user_account"].values["password_hash"] == WITHHELD
    assert found["sign_in"].values["token_hash"] == WITHHELD


def test_the_folder_holds_a_page_a_file_for_machines_files_and_lines(
    empty: Flask, told: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    key = storage().put(io.BytesIO(b"what she sent")).key
    db.session.execute(update(StoredFile).values(key=key, name="story.txt"))
    db.session.commit()
    log = tmp_path / "proxy.log"
    log.write_text(f"{LOGGED}\nproxy: somebody else\n", "utf-8")
    folder = tmp_path / "hers"
    said = run(empty, CANARY, "--to", str(folder), "--log", str(log), "--reference", "SAR 12")
    assert said.exit_code == 0, said.output
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    rows = json.loads((folder / "record.json").read_text("utf-8"))["rows"]
    assert f"{len(rows)} rows and 1 file." in said.output
    read = (folder / "record.txt").read_text("utf-8")
    assert "CHECK" in read and CANARY in read and SECRET not in read
    assert (folder / "files" / "1-story.txt").read_bytes() == b"what she sent"
    assert (folder / "logs.txt").read_text("utf-8") == f"proxy.log: {LOGGED}\n"
    entry = db.session.scalars(select(Entry).where(Entry.event == "cli.person.recorded")).one()
    assert (entry.subject_type, entry.subject_id, entry.note) == ("user_account", 1, "SAR 12")
    again = run(empty, CANARY, "--to", str(folder))
    assert again.exit_code == 1 and "is there already" in again.output


def test_a_delegate_whose_address_was_forgotten_is_found_by_its_mark(
    told: dict[str, dict[str, Any]],
) -> None:
    db.session.execute(update(Place).values(email="", email_key=mark_of(CANARY)))
    db.session.commit()
    assert "training_place" in {each.table for each in record_of(CANARY).rows if each.how is How.ABOUT}


def test_nobody_is_told_plainly_and_nothing_is_written(empty: Flask, tmp_path: Path) -> None:
    said = run(empty, "nobody@nowhere.example", "--to", str(tmp_path / "none"))
    assert said.exit_code == 1
    assert "holds nothing about nobody@nowhere.example" in said.output
    assert not (tmp_path / "none").exists()
    assert not db.session.scalars(select(Entry).where(Entry.event == "cli.person.recorded")).all()


@pytest.mark.both_engines
@pytest.mark.parametrize("name", ["Łucja Ŵyn", "Zoë ÖZTÜRK", "O’Neill_100%"])
def test_names_in_any_script_are_found_in_texts_and_in_details(app: Flask, session: Any, name: str) -> None:
    person = a_person(name)
    with unit_of_work():
        plain = write("cli.person.seen", about=None, by=None, note=f"Talked with {name} today")
        detail = write("cli.person.seen", about=None, by=None, after={"with": name})
        other = write("cli.person.seen", about=None, by=None, note="Talked with O’NeillX100Y today")
    found = {each.number for each in record_of(person.email).rows if each.table == "audit_entry"}
    assert {plain.id, detail.id} <= found
    assert other.id not in found
