"""Keeping, giving out and letting go of files."""

from __future__ import annotations

import logging
from collections.abc import Collection
from io import BytesIO
from typing import Any, BinaryIO

from flask import Response, send_file
from sqlalchemy import event, select, text
from werkzeug.datastructures import FileStorage

from charter_portal.core.database import after_commit, db, unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.formats import file_size
from charter_portal.core.storage import Put, storage
from charter_portal.files.enums import EVIDENCE_KINDS, FileKind
from charter_portal.files.models import StoredFile
from charter_portal.files.queries import is_used, orphans
from charter_portal.files.rules import NotTaken, clean_name, look

_log = logging.getLogger(__name__)


class FileRefused(RuleBroken):
    """A file is not taken; the message says why and what to do. `field` is “file”."""

    def __init__(self, message: str, field: str | None = "file") -> None:
        super().__init__(message, field)


def store(
    upload: FileStorage,
    *,
    by: Any,
    limit_bytes: int,
    allowed: Collection[FileKind] = EVIDENCE_KINDS,
) -> StoredFile:
    """Check an upload and keep it, in the open unit of work.

    The bytes are on the disk before the row is committed, and leave again when it is not.
    Raises FileRefused, or StorageFull.
    """
    if not upload.filename:
        raise FileRefused("Choose a file.")
    name = clean_name(upload.filename)
    stream: BinaryIO = upload.stream  # type: ignore[assignment]
    size = stream.seek(0, 2)
    if size > limit_bytes:
        raise FileRefused(
            f"This file is {file_size(size)}. Choose one of {file_size(limit_bytes)} or less, "
            "or split it into parts."
        )
    try:
        kind = look(name, stream, allowed)
    except NotTaken as problem:
        raise FileRefused(problem.message) from problem
    return _keep(stream, name, kind.media_type, by)


def store_bytes(name: str, data: bytes, media_type: str, *, by: Any) -> StoredFile:
    """Keep what the portal itself has made, such as a PDF, in the open unit of work. Raises StorageFull."""
    return _keep(BytesIO(data), clean_name(name), media_type, by)


def discard(stored: StoredFile) -> None:
    """Remove the row; its bytes go once that is committed, unless another row shares them."""
    key = stored.key
    db.session.delete(stored)
    db.session.flush()
    after_commit(lambda: _sweep_in_unit(key))


def sweep() -> int:
    """Remove stored bytes that no row points at, such as those of a crash; returns how many."""
    found = orphans()
    for key in found:
        _sweep_in_unit(key)
    return len(found)


def send(stored: StoredFile) -> Response:
    """The file as a download that no browser will show, run or remember."""
    answer = send_file(
        storage().open(stored.key),
        mimetype=stored.media_type,
        as_attachment=True,
        download_name=stored.name,
        conditional=False,
        etag=False,
        max_age=0,
    )
    answer.content_length = stored.size
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return answer


def _keep(stream: BinaryIO, name: str, media_type: str, by: Any) -> StoredFile:
    stream.seek(0)
    kept = storage().put(stream)
    _forget_if_rolled_back(kept.key)
    _hold(kept.sha256)
    if not storage().exists(kept.key):
        # A sweep removed the bytes of an older, equal file just before the hold was taken.
        stream.seek(0)
        storage().put(stream)
    row = _row(kept, name, media_type, by)
    db.session.add(row)
    db.session.flush()
    return row


def _row(kept: Put, name: str, media_type: str, by: Any) -> StoredFile:
    return StoredFile(
        name=name,
        media_type=media_type,
        size=kept.size,
        sha256=kept.sha256,
        key=kept.key,
        stored_by_id=getattr(by, "id", None),
    )


def _hold(sha256: str, session: Any = None) -> None:
    """Until the transaction ends, nobody else may store or sweep these very bytes.

    On SQLite any statement does it: a unit of work begins by taking the one write lock.
    """
    session = session or db.session
    if session.get_bind().dialect.name == "postgresql":
        number = int(sha256[:15], 16)
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
    else:
        session.execute(text("SELECT 1"))


def _sweep_in_unit(key: str) -> None:
    with unit_of_work():
        _hold(key)
        if not is_used(key):
            storage().delete(key)


def _forget_if_rolled_back(key: str) -> None:
    kept_in = storage()

    @event.listens_for(db.session, "after_rollback", once=True)
    def _forget(_session: Any) -> None:
        try:
            with db.sessionmaker.begin() as other:
                _hold(key, other)
                if other.scalar(select(StoredFile.id).where(StoredFile.key == key).limit(1)) is None:
                    kept_in.delete(key)
        except Exception as problem:
            # The fault that led here must reach its page; the hourly sweep takes what is left.
            _log.warning("bytes of a rolled-back file are left to the sweep", exc_info=problem)
