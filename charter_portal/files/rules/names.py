"""File names as people gave them, made safe to show, to send in a header and to save anywhere."""

from __future__ import annotations

import re
import unicodedata

NAME_LIMIT = 120

# Controls, marks that reverse or hide text, line and paragraph separators, lone surrogates.
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\uffff]"
)
_UNFIT = re.compile(r'[<>:"|?*;%$`&{}]+')
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


def clean_name(raw: str | None) -> str:
    """The last part of any path, without tricks, at most 120 characters, its ending kept.

    A name of which nothing is left becomes “file” with its ending.
    """
    last = re.split(r"[\\/]", _UNSEEN.sub("", unicodedata.normalize("NFC", raw or "")))[-1]
    last = re.sub(r"\s+", " ", _UNFIT.sub(" ", last)).strip()
    last = last.lstrip("-~ ").rstrip(" .")
    stem, dot, ending = last.rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,10}", ending):
        stem, ending = last, ""
    stem = stem.strip(" .-~") or "file"
    if stem.split(".")[0].strip().lower() in _DEVICES:
        stem = f"file {stem}"
    tail = f".{ending.lower()}" if ending else ""
    return stem[: NAME_LIMIT - len(tail)].rstrip(" .") + tail


def ending_of(name: str) -> str:
    """The ending of a name, in lower case and without its dot; empty when there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""
