"""Looking into a PDF: its compressed parts unpacked beside it."""

from __future__ import annotations

import contextlib
import re
import zlib


def inflated(data: bytes) -> bytes:
    """The file with every compressed stream beside it unpacked, for looking into.

    A stream may itself end in a byte that looks like the end of a line. It is then one byte short here, so
    what could be unpacked counts, complete or not.
    """
    unpacked = [data]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        with contextlib.suppress(zlib.error):
            unpacked.append(zlib.decompressobj().decompress(stream))
    return b"\n".join(unpacked)
