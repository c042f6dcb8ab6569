"""PDFs: tagged, whole in any script, blind to network and files, stopped in time, flat in memory."""

from __future__ import annotations

import os
import re
import socket
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from charter_portal.core import pdf
from charter_portal.core.pdf import PdfNotMade, close_press, print_html, render_pdf
from tests.support import processes
from tests.support.papers import inflated

LETTER = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>t</title>
<link rel="stylesheet" href="/static/css/document.css"></head>
<body><h1>Outcome</h1><p>{words}</p></body></html>"""
CANARY = "canary-7f3e9a"


@pytest.fixture(scope="module", autouse=True)
def _press_ends() -> Iterator[None]:
    yield
    close_press()


@pytest.fixture
def trap() -> Iterator[tuple[int, list[str]]]:
    """A listener on loopback that notes whoever connects."""
    caught: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        stop = threading.Event()

        def watch() -> None:
            while not stop.is_set():
                try:
                    peer, address = server.accept()
                except TimeoutError:
                    continue
                caught.append(str(address))
                peer.close()

        thread = threading.Thread(target=watch)
        thread.start()
        yield server.getsockname()[1], caught
        stop.set()
        thread.join()


def text_of(data: bytes) -> str:
    document = pdfium.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def pages_of(data: bytes) -> int:
    document = pdfium.PdfDocument(data)
    try:
        return len(document)
    finally:
        document.close()


def letter(words: str) -> str:
    return LETTER.format(words=words)


def test_a_document_is_tagged_titled_and_in_english():
    data = print_html(letter("Hello"), title="Feedback for Merseyside – summary")
    document = pdfium.PdfDocument(data)
    assert document.get_metadata_value("Title") == "Feedback for Merseyside – summary"
    assert document.is_tagged()
    document.close()
    inside = inflated(data)
    assert b"pdfuaid:part" in inside
    assert b"/Lang (en-GB)" in inside


NAMES = ["Ŵyn Ŷnys", "O'Neill", "Łukasz Żółć", "Nguyễn", "Ελένη", "Олена Ґудзь", "👩🏽‍🚀 🎉", "✓ → ★ ≥"]


@pytest.mark.parametrize("name", NAMES)
def test_every_script_comes_back_out_of_the_pdf(name):
    found = text_of(print_html(letter(name), title="x"))
    for mark in set(name) - set(" \u200d\U0001f3fd"):
        assert mark in found, f"{mark!r} is missing from {found!r}"


@pytest.mark.parametrize("word", ["مرحبا", "שלום"])
def test_right_to_left_words_have_letters_and_not_boxes(word):
    data = print_html(letter(word), title="x")
    # Shaped letters may come back in another form; that the right font draws them is what counts.
    assert re.search(rb"Noto-Sans-(Arabic|Hebrew)", inflated(data))


HOSTILE = [
    '<img src="http://127.0.0.1:{port}/a.png">',
    '<link rel="stylesheet" href="http://127.0.0.1:{port}/a.css">',
    '<link rel="attachment" href="http://127.0.0.1:{port}/a.txt">',
    '<link rel="attachment" href="file://{canary}">',
    '<a rel="attachment" href="file://{canary}">x</a>',
    '<a rel="attachment" href="data:text/plain;base64,{mark}">x</a>',
    '<link rel="ATTACHMENT stylesheet" href="data:text/plain;base64,{mark}">',
    '<style>@import url("http://127.0.0.1:{port}/b.css");</style>',
    '<style>@font-face {{ font-family: x; src: url("http://127.0.0.1:{port}/f") }}</style>',
    '<style>@font-face {{ font-family: y; src: url("file://{canary}") }} p {{ font-family: y }}</style>',
    '<style>p::before {{ content: url("http://127.0.0.1:{port}/c.png") }}</style>',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1:{port}/d.png" width="9"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    '<use xlink:href="http://127.0.0.1:{port}/e.svg#a"/></svg>',
    '<img src=\'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg">'
    '<image href="file://{canary}" width="9" height="9"/></svg>\'>',
    '<object data="file://{canary}">x</object>',
    '<embed src="file://{canary}">',
    '<iframe src="file://{canary}"></iframe>',
    '<img src="file://{canary}">',
    '<img src="portal:///static/../../../..{canary}">',
    '<img src="portal:///static/%2e%2e/%2e%2e/%2e%2e/%2e%2e{canary}">',
    '<img src="portal://127.0.0.1:{port}/static/x.png">',
    '<img src="ftp://127.0.0.1:{port}/x">',
    '<base href="http://127.0.0.1:{port}/"><img src="x.png"><link rel="stylesheet" href="y.css">',
    '<meta http-equiv="refresh" content="0; url=http://127.0.0.1:{port}/">',
]


def test_hostile_markup_reaches_nothing(trap, tmp_path):
    """Worse than any field can do, since fields are escaped: here the markup itself is hostile."""
    port, caught = trap
    secret = tmp_path / "secret.txt"
    secret.write_text(CANARY)
    for hostile in HOSTILE:
        data = print_html(
            letter(hostile.format(port=port, canary=secret, mark=b64encode(CANARY.encode()).decode())),
            title="x",
        )
        assert CANARY not in text_of(data), hostile
        document = pdfium.PdfDocument(data)
        assert document.count_attachments() == 0, hostile
        document.close()
        assert CANARY.encode() not in inflated(data), hostile
    time.sleep(0.2)
    assert caught == []


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "JavaScript:x"]
)
def test_a_link_leads_to_the_web_or_a_mailbox_only(address):
    data = inflated(
        print_html(letter(f'<a href="{address}">x</a> <a href="https://example.org/y">z</a>'), title="x")
    )
    assert address.encode() not in data
    assert b"https://example.org/y" in data


def test_the_trap_would_catch_a_connection(trap):
    port, caught = trap
    socket.create_connection(("127.0.0.1", port)).close()
    processes.eventually(lambda: len(caught) == 1, patience=10)


@pytest.fixture
def templates() -> Flask:
    from types import SimpleNamespace

    app = Flask("charter_portal", static_folder=str(pdf.STATIC))
    app.config["SETTINGS"] = SimpleNamespace(base_url="https://portal.test")
    page = """<!doctype html><html><head><title>{{ title }}</title>
        <link rel="stylesheet" href="{{ url_for('static', filename='css/document.css') }}"></head>
        <body><h1>{{ name }}</h1></body></html>"""
    app.jinja_loader = ChoiceLoader([DictLoader({"letter.html": page})])
    return app


INJECTED = [
    "<b>bold</b>",
    '<p style="position:fixed;top:0">over everything</p>',
    "</h1></body></html><h1>a second document",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }} ${7*7} {% raw %} {0.__class__}",
    "</style><style>body{display:none}",
]


@pytest.mark.parametrize("name", INJECTED)
def test_markup_in_a_name_is_shown_as_text(templates, name):
    with templates.app_context():
        data = render_pdf("letter.html", title="Certificate", name=name)
    assert pages_of(data) == 1
    assert re.sub(r"\s", "", name) in re.sub(r"\s", "", text_of(data))


def test_a_very_long_name_stays_on_its_pages(templates):
    with templates.app_context():
        data = render_pdf("letter.html", title="Certificate", name="W" * 5000)
    assert re.sub(r"\s", "", text_of(data)).count("W") >= 5000
    assert pages_of(data) < 20


def test_a_document_larger_than_a_pipe_arrives_whole():
    words = "<p>Peer support, in place and used.</p>" * 8000 + "the last words"
    data = print_html(letter(f"<!-- {'x' * 300_000} --> {words[-2000:]}"), title="x")
    assert "the last words" in text_of(data)


def test_outside_a_request_and_inside_one_the_document_is_the_same(templates):
    with templates.app_context():
        outside = render_pdf("letter.html", title="T", name="N")
    with templates.test_request_context():
        inside = render_pdf("letter.html", title="T", name="N")
    assert text_of(outside) == text_of(inside)


DEEP = "<table><tr><td>" * 60 + "x"


@pytest.mark.slow
def test_a_document_that_takes_too_long_is_stopped():
    start = time.monotonic()
    with pytest.raises(PdfNotMade):
        print_html(letter(DEEP * 30), title="x", limit_seconds=2)
    # Without the limit its other guards end it after eleven seconds; a busy machine needs room below that.
    assert time.monotonic() - start < 9
    # The next one is printed by a fresh press.
    assert pages_of(print_html(letter("fine"), title="x")) == 1


def test_a_press_that_cannot_start_is_said_kindly(monkeypatch, tmp_path):
    close_press()
    monkeypatch.setattr(pdf, "_PROGRAM", tmp_path / "missing.py")
    with pytest.raises(PdfNotMade, match="Your work is safe"):
        print_html(letter("x"), title="x")
    monkeypatch.undo()
    assert pages_of(print_html(letter("fine"), title="x")) == 1


def test_a_press_that_ended_is_replaced_unseen():
    print_html(letter("one"), title="x")
    assert pdf._press is not None
    pdf._press.process.kill()
    pdf._press.process.wait()
    assert "two" in text_of(print_html(letter("two"), title="x"))


def test_a_machine_without_fonts_prints_the_same_letters(monkeypatch, tmp_path):
    empty = tmp_path / "fonts.conf"
    empty.write_text(f'<?xml version="1.0"?><fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>')
    monkeypatch.setenv("FONTCONFIG_FILE", str(empty))
    close_press()
    data = print_html(letter(" ".join([*NAMES, "مرحبا שלום"])), title="x")
    close_press()
    fonts = {name.decode() for name in re.findall(rb"[A-Z]{6}\+([A-Za-z0-9-]+)", inflated(data))}
    assert {name for name in fonts if not name.startswith(("Atkinson", "Fraunces", "Noto"))} == set()
    assert len(fonts) >= 5
    for name in NAMES[:6]:
        assert name in text_of(data)


def test_the_press_knows_no_secret(monkeypatch):
    monkeypatch.setenv("CHARTER_SECRET_KEY", CANARY)
    close_press()
    print_html(letter("x"), title="x")
    assert pdf._press is not None
    environment = Path(f"/proc/{pdf._press.process.pid}/environ").read_text()
    assert CANARY not in environment
    assert "CHARTER_" not in environment


@pytest.mark.slow
def test_memory_stays_flat_over_many_documents():
    def resident() -> int:
        assert pdf._press is not None
        statm = Path(f"/proc/{pdf._press.process.pid}/statm").read_text()
        return int(statm.split()[1]) * os.sysconf("SC_PAGE_SIZE") // (1024 * 1024)

    sizes = []
    for number in range(200):
        print_html(letter(f"Certificate {number} for Service {number}"), title=f"Certificate {number}")
        if number in {40, 199}:
            sizes.append(resident())
    assert sizes[1] - sizes[0] <= 8, f"The press grew from {sizes[0]} to {sizes[1]} MB."


def test_this_process_never_imports_the_printer():
    import sys

    assert "weasyprint" not in sys.modules


def test_a_chart_is_a_figure_with_its_name_on_paper() -> None:
    drawn = """<figure class="chart"><svg class="chart__drawing" role="img" width="100%" height="40">
    <title>Posts by role</title><rect x="0%" y="0" width="50%" height="24"/></svg></figure>"""
    data = print_html(LETTER.format(words="Words").replace("</body>", f"{drawn}</body>"), title="t")
    assert re.search(rb"/S /Figure|/S/Figure", inflated(data))
    assert b"(Posts by role)" in inflated(data)
