"""What a first visit loads besides its page: style sheets, scripts and fonts."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

from charter_portal.core.places import STATIC


@dataclass(frozen=True)
class Assets:
    """Kibibytes: style sheets and scripts compressed, fonts as they are."""

    styles_and_scripts: float
    fonts: float


PAPER_ONLY = {"pdf.css", "document.css", "certificate.css"}
"""Style sheets that only printed documents link."""


def assets() -> Assets:
    """Everything a page can ask for. Fonts for printed documents lie in a folder of their own."""
    css = [path for path in (STATIC / "css").glob("*.css") if path.name not in PAPER_ONLY]
    texts = [*css, *(STATIC / "js").glob("*.js")]
    fonts = (STATIC / "fonts").glob("*.woff2")
    return Assets(sum(map(_squeezed, texts)) / 1024, sum(path.stat().st_size for path in fonts) / 1024)


def _squeezed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6))
