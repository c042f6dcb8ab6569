"""Does a file hold what its name says? One check for each kind, chosen by the ending."""

from __future__ import annotations

import codecs
import re
import zipfile
from collections.abc import Callable, Collection
from typing import BinaryIO

import puremagic

from charter_portal.files.enums import FileKind
from charter_portal.files.rules.names import ending_of
from charter_portal.files.rules.office import check_odt, check_office
from charter_portal.files.rules.pictures import check_jpg, check_png
from charter_portal.files.rules.refusal import NotTaken

HEAD = 4096
CHUNK = 256 * 1024
# Markup that a browser might run if it ever guessed the type of these bytes for itself.
MARKUP = re.compile(rb"<\s*(!doctype\s+html|html|script|svg|iframe|object|embed|\?php|body|math)[\s>/]", re.I)
_TEXT_START = re.compile(rb"\s*(<[!?a-z]|%PDF|%!PS|\{\\rtf|#!|MIME-Version:)", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


def look(name: str, stream: BinaryIO, allowed: Collection[FileKind]) -> FileKind:
    """The kind of a file, when its ending is allowed and its content agrees.

    Leaves the stream at its start. Raises NotTaken with what to do instead.
    """
    kind = FileKind.of_ending(ending_of(name))
    if kind is None or kind not in allowed:
        raise NotTaken(f"Choose a file of one of these types: {_listed(allowed)}.")
    stream.seek(0)
    head = stream.read(HEAD)
    if not head:
        raise NotTaken("This file is empty. Check it on your computer, then choose it again.")
    _CHECKS[kind](stream, head, kind)
    stream.seek(0)
    return kind


def _check_pdf(stream: BinaryIO, head: bytes, kind: FileKind) -> None:
    if not re.match(rb"%PDF-[12]\.\d", head):
        raise _mismatch(head, kind)
    stream.seek(0, 2)
    stream.seek(max(0, stream.tell() - HEAD))
    tail = stream.read()
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise NotTaken("This PDF is not complete. Save or download it again, then choose it.")
    _refuse_double_meaning(stream, head + tail)


def _check_png(stream: BinaryIO, head: bytes, kind: FileKind) -> None:
    if not head.startswith(b"\x89PNG\r\n\x1a\n"):
        raise _mismatch(head, kind)
    check_png(stream)
    _refuse_double_meaning(stream, head)


def _check_jpg(stream: BinaryIO, head: bytes, kind: FileKind) -> None:
    if not head.startswith(b"\xff\xd8\xff"):
        raise _mismatch(head, kind)
    check_jpg(stream)
    stream.seek(0)
    _refuse_double_meaning(stream, stream.read(CHUNK))


def _check_archive(stream: BinaryIO, head: bytes, kind: FileKind) -> None:
    if not head.startswith(b"PK\x03\x04"):
        raise _mismatch(head, kind)
    check = check_odt if kind is FileKind.ODT else check_office
    check(stream, kind)


def _check_text(stream: BinaryIO, head: bytes, kind: FileKind) -> None:
    if _TEXT_START.match(head.removeprefix(codecs.BOM_UTF8)) or MARKUP.search(head):
        raise _mismatch(head, kind)
    decoder = codecs.getincrementaldecoder("utf-8")()
    stream.seek(0)
    try:
        while chunk := stream.read(CHUNK):
            if _CONTROL.search(decoder.decode(chunk)):
                raise _mismatch(head, kind)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        saved = f"Save it as {_utf8_name(kind)}, then choose it again."
        raise NotTaken(f"We could not read this text. {saved}") from None


def _refuse_double_meaning(stream: BinaryIO, sample: bytes) -> None:
    """One file that is two things at once has no honest reason."""
    stream.seek(0)
    if MARKUP.search(sample) or zipfile.is_zipfile(stream):
        raise NotTaken("This file holds a second file inside it. Save it afresh as a PDF, then choose that.")


def _mismatch(head: bytes, kind: FileKind) -> NotTaken:
    found = _guess(head)
    seems = f" It looks like {found}." if found else ""
    return NotTaken(
        f"This file ends in .{kind.value}, but its content is not {_article(kind)}.{seems} "
        "Open it in the program that made it and save it again, or save it as a PDF."
    )


_SEEMS = {
    ".html": "a web page",
    ".svg": "an SVG drawing",
    ".xml": "an XML file",
    ".exe": "a program",
    ".zip": "a zip archive",
    ".rar": "a RAR archive",
    ".7z": "a 7-Zip archive",
    ".gz": "a compressed file",
    ".doc": "an older Office file",
    ".xls": "an older Office file",
    ".ppt": "an older Office file",
    ".msi": "an older Office file",
    ".rtf": "an RTF document",
    ".gif": "a GIF picture",
    ".webp": "a WebP picture",
    ".heic": "an iPhone picture",
    ".png": "a PNG picture",
    ".jpg": "a JPEG picture",
    ".pdf": "a PDF",
    ".mp4": "a video",
    ".mp3": "a sound recording",
}


def _guess(head: bytes) -> str | None:
    if MARKUP.search(head):
        return _SEEMS[".svg"] if b"<svg" in head.lower() else _SEEMS[".html"]
    if head.startswith(b"MZ"):
        return _SEEMS[".exe"]
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return None
    return next((_SEEMS[match.extension] for match in found if match.extension in _SEEMS), None)


def _article(kind: FileKind) -> str:
    if kind is FileKind.TXT:
        return "plain text"
    return f"an {kind.label}" if kind.label[0] in "EO" else f"a {kind.label}"


def _utf8_name(kind: FileKind) -> str:
    return "“CSV UTF-8”" if kind is FileKind.CSV else "text with the encoding UTF-8"


def _listed(allowed: Collection[FileKind]) -> str:
    return ", ".join(kind.value for kind in FileKind if kind in allowed)


_Check = Callable[[BinaryIO, bytes, FileKind], None]
_CHECKS: dict[FileKind, _Check] = {
    FileKind.PDF: _check_pdf,
    FileKind.PNG: _check_png,
    FileKind.JPG: _check_jpg,
    FileKind.TXT: _check_text,
    FileKind.CSV: _check_text,
    **dict.fromkeys((FileKind.DOCX, FileKind.XLSX, FileKind.PPTX, FileKind.ODT), _check_archive),
}
