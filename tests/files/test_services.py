"""Files are kept with their row or not at all, shared when equal, and given out as downloads only."""

from __future__ import annotations

import threading
from io import BytesIO
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from charter_portal.core.database import db, unit_of_work
from charter_portal.core.storage import DiskStorage, StorageFull, storage
from charter_portal.files import services
from charter_portal.files.enums import FileKind
from charter_portal.files.models import StoredFile
from charter_portal.files.queries import broken_files, orphans
from charter_portal.files.services import FileRefused, discard, send, store, store_bytes, sweep
from tests.core_outside.ground import BrokenOff, break_off
from tests.files.samples import DISHONEST, HTML, a_pdf, a_png

both_engines = pytest.mark.both_engines
BY = SimpleNamespace(id=7)
LIMIT = 25 * 1024 * 1024


def upload(name: str = "plan.pdf", data: bytes | None = None, kind: str = "application/pdf") -> FileStorage:
    return FileStorage(BytesIO(a_pdf() if data is None else data), name, content_type=kind)


def kept(name: str = "plan.pdf", data: bytes | None = None) -> StoredFile:
    with unit_of_work():
        return store(upload(name, data), by=BY, limit_bytes=LIMIT)


def rows() -> int:
    return db.session.scalar(select(func.count(StoredFile.id))) or 0


@both_engines
def test_a_file_is_kept_with_what_is_known_of_it(session):
    stored = kept("../My plan.PDF")
    assert (stored.name, stored.media_type, stored.size) == ("My plan.pdf", "application/pdf", len(a_pdf()))
    assert stored.stored_by_id == 7
    with storage().open(stored.key) as stream:
        assert stream.read() == a_pdf()
    assert broken_files() == []
    assert orphans() == []


def test_the_type_that_the_browser_claims_counts_for_nothing(session):
    with unit_of_work():
        stored = store(upload("photo.png", a_png(), "text/html"), by=BY, limit_bytes=LIMIT)
    assert stored.media_type == "image/png"


@pytest.mark.parametrize("name", DISHONEST)
def test_a_refused_file_leaves_nothing(session, name):
    with pytest.raises(FileRefused) as told:
        kept(name, DISHONEST[name])
    assert told.value.field == "file"
    assert rows() == 0
    assert list(storage().keys()) == []


@pytest.mark.parametrize(("extra", "taken"), [(0, True), (1, False)])
def test_the_size_limit_is_exact(session, extra, taken):
    data = a_pdf(b" " * (1000 - len(a_pdf()) + extra))
    assert len(data) == 1000 + extra
    if taken:
        with unit_of_work():
            assert store(upload(data=data), by=BY, limit_bytes=1000).size == 1000
        return
    with pytest.raises(FileRefused, match="1 KB or less"), unit_of_work():
        store(upload(data=data), by=BY, limit_bytes=1000)


def test_nothing_chosen_is_said_plainly(session):
    with pytest.raises(FileRefused, match="Choose a file"), unit_of_work():
        store(FileStorage(BytesIO(b""), ""), by=BY, limit_bytes=LIMIT)


@both_engines
def test_a_deed_that_fails_leaves_neither_row_nor_bytes(session):
    with pytest.raises(BrokenOff):
        break_off(lambda: store(upload(), by=BY, limit_bytes=LIMIT))
    assert rows() == 0
    assert list(storage().keys()) == []


@both_engines
def test_a_deed_that_fails_spares_bytes_that_another_row_needs(session):
    stored = kept()
    with pytest.raises(BrokenOff):
        break_off(lambda: store(upload("same.pdf"), by=BY, limit_bytes=LIMIT))
    assert storage().exists(stored.key)
    assert broken_files() == []


def test_a_full_disk_is_a_broken_rule_and_not_a_fault(app, session, monkeypatch):
    def full(_stream):
        raise StorageFull

    monkeypatch.setattr(storage(), "put", full)
    with pytest.raises(StorageFull), unit_of_work():
        store(upload(), by=BY, limit_bytes=LIMIT)
    assert rows() == 0


@both_engines
def test_discarded_bytes_go_with_their_last_row(session):
    first, second = kept("one.pdf"), kept("two.pdf")
    assert first.key == second.key
    with unit_of_work():
        discard(first)
    assert storage().exists(second.key)
    with unit_of_work():
        discard(second)
    assert not storage().exists(second.key)
    assert rows() == 0


