"""The press: a small program of its own that turns HTML into PDF, and the only one to import WeasyPrint.

`core/pdf.py` starts it, with nothing in its environment that is worth stealing. It reads documents from
standard input and writes PDFs to standard output, each after a line of JSON that tells its size. It
reaches no network and no file but our static folder, and ends when it has had nothing to do for a while.
"""

from __future__ import annotations

import gc
import json
import logging
import resource
import select
import sys
from io import FileIO
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit, uses_relative

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "portal"
HOME = f"{SCHEME}:///"
STATIC = "/static/"
BASE_STYLES = f"{HOME}static/css/pdf.css"
MEMORY_LIMIT = 1536 * 1024 * 1024
LINK_SCHEMES = {"", "http", "https", "mailto"}
READY = b"ready\n"
IDLE_SECONDS = 60
DATA_LIMIT = 8 * 1024 * 1024

uses_relative.append(SCHEME)


class OwnFilesOnly(URLFetcher):
    """Serves `data:` and what lies in the static folder; every other address is refused unopened."""

    def __init__(self, static: Path) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        self.static = static.resolve()

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        if parts.scheme == "data" and len(url) <= DATA_LIMIT:
            return super().fetch(url, headers)
        if parts.scheme != SCHEME or parts.netloc or STATIC not in parts.path:
            raise ValueError("Only the portal's own files may be used.")
        path = (self.static / unquote(parts.path.partition(STATIC)[2])).resolve()
        if not path.is_relative_to(self.static):
            raise ValueError("Only the portal's own files may be used.")
        if path.suffix == ".woff2" and path.parent.name != "pdf":
            # Fonts cut in pieces for the web share one name, and WeasyPrint then mixes up their letters.
            raise ValueError("Documents have whole fonts of their own, in fonts/pdf.")
        return URLFetcherResponse(url, path.read_bytes())


class Press:
    """Fonts and style sheets are read once and shared, so memory stays flat over many documents."""

    def __init__(self, static: Path) -> None:
        self.fetcher = OwnFilesOnly(static)
        self.fonts = FontConfiguration()
        self.sheets: dict[str, CSS] = {}
        self.sheet(BASE_STYLES)

    def print(self, html: str, title: str) -> bytes:
        """One document as PDF/UA-1: tagged, titled, in British English, without attachments."""
        document = HTML(string=html, base_url=HOME, url_fetcher=self.fetcher)
        root = document.etree_element
        _name(root, title)
        sheets = [self.sheet(address) for address in [BASE_STYLES, *_linked_sheets(root)]]
        _tame_links(root)
        return document.write_pdf(
            font_config=self.fonts, stylesheets=sheets, pdf_variant="pdf/ua-1", presentational_hints=False
        )

    def sheet(self, address: str) -> CSS:
        """A style sheet of our own, read at its first use."""
        if address not in self.sheets:
            self.sheets[address] = CSS(
                url=address, base_url=address, url_fetcher=self.fetcher, font_config=self.fonts
            )
        return self.sheets[address]


def _name(root: Any, title: str) -> None:
    root.set("lang", root.get("lang") or "en-GB")
    head = root.find("head")
    for old in head.findall("title"):
        head.remove(old)
    element = head.makeelement("title", {})
    element.text = title
    head.append(element)


def _linked_sheets(root: Any) -> list[str]:
    """Take the links to our own style sheets out of a document; they are shared between documents."""
    found: list[str] = []
    for parent in list(root.iter()):
        for link in [child for child in parent if child.tag == "link" and child.get("rel") == "stylesheet"]:
            path = urlsplit(link.get("href") or "").path
            parent.remove(link)
            if STATIC in path:
                found.append(f"{HOME}static/{path.partition(STATIC)[2]}")
    return found


def _tame_links(root: Any) -> None:
    """Attach nothing, and link to web pages, mailboxes and places in the document only."""
    for element in root.iter():
        if "attachment" in str(element.get("rel") or "").lower():
            del element.attrib["rel"]
        if element.tag == "a" and urlsplit(element.get("href") or "").scheme not in LINK_SCHEMES:
            del element.attrib["href"]


def work(press: Press, documents: FileIO, results: BinaryIO) -> None:
    """Print what arrives until the other end closes, or nothing came for a while."""
    while select.select([documents], [], [], IDLE_SECONDS)[0] and (line := documents.readline()):
        order = json.loads(line)
        html = _exactly(documents, order["size"]).decode()
        told: dict[str, Any]
        try:
            told, body = {"ok": True}, press.print(html, order["title"])
        except (Exception, MemoryError, RecursionError) as problem:
            told, body = {"ok": False, "problem": type(problem).__name__}, b""
        results.write(json.dumps({**told, "size": len(body)}).encode() + b"\n" + body)
        results.flush()


def _exactly(documents: FileIO, size: int) -> bytes:
    """So many bytes; one read of a pipe gives no more than it happens to hold."""
    parts: list[bytes] = []
    while size > 0 and (part := documents.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def main() -> None:
    """Run the press for the static folder named on the command line."""
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Unbuffered, or a second order could hide in Python's buffer while `select` sees an empty pipe.
    documents = FileIO(sys.stdin.fileno(), closefd=False)
    press = Press(Path(sys.argv[1]))
    # Libraries and styles stay for good, so the collector need not go through them for each document.
    gc.freeze()
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()
    work(press, documents, sys.stdout.buffer)


if __name__ == "__main__":
    main()
