"""A file is what its bytes are; its name is only a name."""

from __future__ import annotations

import contextlib
import socket
import time
import tracemalloc
import unicodedata
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter_portal.files.enums import EVIDENCE_KINDS, FileKind
from charter_portal.files.rules import NotTaken, clean_name, ending_of, look
from tests.files.samples import DISHONEST, HONEST, a_pdf, an_office, overlapping

BLAMING = ("invalid", "illegal", "forbidden", "failed", "wrong", "error")


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_is_taken(name):
    stream = BytesIO(HONEST[name])
    assert ending_of(name) in look(name, stream, EVIDENCE_KINDS).endings
    assert stream.tell() == 0


@pytest.mark.parametrize("name", DISHONEST)
def test_a_file_that_is_not_what_it_says_is_refused_kindly(name):
    start = time.process_time()
    with pytest.raises(NotTaken) as told:
        look(name, BytesIO(DISHONEST[name]), EVIDENCE_KINDS)
    assert time.process_time() - start < 2
    message = told.value.message
    assert not any(word in message.lower() for word in BLAMING)
    assert any(word in message for word in ("Choose", "Save", "save", "choose"))


def test_there_are_forty_of_them():
    assert len(DISHONEST) >= 40


def test_nothing_is_fetched_or_read_elsewhere(monkeypatch):
    """The set holds external entities, far templates and links; looking opens no connection, no file."""

    def caught(*_arguments, **_options):
        raise AssertionError("Somebody left the building.")

    monkeypatch.setattr(socket, "socket", caught)
    monkeypatch.setattr("builtins.open", caught)
    for name, data in {**HONEST, **DISHONEST}.items():
        try:
            look(name, BytesIO(data), EVIDENCE_KINDS)
        except NotTaken:
            continue


def test_a_bomb_costs_no_memory():
    data = DISHONEST["bomb.docx"]
    tracemalloc.start()
    with pytest.raises(NotTaken):
        look("bomb.docx", BytesIO(data), EVIDENCE_KINDS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


def test_only_what_is_allowed_here_is_taken():
    with pytest.raises(NotTaken, match="pdf, png"):
        look("a.docx", BytesIO(an_office()), {FileKind.PDF, FileKind.PNG})
    assert look("a.pdf", BytesIO(a_pdf()), {FileKind.PDF}) is FileKind.PDF


@given(st.binary(max_size=300), st.sampled_from(sorted(kind.value for kind in FileKind)))
def test_any_bytes_give_an_answer(data, ending):
    with contextlib.suppress(NotTaken):
        look(f"a.{ending}", BytesIO(data), EVIDENCE_KINDS)


@given(st.integers(0, 2000), st.binary(min_size=1, max_size=8))
def test_a_damaged_document_gives_an_answer(place, damage):
    data = bytearray(overlapping())
    place %= len(data)
    data[place : place + len(damage)] = damage
    with contextlib.suppress(NotTaken):
        look("a.docx", BytesIO(bytes(data)), EVIDENCE_KINDS)


NAMES = {
    "plan.pdf": "plan.pdf",
    "../../etc/passwd": "passwd",
    "..\\..\\windows\\system.ini": "system.ini",
    "/etc/shadow.txt": "shadow.txt",
    "C:\\Users\\kay\\plan.docx": "plan.docx",
    "a\x00b.pdf": "ab.pdf",
    "a\r\nSet-Cookie: x.pdf": "aSet-Cookie x.pdf",
    'a";x=".pdf': "a x=.pdf",
    "report\u202efdp.exe": "reportfdp.exe",
    "CON.txt": "file CON.txt",
    "nul": "file nul",
    "com1.pdf": "file com1.pdf",
    ".htaccess": "file.htaccess",
    "...pdf": "file.pdf",
    "  spaced   out .pdf": "spaced out.pdf",
    "Ŵyn’s plan 👩🏽‍🚀.PDF": "Ŵyn’s plan 👩🏽‍🚀.pdf",
    "תוכנית.pdf": "תוכנית.pdf",
    "": "file",
    None: "file",
    ".pdf": "file.pdf",
    "a<b>c|d?.txt": "a b c d.txt",
    "%2e%2e%2fx.pdf": "2e 2e 2fx.pdf",
    "\ud800.pdf": "file.pdf",
    "-rf.txt": "rf.txt",
    "trailing.pdf. . ": "trailing.pdf",
}


@pytest.mark.parametrize("raw", NAMES)
def test_names_are_cleaned(raw):
    assert clean_name(raw) == NAMES[raw]


def test_a_long_name_keeps_its_ending():
    cleaned = clean_name("x" * 300 + ".docx")
    assert len(cleaned) == 120
    assert cleaned.endswith(".docx")


@given(st.text(max_size=400))
def test_no_name_does_harm(raw):
    cleaned = clean_name(raw)
    assert 0 < len(cleaned) <= 120
    assert not set(cleaned) & set('/\\<>:"|?*;\r\n\x00')
    assert not cleaned.startswith((".", " ", "-"))
    assert all(unicodedata.category(mark) not in {"Cc", "Cs"} for mark in cleaned)
    assert clean_name(cleaned) == cleaned
