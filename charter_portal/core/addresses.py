"""Addresses of the portal's own pages, kept once they were written: menus and rows ask for the same ones."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask
from flask.globals import request_ctx

KEPT = 4096
PLAIN = {int, str, type(None)}
"""Kinds of values that are equal only when they are written alike. None leaves its name out."""


class Portal(Flask):
    """A Flask application that remembers addresses. Writing one anew takes four times as long."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._kept = lru_cache(KEPT)(self._written)

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """As Flask's. Only addresses on this site that hold nothing but words and numbers are kept."""
        adapter = request_ctx.url_adapter if request_ctx else None
        plain = all(type(value) in PLAIN and name[0] != "_" for name, value in values.items())
        if adapter is None or not plain:
            return super().url_for(endpoint, **values)
        if endpoint[0] == ".":
            endpoint = f"{request_ctx.request.blueprint or ''}{endpoint}".lstrip(".")
        return self._kept(adapter.script_name, endpoint, tuple(values.items()))

    def _written(self, _script_name: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
        return super().url_for(endpoint, **dict(values))
