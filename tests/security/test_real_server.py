"""What only a real server meets: floods of headers, bodies without a length, lengths that lie (bar E5)."""

from __future__ import annotations

import errno
import re
import socket
from collections.abc import Iterator

import pytest

from tests.conftest import prepared
from tests.support.live import LivePortal, live_portal

GET = b"GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n%s\r\n"
POST = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n%s\r\n%s"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
PARTS = b"Content-Type: multipart/form-data; boundary=x\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
CHUNK = b"%x\r\n%s\r\n" % (1_000_000, b"x" * 1_000_000)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePortal]:
    """One worker on a database without people."""
    folder = tmp_path_factory.mktemp("real-server")
    with live_portal(folder, f"sqlite:///{folder}/portal.sqlite3", workers=1, prepare=prepared) as running:
        yield running


def answer_to(portal: LivePortal, request: bytes) -> int:
    """The status of the server's answer to these very bytes; 0 when it just hung up."""
    with socket.create_connection(("127.0.0.1", portal.server.port), timeout=20) as connection:
        answer = b""
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                answer += part
        except OSError as problem:
            # A server that hung up first is one of these two, as it happens; an endless wait is neither.
            if not isinstance(problem, ConnectionError) and problem.errno != errno.ENOTCONN:
                raise
    found = re.match(rb"HTTP/1\.1 (\d{3})", answer)
    return int(found[1]) if found else 0


FLOODS = {
    "very many headers": (GET, b"".join(b"X-%d: y\r\n" % number for number in range(2000)), b""),
    "one very long header": (GET, b"X-Long: " + b"x" * 100_000 + b"\r\n", b""),
    "a header without a name": (GET, b": x\r\n", b""),
    "a header with a NUL": (GET, b"X-Nul: a\x00b\r\n", b""),
    "two lengths": (POST, FORM + b"Content-Length: 3\r\nContent-Length: 5\r\n", b"a=bcd"),
    "a length and chunks": (POST, FORM + CHUNKED + b"Content-Length: 3\r\n", b"0\r\n\r\n"),
    "a length that is no number": (POST, FORM + b"Content-Length: many\r\n", b"a=b"),
    "chunks of no size": (POST, FORM + CHUNKED, b"zz\r\nabc\r\n0\r\n\r\n"),
    "parts in chunks of no size": (POST, PARTS + CHUNKED, b"zz\r\nabc"),
    "parts that stop short": (POST, PARTS + b"Content-Length: 500\r\n", b"--x\r\n"),
    "a body without an end": (POST, FORM + CHUNKED, b"5\r\nname=\r\n" + CHUNK * 14 + b"0\r\n\r\n"),
    "an address of a hundred thousand letters": (GET.replace(b"GET /", b"GET /" + b"a" * 100_000), b"", b""),
}


@pytest.mark.parametrize("name", FLOODS)
def test_floods_are_refused_and_others_served(portal: LivePortal, name: str) -> None:
    pattern, headers, body = FLOODS[name]
    parts = (headers,) if pattern is not POST else (headers, body)
    status = answer_to(portal, pattern % (portal.server.port, *parts))
    assert status == 0 or 400 <= status < 500, f"{name}: {status}"
    assert answer_to(portal, GET % (portal.server.port, b"")) == 200