def test_a_discard_that_is_rolled_back_changes_nothing(session):
    stored = kept()
    with pytest.raises(BrokenOff):
        break_off(lambda: discard(stored))
    assert storage().exists(stored.key)
    assert rows() == 1


def test_a_storage_that_fails_after_a_fault_does_not_hide_the_fault(session, monkeypatch):
    def gone(_key):
        raise OSError("the volume is away")

    monkeypatch.setattr(storage(), "delete", gone)
    with pytest.raises(BrokenOff):
        break_off(lambda: store(upload(), by=BY, limit_bytes=LIMIT))
    assert rows() == 0


def test_what_a_crash_left_is_swept(session):
    stored = kept()
    storage().put(BytesIO(b"left by a crash"))
    assert len(orphans()) == 1
    assert sweep() == 1
    assert orphans() == []
    assert storage().exists(stored.key)


@both_engines
def test_storing_and_sweeping_the_same_bytes_at_once_loses_nothing(app, engine_name, monkeypatch):
    """A sweep that decided too early waits for the row; the store puts the bytes back if they went."""
    inside, go_on = threading.Event(), threading.Event()
    real = services._hold

    def slow_hold(sha256, session=None):
        if threading.current_thread() is not threading.main_thread():
            inside.set()
            go_on.wait(5)
        real(sha256, session)

    monkeypatch.setattr(services, "_hold", slow_hold)

    def store_it() -> None:
        with app.app_context():
            kept()

    thread = threading.Thread(target=store_it)
    thread.start()
    assert inside.wait(5)
    with app.app_context():
        assert sweep() == 1
        go_on.set()
        thread.join(20)
        assert rows() == 1
        assert broken_files() == []
        db.session.rollback()


def test_what_the_portal_makes_is_kept_too(session):
    with unit_of_work():
        stored = store_bytes("certificate LEC/2027.pdf", b"%PDF", "application/pdf", by=None)
    assert (stored.name, stored.stored_by_id) == ("2027.pdf", None)


class TestTheInvariant:
    def test_bytes_that_vanished_are_named(self, session):
        stored = kept()
        storage().delete(stored.key)
        assert broken_files() == [f"File {stored.key} has a row, but its bytes are missing."]

    def test_bytes_that_changed_are_named(self, app, session, tmp_path):
        app.extensions["storage"] = DiskStorage(tmp_path / "files")
        stored = kept()
        path = tmp_path / "files" / stored.key[:2] / stored.key[2:4] / stored.key
        path.write_bytes(b"tampered")
        assert broken_files() == [f"File {stored.key} has changed since it was stored."]


NAMES = [
    "plan.pdf",
    "Ŵyn’s plan 👩🏽‍🚀.pdf",
    'a";x=".pdf',
    "a\r\nX-Evil: 1.pdf",
    "x" * 300 + ".pdf",
    "CON.pdf",
    "תוכנית.pdf",
]


class TestDownloads:
    @pytest.fixture
    def download(self, app, session):
        def fetch(stored: StoredFile):
            with app.test_request_context():
                answer = send(stored)
                answer.direct_passthrough = False
                return answer, answer.get_data()

        return fetch

    def test_it_is_an_attachment_that_nobody_shows_runs_or_remembers(self, download):
        answer, data = download(kept())
        assert data == a_pdf()
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=plan.pdf")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert (
            answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
        )
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.content_length == len(a_pdf())
        assert "ETag" not in answer.headers

    @pytest.mark.parametrize("name", NAMES)
    def test_no_name_breaks_the_header(self, download, name):
        answer, _ = download(kept(name))
        header = answer.headers["Content-Disposition"]
        assert header.startswith("attachment; filename")
        assert header.isascii()
        assert header.isprintable()
        assert "X-Evil" not in answer.headers

    def test_even_a_page_that_slipped_in_would_be_a_download(self, download):
        with unit_of_work():
            stored = store_bytes("page.html", HTML, "text/html", by=None)
        answer, _ = download(stored)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_every_kind_has_a_type_of_its_own():
    types = {kind.media_type for kind in FileKind}
    assert len(types) == len(FileKind)
    assert not types & {"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml"}
