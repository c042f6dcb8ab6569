"""Pictures: their frame is walked piece by piece, their pixels are never unpacked."""

from __future__ import annotations

import struct
from typing import BinaryIO

from charter_portal.files.rules.refusal import NotTaken

SIDE_LIMIT = 20_000
PIXEL_LIMIT = 120_000_000

_BROKEN = "This picture is not complete. Save it again, then choose it."
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def check_png(stream: BinaryIO) -> None:
    """Header first, every piece inside the file, nothing after the end. Raises NotTaken."""
    stream.seek(0, 2)
    end = stream.tell()
    position, first = 8, True
    while True:
        stream.seek(position)
        start = stream.read(8)
        if len(start) < 8:
            raise NotTaken(_BROKEN)
        length, kind = struct.unpack(">I4s", start)
        if first:
            if kind != b"IHDR" or length != 13:
                raise NotTaken(_BROKEN)
            _check_sides(*struct.unpack(">II", stream.read(8)))
            first = False
        position += 12 + length
        if position > end:
            raise NotTaken(_BROKEN)
        if kind == b"IEND":
            break
    if position != end:
        raise NotTaken("This picture has something else attached to its end. Save it again, then choose it.")


def check_jpg(stream: BinaryIO) -> None:
    """Walk the segments up to the one that tells the size. Raises NotTaken."""
    stream.seek(2)
    while True:
        marker = stream.read(2)
        if len(marker) < 2 or marker[0] != 0xFF:
            raise NotTaken(_BROKEN)
        if marker[1] == 0xFF:
            stream.seek(-1, 1)
            continue
        raw_length = stream.read(2)
        if len(raw_length) < 2 or marker[1] in {0xD9, 0xDA} or raw_length == b"/*":
            raise NotTaken(_BROKEN)
        length = int.from_bytes(raw_length, "big")
        if marker[1] in _FRAMES:
            frame = stream.read(5)
            if len(frame) < 5:
                raise NotTaken(_BROKEN)
            height, width = struct.unpack(">HH", frame[1:])
            return _check_sides(width, height)
        stream.seek(length - 2, 1)


def _check_sides(width: int, height: int) -> None:
    if not width or not height:
        raise NotTaken(_BROKEN)
    if max(width, height) > SIDE_LIMIT or width * height > PIXEL_LIMIT:
        raise NotTaken(
            f"This picture is {width:,} by {height:,} dots, which is too large. "
            f"Make it smaller, at most {SIDE_LIMIT:,} dots a side, then choose it again."
        )
