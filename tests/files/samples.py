"""Files made on the spot: honest ones of every kind, and some forty that are not what they say."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image

OFFICE = "application/vnd.openxmlformats-officedocument"
MAIN = {
    "docx": ("word/document.xml", f"{OFFICE}.wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{OFFICE}.spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{OFFICE}.presentationml.presentation.main+xml"),
}
ODT = "application/vnd.oasis.opendocument.text"


def a_pdf(body: bytes = b"", head: bytes = b"%PDF-1.7\n") -> bytes:
    return head + b"1 0 obj\n<</Type/Catalog>>\nendobj\n" + body + b"\nstartxref\n9\n%%EOF\n"


def a_png(width: int = 4, height: int = 3) -> bytes:
    stream = BytesIO()
    Image.new("RGB", (width, height), "purple").save(stream, "PNG")
    return stream.getvalue()


def a_jpg(**options: bytes) -> bytes:
    stream = BytesIO()
    Image.new("RGB", (40, 30), "purple").save(stream, "JPEG", **options)
    return stream.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A tiny picture that says it is a huge one."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    end = b"\x00\x00\x00\x00IEND" + struct.pack(">I", zlib.crc32(b"IEND"))
    return b"\x89PNG\r\n\x1a\n" + chunk + end


def an_archive(parts: dict[str, bytes | str], **flags: int) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def types_of(main: str, extra: str = "") -> str:
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/x" ContentType="{main}"/>{extra}</Types>'
    )


def an_office(kind: str = "docx", parts: dict[str, bytes | str] | None = None, extra: str = "") -> bytes:
    part, main = MAIN[kind]
    given = {"[Content_Types].xml": types_of(main, extra), "_rels/.rels": "<Relationships/>", part: "<x/>"}
    return an_archive(given | (parts or {}))


def an_odt(parts: dict[str, bytes | str] | None = None, kind: str = ODT) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), kind)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", "<x/>")
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_symlink() -> bytes:
    stream = BytesIO(an_office())
    with zipfile.ZipFile(stream, "a") as archive:
        link = zipfile.ZipInfo("word/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return stream.getvalue()


def with_name(name: str) -> bytes:
    stream = BytesIO(an_office())
    with zipfile.ZipFile(stream, "a") as archive:
        info = zipfile.ZipInfo("placeholder")
        info.filename = name
        archive.writestr(info, "x")
    return stream.getvalue()


def encrypted() -> bytes:
    """The same archive with its first part marked as locked by a password."""
    data = bytearray(an_office())
    data[6] |= 1
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


def with_many_parts(count: int) -> bytes:
    return an_office(parts={f"word/{number}.xml": "" for number in range(count)})


def claiming_parts(count: int) -> bytes:
    """A short file whose summary says that it holds very many parts."""
    data = bytearray(an_office())
    place = data.rindex(b"PK\x05\x06")
    struct.pack_into("<HH", data, place + 8, count, count)
    return bytes(data)


def overlapping() -> bytes:
    """Two parts that share the same bytes, as an endless bomb does."""
    data = bytearray(an_office(parts={"word/a.xml": "a" * 900, "word/b.xml": "a" * 900}))
    places = [place for place in range(len(data)) if data[place : place + 4] == b"PK\x01\x02"]
    first, second = places[-2:]
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
RELATIONS = (
    '<Relationships><Relationship Type="http://x/{kind}" Target="{target}" TargetMode="External"/>'
    "</Relationships>"
)
MACRO = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/x">]>'

HONEST: dict[str, bytes] = {
    "plan.pdf": a_pdf(),
    "PLAN.PDF": a_pdf(),
    "policy.docx": an_office("docx"),
    "figures.xlsx": an_office("xlsx", {"xl/printerSettings/printerSettings1.bin": b"\x00\x01"}),
    "slides.pptx": an_office(
        "pptx", {"ppt/embeddings/sheet1.xlsx": b"chart data", "ppt/media/a.png": a_png()}
    ),
    "linked.docx": an_office(
        parts={"word/_rels/d.rels": RELATIONS.format(kind="hyperlink", target="https://x.test")}
    ),
    "own-template.docx": an_office(
        parts={"word/_rels/s.rels": RELATIONS.format(kind="attachedTemplate", target="file:///C:/House.dotx")}
    ),
    "letter.odt": an_odt(),
    "photo.png": a_png(),
    "photo.jpg": a_jpg(),
    "photo.jpeg": a_jpg(),
    "phone.jpg": a_jpg() + b"\x00" * 64,
    "notes.txt": "Café, Ŵyn, مرحبا 👩🏽‍🚀\r\n\tone\n".encode(),
    "with-mark.csv": "\ufeffname,count\nKay,4\n".encode(),
    "compare.txt": b"a < b and b > c, see <http://x.test>",
}

DISHONEST: dict[str, bytes] = {
    "empty.pdf": b"",
    "page.pdf": HTML,
    "drawing.svg": SVG,
    "page.html": HTML,
    "page.xhtml": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
    "report.pdf.exe": a_pdf(),
    "program.pdf": b"MZ\x90\x00" + b"\x00" * 200,
    "no-ending": a_pdf(),
    "prefixed.pdf": HTML + a_pdf(),
    "both.pdf": a_pdf(HTML),
    "archive-behind.pdf": a_pdf() + an_archive({"a": "b"}),
    "cut-short.pdf": a_pdf()[:20],
    "svg.png": SVG,
    "html.jpg": HTML,
    "gif.png": b"GIF89a" + b"\x00" * 50,
    "script.jpg": a_jpg(comment=b"<script>alert(1)</script>"),
    "js.jpg": b"\xff\xd8\xff\xe0/*JFIF*/=alert(1)/*" + b"\x00" * 20000,
    "tail.png": a_png() + HTML,
    "archive-behind.png": a_png() + an_archive({"a": "b"}),
    "huge.png": png_claiming(50_000, 50_000),
    "flat.png": png_claiming(0, 10),
    "cut-short.png": a_png()[:40],
    "cut-short.jpg": a_jpg()[:10],
    "macro.docm": an_office(extra=MACRO),
    "macro.docx": an_office(parts={"word/vbaProject.bin": b"x"}),
    "macro-type.docx": an_office(extra=MACRO),
    "object.docx": an_office(parts={"word/embeddings/oleObject1.bin": b"x"}),
    "activex.xlsx": an_office("xlsx", {"xl/activeX/activeX1.xml": "<x/>"}),
    "macrosheet.xlsx": an_office("xlsx", {"xl/macrosheets/sheet1.xml": "<x/>"}),
    "nested.docx": an_office(parts={"word/media/inner.zip": an_archive({"a": "b"})}),
    "program.docx": an_office(parts={"word/media/run.exe": b"MZ"}),
    "wrong-office.docx": an_office("xlsx"),
    "plain-archive.docx": an_archive({"a.txt": "hello"}),
    "older.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "locked.docx": encrypted(),
    "far-template.docx": an_office(
        parts={
            "word/_rels/s.rels": RELATIONS.format(kind="attachedTemplate", target="http://127.0.0.1:9/t.dotm")
        }
    ),
    "far-object.docx": an_office(
        parts={"word/_rels/d.rels": RELATIONS.format(kind="oleObject", target="https://x.test/o")}
    ),
    "entity.docx": an_office(parts={"[Content_Types].xml": ENTITY + types_of(MAIN["docx"][1])}),
    "entity.xlsx": an_office("xlsx", {"xl/_rels/workbook.xml.rels": ENTITY}),
    "wide.docx": an_office(parts={"word/_rels/d.rels": "<Relationships/>".encode("utf-16")}),
    "symlink.docx": with_symlink(),
    "slip.docx": with_name("../../../tmp/slip.txt"),
    "absolute.docx": with_name("/etc/cron.d/x"),
    "backslash.docx": with_name("..\\..\\x"),
    "many.docx": with_many_parts(6000),
    "claims-many.docx": claiming_parts(60_000),
    "overlap.docx": overlapping(),
    "bomb.docx": an_office(parts={"word/big.xml": b"\x00" * 30_000_000}),
    "script.odt": an_odt({"Basic/Standard/Module1.xml": "<x/>"}),
    "other.odt": an_odt(kind="application/vnd.oasis.opendocument.spreadsheet"),
    "no-manifest.odt": an_archive({"mimetype": ODT}),
    "html.txt": HTML,
    "html-later.txt": b"Dear all,\n<script>alert(1)</script>\n",
    "pdf.txt": a_pdf(),
    "null.txt": b"one\x00two",
    "latin.csv": "Café".encode("latin-1"),
    "bytes.csv": bytes(range(256)),
    "rich.txt": rb"{\rtf1 hello}",
    "shell.txt": b"#!/bin/sh\nrm -rf /\n",
}
