"""Office documents are zip archives: their list of parts is read, the parts stay packed.

Only three small parts are ever looked into, as bytes and never as XML: the list of content types, the
relations between parts, and the OpenDocument type.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from typing import BinaryIO

from charter_portal.files.enums import FileKind
from charter_portal.files.rules.refusal import NotTaken

ENTRY_LIMIT = 5_000
DIRECTORY_LIMIT = 2 * 1024 * 1024
UNPACKED_LIMIT = 400 * 1024 * 1024
RATIO_LIMIT = 200
RATIO_COUNTS_FROM = 2 * 1024 * 1024
PEEK_LIMIT = 512 * 1024

_BROKEN = NotTaken("This document is not complete. Save it again, then choose it. A PDF of it works too.")
_UNSAFE = "This document {}. Save it as a PDF and choose that instead."
_MAIN_TYPE = {
    FileKind.DOCX: b"wordprocessingml.document.main+xml",
    FileKind.XLSX: b"spreadsheetml.sheet.main+xml",
    FileKind.PPTX: b"presentationml.presentation.main+xml",
}
_ACTIVE_TYPE = re.compile(rb"macroEnabled|vbaProject|ms-office\.activeX|vnd\.ms-package\.", re.I)
_ACTIVE_PART = re.compile(
    r"(^|/)(vbaproject[^/]*|vbadata\.xml|activex[^/]*/.*|basic/.*|scripts/.*|macrosheets/.*|[^/]*\.ole|oleobject[^/]*)$",
    re.I,
)
_NESTED = re.compile(
    r"\.(zip|rar|7z|gz|bz2|xz|tar|cab|iso|jar|docm|xlsm|pptm|xlsb|exe|dll|scr|com|bat|cmd|ps1|vbs|jse?"
    r"|wsf|hta|msi|lnk|html?|xhtml|svgz|swf)$",
    re.I,
)
_FAR_TEMPLATE = re.compile(
    rb"<[^>]*(attachedTemplate|/oleObject|/frame|/subDocument)[^>]*Target\s*=\s*[\"']\s*(https?|ftp|ws)[^>]*>"
    rb"|<[^>]*Target\s*=\s*[\"']\s*(https?|ftp|ws)[^>]*(attachedTemplate|/oleObject|/frame|/subDocument)[^>]*>",
    re.I,
)


def check_office(stream: BinaryIO, kind: FileKind) -> None:
    """A Word, Excel or PowerPoint document without macros, objects or far templates. Raises NotTaken."""
    with _opened(stream) as archive:
        _check_entries(archive, stream)
        types = _peek(archive, "[Content_Types].xml")
        if _ACTIVE_TYPE.search(types):
            raise NotTaken(_UNSAFE.format("contains macros or other active parts"))
        if _MAIN_TYPE[kind] not in types:
            raise NotTaken(
                f"This is not a {kind.label}, although its name ends in .{kind.value}. "
                "Save it again from the program that made it, or save it as a PDF."
            )
        for name in archive.namelist():
            if name.endswith(".rels") and _FAR_TEMPLATE.search(_peek(archive, name)):
                raise NotTaken(_UNSAFE.format("loads a part of itself from the internet"))


def check_odt(stream: BinaryIO, kind: FileKind) -> None:
    """An OpenDocument text without scripts. Raises NotTaken."""
    with _opened(stream) as archive:
        _check_entries(archive, stream)
        if _peek(archive, "mimetype").strip() != kind.media_type.encode():
            raise NotTaken("This is not an OpenDocument text. Save it again as .odt, or save it as a PDF.")
        _peek(archive, "META-INF/manifest.xml")


def _opened(stream: BinaryIO) -> zipfile.ZipFile:
    """Open the archive once its own summary says that its list of parts is of a sensible size."""
    stream.seek(0, 2)
    stream.seek(max(0, stream.tell() - 65_557))
    tail = stream.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < 22:
        raise _BROKEN
    entries, directory = struct.unpack("<10xHI", tail[place : place + 16])
    if entries > ENTRY_LIMIT or directory > DIRECTORY_LIMIT:
        raise NotTaken(_UNSAFE.format("has far too many parts inside"))
    try:
        return zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, UnicodeDecodeError):
        raise _BROKEN from None


def _check_entries(archive: zipfile.ZipFile, stream: BinaryIO) -> None:
    parts = archive.infolist()
    names = [part.filename.lower() for part in parts]
    if len(set(names)) != len(names):
        raise _BROKEN
    for part in parts:
        _check_part(part)
    if sum(part.file_size for part in parts) > UNPACKED_LIMIT:
        raise NotTaken(_UNSAFE.format("unpacks to far more than it seems"))
    _check_overlap(parts, stream.seek(0, 2))


def _check_part(part: zipfile.ZipInfo) -> None:
    name = part.orig_filename
    if name.startswith("/") or "\\" in name or ":" in name or "\x00" in name or ".." in name.split("/"):
        raise NotTaken(_UNSAFE.format("has parts with unusual names"))
    if stat.S_ISLNK(part.external_attr >> 16):
        raise NotTaken(_UNSAFE.format("has parts that point elsewhere"))
    if part.flag_bits & 0x1:
        raise NotTaken("This document has a password. Save a copy without one, then choose that.")
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _BROKEN
    if part.file_size > RATIO_COUNTS_FROM and part.file_size > RATIO_LIMIT * max(1, part.compress_size):
        raise NotTaken(_UNSAFE.format("unpacks to far more than it seems"))
    if _ACTIVE_PART.search(name) or name.lower().endswith(".bin") and "printersettings" not in name.lower():
        raise NotTaken(_UNSAFE.format("contains macros or other active parts"))
    if _NESTED.search(name):
        raise NotTaken(_UNSAFE.format("has another file hidden inside"))


def _check_overlap(parts: list[zipfile.ZipInfo], end: int) -> None:
    """Parts that share bytes are how a small file claims to be endless."""
    reached = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        if part.header_offset < reached:
            raise _BROKEN
        reached = part.header_offset + 30 + part.compress_size
    if reached > end:
        raise _BROKEN


def _peek(archive: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of a small part. Raises NotTaken when it is missing, oversized or not plain bytes."""
    try:
        with archive.open(name) as part:
            data = part.read(PEEK_LIMIT + 1)
    except (KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError):
        raise _BROKEN from None
    if len(data) > PEEK_LIMIT or b"\x00" in data or re.search(rb"<!(DOCTYPE|ENTITY)", data, re.I):
        raise NotTaken(_UNSAFE.format("is built in an unusual way"))
    return data
