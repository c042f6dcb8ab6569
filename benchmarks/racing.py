"""Two real servers side by side: who is asked, how often, and what processor time it took."""

from __future__ import annotations

import gzip
import http.client
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.support.servers import Server

BATCHES = 5


@dataclass(frozen=True)
class Ask:
    """One request. A body makes it a POST; `expects` is the status it must have."""

    path: str
    body: bytes = b""
    kind: str = "application/x-www-form-urlencoded"
    expects: int = 200


@dataclass(frozen=True)
class Answer:
    """What came back, with the statements it took when they were counted."""

    status: int
    body: bytes
    queries: int
    media_type: str

    @property
    def kib_gzip(self) -> float:
        """The weight of the body as a proxy would send it."""
        return len(gzip.compress(self.body, 6)) / 1024


@dataclass
class Runner:
    """One server with the cookies of the people in it."""

    name: str
    server: Server
    cookies: Mapping[str, str]
    costs: dict[str, list[float]] = field(default_factory=dict)

    def ask(self, who: str, ask: Ask, *, count: bool = False) -> Answer:
        """Send one request on a connection of its own. Raises RuntimeError for another status."""
        address = urlsplit(self.server.url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
        headers = {"Connection": "close"}
        if who:
            headers["Cookie"] = self.cookies[who]
        if ask.body:
            headers["Content-Type"] = ask.kind
        if count:
            headers["X-Count-Queries"] = "yes"
        try:
            connection.request("POST" if ask.body else "GET", ask.path, ask.body or None, headers)
            found = connection.getresponse()
            body = found.read()
        finally:
            connection.close()
        if found.status != ask.expects:
            start = body[:2000].decode(errors="replace")
            raise RuntimeError(f"{self.name} {ask.path} said {found.status}, not {ask.expects}: {start}")
        media_type = found.headers.get("Content-Type", "")
        return Answer(found.status, body, int(found.headers.get("X-Queries", -1)), media_type)

    def batch(self, name: str, who: str, make: Callable[[], Ask], times: int) -> None:
        """So many requests one after another; keeps the processor seconds that one of them took."""
        asks = [make() for _ in range(times)]
        before = self.server.cpu_seconds()
        for ask in asks:
            self.ask(who, ask)
        self.costs.setdefault(name, []).append((self.server.cpu_seconds() - before) / times)

    def best(self, name: str) -> float:
        """Processor seconds of one request in the best batch: what disturbs a batch only ever adds."""
        return min(self.costs[name])


def multipart(fields: Mapping[str, Any], name: str, file_name: str, data: bytes) -> tuple[bytes, str]:
    """A form with one file as browsers send it, and its content type."""
    edge = "----measured-form-edge"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
    parts += [head.encode(), b"Content-Type: application/octet-stream\r\n\r\n", data, b"\r\n"]
    return b"".join([*parts, f"--{edge}--\r\n".encode()]), f"multipart/form-data; boundary={edge}"
