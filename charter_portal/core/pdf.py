"""Documents as tagged PDF. The page is written here; a process of its own, the press, prints it.

A process apart keeps web workers small, can be stopped dead when a document takes too long, has a
memory limit, and knows neither the database nor the secret key.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from flask import current_app, has_request_context, render_template

from charter_portal.core.errors import RuleBroken
from charter_portal.core.places import STATIC

LIMIT_SECONDS = 10.0
START_SECONDS = 60.0
_PROGRAM = Path(__file__).with_name("press.py")
_KEPT_ENVIRONMENT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "XDG_CACHE_HOME",
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
)


class PdfNotMade(RuleBroken):
    """The document could not be printed; nothing was kept of it. `passing`: a job tries again."""

    passing = True

    def __init__(self, reason: str) -> None:
        super().__init__("We could not make this PDF just now. Your work is safe. Please try again later.")
        self.reason = reason


def render_pdf(template: str, *, title: str, limit_seconds: float = LIMIT_SECONDS, **context: Any) -> bytes:
    """A template as PDF/UA-1, in British English, with `title` as the document's title.

    The template links style sheets through `url_for('static', …)`; pictures of its own are `data:`
    addresses. Nothing else is loaded, and nothing is attached. Raises PdfNotMade.
    """
    base = current_app.config["SETTINGS"].base_url
    outside = nullcontext() if has_request_context() else current_app.test_request_context(base_url=base)
    with outside:
        html = render_template(template, title=title, **context)
    return print_html(html, title=title, limit_seconds=limit_seconds)


def print_html(html: str, *, title: str, limit_seconds: float = LIMIT_SECONDS) -> bytes:
    """A finished HTML document as PDF/UA-1.

    Raises PdfNotMade when it takes longer than the limit, which does not count the start of the press.
    """
    with _lock:
        for first_try in (True, False):
            press = _running_press()
            answer = press.order(html, title, limit_seconds)
            if answer is not None:
                return answer
            # A press that had rested long enough may close just as an order reaches it.
            if not first_try or press.was_stopped:
                break
    raise PdfNotMade("took too long" if press.was_stopped else "the press ended")


class _Press:
    def __init__(self) -> None:
        self.owner = os.getpid()
        self.was_stopped = False
        self.process = subprocess.Popen(
            [sys.executable, "-I", str(_PROGRAM), str(STATIC)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ},
        )

    def get_ready(self) -> None:
        """Wait until fonts and styles are read; that time is no document's. Raises PdfNotMade."""
        assert self.process.stdout is not None
        clock = threading.Timer(START_SECONDS, self.stop)
        clock.start()
        try:
            line = self.process.stdout.readline()
        finally:
            clock.cancel()
        if not line:
            self.close()
            raise PdfNotMade("the press did not start")

    def order(self, html: str, title: str, limit_seconds: float) -> bytes | None:
        """The PDF, or None when the press has ended. Raises PdfNotMade when it could not print this one."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        body = html.encode("utf-8", "replace")
        clock = threading.Timer(limit_seconds, self.stop)
        clock.start()
        try:
            self.process.stdin.write(json.dumps({"title": title, "size": len(body)}).encode() + b"\n" + body)
            self.process.stdin.flush()
            line = self.process.stdout.readline()
            answer = json.loads(line) if line else None
            data = self.process.stdout.read(answer["size"]) if answer else b""
        except BrokenPipeError:
            answer, data = None, b""
        finally:
            clock.cancel()
        if answer is None or len(data) < answer["size"]:
            self.close()
            return None
        if not answer["ok"]:
            raise PdfNotMade(answer["problem"])
        return data

    def stop(self) -> None:
        self.was_stopped = True
        self.process.kill()

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()  # type: ignore[union-attr]
            except BrokenPipeError:
                pass

    @property
    def is_ready(self) -> bool:
        return self.owner == os.getpid() and self.process.poll() is None


_lock = threading.Lock()
_press: _Press | None = None


def _running_press() -> _Press:
    global _press
    if _press is None or not _press.is_ready:
        if _press is not None and _press.owner == os.getpid():
            _press.close()
        _press = _Press()
        _press.get_ready()
    return _press


def close_press() -> None:
    """End the press of this process, as a worker does when it stops. A later document starts another."""
    global _press
    with _lock:
        if _press is not None and _press.owner == os.getpid():
            _press.close()
        _press = None
