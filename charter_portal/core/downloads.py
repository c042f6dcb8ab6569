"""What people take away: a plain file name, nothing kept on the way, nothing guessed about its kind."""

from __future__ import annotations

import re

from flask import Response
from werkzeug.http import dump_options_header


def taken_away(answer: Response, name: str, *, otherwise: str) -> Response:
    """Make this answer a download. `name` carries no theme; `otherwise` is for one without letters."""
    ascii_name = re.sub(r"[^A-Za-z0-9._-]+", "-", name)
    if not re.search(r"[A-Za-z0-9]", ascii_name.rpartition(".")[0]):
        ascii_name = otherwise
    answer.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": ascii_name})
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
