"""Questions about stored files."""

from __future__ import annotations

import hashlib

from sqlalchemy import select

from charter_portal.core.database import db
from charter_portal.core.storage import CHUNK, storage
from charter_portal.core.tables import exists_in
from charter_portal.files.models import StoredFile


def is_used(key: str) -> bool:
    """True when a row still points at these bytes."""
    return exists_in(select(StoredFile.id).where(StoredFile.key == key))


def orphans() -> list[str]:
    """Keys of stored bytes to which no row points."""
    known = set(db.session.scalars(select(StoredFile.key).distinct()))
    return [key for key in storage().keys() if key not in known]  # noqa: SIM118 (not a dictionary)


def broken_files() -> list[str]:
    """One sentence for each file whose bytes are missing or are not what they were.

    Half of the house rule “file row ⇔ stored object with the same SHA-256”; `orphans` is the other.
    """
    faults: list[str] = []
    rows = db.session.execute(
        select(StoredFile.key, StoredFile.sha256, StoredFile.size).distinct().order_by(StoredFile.key)
    )
    for key, sha256, size in rows.all():
        if not storage().exists(key):
            faults.append(f"File {key} has a row, but its bytes are missing.")
        elif digest_of(key) != (sha256, size):
            faults.append(f"File {key} has changed since it was stored.")
    return faults


def digest_of(key: str) -> tuple[str, int]:
    """SHA-256 and size of the bytes as they lie in storage now. Raises FileNotFoundError."""
    digest, size = hashlib.sha256(), 0
    with storage().open(key) as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size
