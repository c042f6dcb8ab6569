"""Storage keeps whole objects or none, under the name of their content."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from io import BytesIO

import pytest

from charter_portal.core import storage as module
from charter_portal.core.storage import DiskStorage, MemoryStorage, StorageFull, read_folder, write_atomically

WORDS = b"What people with lived experience say about this." * 5000
KEY = hashlib.sha256(WORDS).hexdigest()


@pytest.fixture(params=["disk", "memory"])
def store(request, tmp_path):
    return DiskStorage(tmp_path / "files") if request.param == "disk" else MemoryStorage()


def test_what_is_put_comes_back_the_same(store):
    assert store.put(BytesIO(WORDS)) == (KEY, len(WORDS), KEY)
    assert store.exists(KEY)
    with store.open(KEY) as stream:
        assert stream.read() == WORDS
    assert list(store.keys()) == [KEY]


def test_equal_content_is_kept_once(store):
    assert store.put(BytesIO(WORDS)) == store.put(BytesIO(WORDS))
    assert len(list(store.keys())) == 1


def test_deleting_twice_is_no_fault(store):
    store.put(BytesIO(WORDS))
    store.delete(KEY)
    store.delete(KEY)
    assert not store.exists(KEY)
    with pytest.raises(FileNotFoundError):
        store.open(KEY)


@pytest.mark.parametrize("key", ["../../etc/passwd", "/etc/passwd", "", "A" * 64, KEY + "/../x", "..\\x"])
def test_a_key_is_never_a_path(tmp_path, key):
    store = DiskStorage(tmp_path / "files")
    with pytest.raises(FileNotFoundError):
        store.open(key)
    with pytest.raises(FileNotFoundError):
        store.delete(key)


def test_only_the_portal_may_read_what_it_keeps(tmp_path):
    store = DiskStorage(tmp_path / "files")
    store.put(BytesIO(WORDS))
    path = tmp_path / "files" / KEY[:2] / KEY[2:4] / KEY
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_is_said_kindly_and_leaves_nothing(tmp_path, monkeypatch, call):
    def full(*_arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module.os, call, full)
    store = DiskStorage(tmp_path / "files")
    with pytest.raises(StorageFull) as told:
        store.put(BytesIO(WORDS))
    assert "Everything else is safe" in told.value.message
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_a_really_full_volume(tmp_path):
    """/dev/full answers every write as a full disk does."""
    store = DiskStorage(tmp_path / "files")
    real = os.fdopen

    def on_a_full_disk(handle, mode):
        os.close(handle)
        return real(os.open("/dev/full", os.O_WRONLY), mode)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module.os, "fdopen", on_a_full_disk)
        with pytest.raises(StorageFull):
            store.put(BytesIO(WORDS))
    assert list(store.keys()) == []
    assert store.put(BytesIO(WORDS)).sha256 == KEY


def test_a_stream_that_breaks_off_leaves_nothing(tmp_path):
    class Broken(BytesIO):
        def read(self, size=-1):
            if self.tell() > 100_000:
                raise ConnectionResetError("gone")
            return super().read(size)

    store = DiskStorage(tmp_path / "files")
    with pytest.raises(ConnectionResetError):
        store.put(Broken(WORDS))
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_a_small_file_is_replaced_whole(tmp_path):
    path = tmp_path / "mail" / "one.eml"
    write_atomically(path, b"first")
    write_atomically(path, b"second")
    assert path.read_bytes() == b"second"
    assert [found for found, _ in read_folder(tmp_path / "mail", "*.eml", 10)] == [path]
    assert list((tmp_path / "mail").iterdir()) == [path]


def test_the_newest_file_comes_first(tmp_path):
    for number in range(5):
        write_atomically(tmp_path / f"{number}.eml", b"x")
        os.utime(tmp_path / f"{number}.eml", (number, number))
    assert [path.name for path, _ in read_folder(tmp_path, "*.eml", 2)] == ["4.eml", "3.eml"]
