"""Small real files in the formats that services attach as evidence, made without any program but this one."""

from __future__ import annotations

import csv
import struct
import textwrap
import zlib
from collections.abc import Sequence
from io import BytesIO, StringIO
from random import Random
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

Sections = Sequence[tuple[str, str]]
Rows = Sequence[Sequence[str]]

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org"
_RELATIONS = f"{_OFFICE}/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument"


def txt(title: str, sections: Sections) -> bytes:
    """A plain text with numbered items."""
    lines = [title, "=" * len(title), ""]
    for number, (heading, text) in enumerate(sections, 1):
        lines += [f"{number}. {heading}", *textwrap.wrap(text, 78), ""]
    return "\n".join(lines).encode()


def pdf(title: str, sections: Sections) -> bytes:
    """One page of A4 in a typeface that every reader of PDF has."""
    body = _pdf_text(title, sections)
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    page = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R "
        "/Resources << /Font << /R 3 0 R /B 4 0 R >> >> >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>",
        b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
        font.format("Helvetica").encode(),
        font.format("Helvetica-Bold").encode(),
        page.encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body),
        b"<< /Title (%s) >>" % _pdf_string(title),
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    tail = f"trailer\n<< /Size {size} /Root 1 0 R /Info 7 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return bytes(out) + f"xref\n0 {size}\n0000000000 65535 f \n{table}{tail}".encode()


def docx(title: str, sections: Sections) -> bytes:
    """A Word document with a title, headings and paragraphs."""
    paragraphs = [_word_paragraph(title, size=36)]
    for number, (heading, text) in enumerate(sections, 1):
        paragraphs += [_word_paragraph(f"{number}. {heading}", size=28), _word_paragraph(text, size=22)]
    space = f"{_OFFICE}/wordprocessingml/2006/main"
    document = f'{_XML}<w:document xmlns:w="{space}"><w:body>{"".join(paragraphs)}</w:body></w:document>'
    return _office("word/document.xml", f"{_TYPES}.wordprocessingml.document.main+xml", document, {})


def xlsx(sheet: str, rows: Rows) -> bytes:
    """An Excel workbook of one sheet."""
    space = f"{_OFFICE}/spreadsheetml/2006/main"
    cells = "".join(f"<row>{''.join(map(_excel_cell, row))}</row>" for row in rows)
    workbook = (
        f'{_XML}<workbook xmlns="{space}" xmlns:r="{_RELATIONS}"><sheets>'
        f'<sheet name="{escape(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    parts = {
        "xl/_rels/workbook.xml.rels": _relations("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": (
            f'{_XML}<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'
        ),
    }
    return _office("xl/workbook.xml", f"{_TYPES}.spreadsheetml.sheet.main+xml", workbook, parts)


def table(rows: Rows) -> bytes:
    """A CSV table as Excel saves it: UTF-8 with a mark at its start."""
    text = StringIO()
    csv.writer(text).writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def png(seed: int) -> bytes:
    """A picture of coloured notes on a wall, as a team leaves them after a session."""
    chance = Random(seed)
    colours = (b"\xf7\xe0\x6e", b"\xf4\xaa\x96", b"\xa0\xd2\xbe", b"\xa0\xbe\xe6")
    across, down, note, gap = 8, 5, 64, 16
    width, height = across * (note + gap) + gap, down * (note + gap) + gap
    wall = [bytearray(b"\xec\xe8\xe2" * width) for _ in range(height)]
    for place in range(across * down):
        if chance.random() < 0.25:
            continue
        left = gap + (place % across) * (note + gap) + chance.randint(-5, 5)
        top = gap + (place // across) * (note + gap) + chance.randint(-5, 5)
        _paint(wall, left, top, note, note, chance.choice(colours))
        for line in range(chance.randint(1, 4)):
            _paint(wall, left + 8, top + 14 + line * 11, note - 20 - 7 * (line % 3), 2, b"\x5a\x50\x54")
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = b"".join(b"\x00" + row for row in wall)
    pieces = (_chunk(b"IHDR", head), _chunk(b"IDAT", zlib.compress(pixels)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(pieces)


def _paint(wall: list[bytearray], left: int, top: int, width: int, height: int, colour: bytes) -> None:
    for row in wall[top : top + height]:
        row[3 * left : 3 * (left + width)] = colour * width


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _pdf_text(title: str, sections: Sections) -> bytes:
    lines = [(b"/B 18 Tf", line, 24) for line in textwrap.wrap(title, 48)]
    for number, (heading, text) in enumerate(sections, 1):
        lines.append((b"/B 13 Tf", f"{number}. {heading}", 32))
        lines += [(b"/R 11 Tf", line, 16) for line in textwrap.wrap(text, 84)]
    out, y = [b"BT"], 790
    for font, line, step in lines:
        y -= step
        out.append(b"%s 1 0 0 1 60 %d Tm (%s) Tj" % (font, y, _pdf_string(line)))
    return b"\n".join([*out, b"ET"])


def _pdf_string(text: str) -> bytes:
    plain = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return plain.encode("cp1252", "replace")


def _word_paragraph(text: str, *, size: int) -> str:
    weight = "<w:b/>" if size > 22 else ""
    style = f'<w:rPr>{weight}<w:sz w:val="{size}"/></w:rPr>'
    return f'<w:p><w:r>{style}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _excel_cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _relations(kind: str, target: str) -> str:
    space = f"{_OFFICE}/package/2006/relationships"
    relation = f'<Relationship Id="rId1" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
    return f'{_XML}<Relationships xmlns="{space}">{relation}</Relationships>'


def _office(main: str, main_type: str, document: str, parts: dict[str, str]) -> bytes:
    types = {main: main_type}
    types |= {name: f"{_TYPES}.spreadsheetml.worksheet+xml" for name in parts if "/_rels/" not in name}
    listed = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items())
    relations_type = "application/vnd.openxmlformats-package.relationships+xml"
    content_types = (
        f'{_XML}<Types xmlns="{_OFFICE}/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{relations_type}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )
    files = {
        "[Content_Types].xml": content_types,
        "_rels/.rels": _relations("officeDocument", main),
        main: document,
        **parts,
    }
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return kept.getvalue()
