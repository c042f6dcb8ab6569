"""The portal on a clock that a story turns: it is always the moment written in the file STORY_CLOCK names."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from charter_portal import create_app
from charter_portal.core.clock import pretending

app = create_app()
_answer = app.wsgi_app


def _at_that_moment(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    moment = datetime.fromisoformat(Path(os.environ["STORY_CLOCK"]).read_text())
    with pretending(moment):
        return _answer(environ, start_response)


app.wsgi_app = _at_that_moment  # type: ignore[method-assign]
