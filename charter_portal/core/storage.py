"""Where bytes live: the only module that opens files for writing."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from flask import Flask, current_app

from charter_portal.core.errors import RuleBroken

CHUNK = 64 * 1024
_KEY = re.compile(r"[0-9a-f]{64}")
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class StorageFull(RuleBroken):
    """There is no room for these bytes; nothing of them was kept. `passing`: a job tries again."""

    passing = True

    def __init__(self) -> None:
        super().__init__(
            "We could not keep this file just now, because our storage is full. Everything else is safe. "
            "Please try again in an hour, or contact us if you need it sooner."
        )


class Put(NamedTuple):
    """What became of a stream: the key to find it by, its size in bytes, its SHA-256 in hexadecimal."""

    key: str
    size: int
    sha256: str


class Storage(Protocol):
    """Five verbs are all the portal asks of a place for bytes. A key names its content for ever."""

    def put(self, stream: BinaryIO) -> Put:
        """Keep the whole stream from where it stands, all or nothing. Raises StorageFull."""

    def open(self, key: str) -> BinaryIO:
        """The bytes of a key, to read and close. Raises FileNotFoundError."""

    def delete(self, key: str) -> None:
        """Forget a key; one that is not there is no fault."""

    def exists(self, key: str) -> bool:
        """True when the bytes of this key are there."""

    def keys(self) -> Iterable[str]:
        """Every key, in no promised order."""


class DiskStorage:
    """A folder of its own outside the web root; each object is named by its SHA-256.

    Bytes reach the disk in a temporary file and get their name in one step, so a crash or a full
    disk leaves either the whole object or none.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, stream: BinaryIO) -> Put:
        waiting = self.folder / "incoming"
        with _no_room_is_said_kindly():
            waiting.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _temporary(waiting) as target:
                digest, size = hashlib.sha256(), 0
                while chunk := stream.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    target.write(chunk)
                key = digest.hexdigest()
                self._path(key).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                target.take_name(self._path(key))
        return Put(key, size, key)

    def open(self, key: str) -> BinaryIO:
        return self._path(key).open("rb")

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def keys(self) -> Iterator[str]:
        two = "[0-9a-f][0-9a-f]"
        return (path.name for path in self.folder.glob(f"{two}/{two}/*") if _KEY.fullmatch(path.name))

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise FileNotFoundError(key)
        return self.folder / key[:2] / key[2:4] / key


class MemoryStorage:
    """The same promises in a dictionary, for tests."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def put(self, stream: BinaryIO) -> Put:
        data = stream.read()
        key = hashlib.sha256(data).hexdigest()
        self.objects[key] = data
        return Put(key, len(data), key)

    def open(self, key: str) -> BinaryIO:
        if key not in self.objects:
            raise FileNotFoundError(key)
        return BytesIO(self.objects[key])

    def delete(self, key: str) -> None:
        self.objects.pop(key, None)

    def exists(self, key: str) -> bool:
        return key in self.objects

    def keys(self) -> list[str]:
        return list(self.objects)


def init_storage(app: Flask) -> None:
    """Give the application its storage: a folder in the data folder, or what STORAGE holds already."""
    chosen = app.config.get("STORAGE")
    app.extensions["storage"] = chosen or DiskStorage(app.config["SETTINGS"].data_folder / "files")


def storage() -> Storage:
    """The storage of the running application."""
    found: Storage = current_app.extensions["storage"]
    return found


def write_atomically(path: Path, data: bytes) -> None:
    """Put a small file in place whole, replacing what was there. Raises StorageFull."""
    with _no_room_is_said_kindly():
        path.parent.mkdir(parents=True, exist_ok=True)
        with _temporary(path.parent) as target:
            target.write(data)
            target.take_name(path)


def read_folder(folder: Path, pattern: str, limit: int) -> list[tuple[Path, bytes]]:
    """The newest files of a folder whose names fit the pattern, with their bytes, newest first."""
    paths = sorted(folder.glob(pattern), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return [(path, path.read_bytes()) for path in paths[:limit]]


class _temporary:
    """A file without a final name; it disappears unless `take_name` is called. Mode 0600 throughout."""

    def __init__(self, folder: Path) -> None:
        handle, name = tempfile.mkstemp(dir=folder, prefix=".part-")
        self.path = Path(name)
        self.stream = os.fdopen(handle, "wb")

    def __enter__(self) -> _temporary:
        return self

    def write(self, data: bytes) -> None:
        self.stream.write(data)

    def take_name(self, path: Path) -> None:
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self.stream.close()
        os.replace(self.path, path)
        _settle(path.parent)

    def __exit__(self, *_problem: object) -> None:
        try:
            self.stream.close()
        except OSError:
            pass
        self.path.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """A new name survives a power cut only once its folder has reached the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _no_room_is_said_kindly:
    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, problem: BaseException | None, _trace: object) -> None:
        if isinstance(problem, OSError) and problem.errno in _NO_ROOM:
            raise StorageFull from problem
