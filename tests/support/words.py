"""The word lint: what a page, a mail or a message of the portal never says (T6, T7, T8)."""

from __future__ import annotations

import re
from html.parser import HTMLParser

# People are never named by their past (T6).
LABELS = (
    r"(?:ex-|young |re)?offenders?",
    r"ex-?cons?",
    r"ex-?convicts?",
    r"convicts?",
    r"criminals",
    r"inmates?",
    r"felons?",
    r"(?:drug )?addicts?",
    r"substance abusers?",
    r"victims?",
    r"suffer(?:s|ed|ing)? from",
)
# Nobody is blamed for a mistake in a form (T7).
BLAME = (r"invalid", r"illegal", r"forbidden", r"fail(?:ed|ure|s)?", r"you must not", r"oops", r"bad request")
# Nobody is hurried (T8).
PRESSURE = (
    r"hurry",
    r"act now",
    r"last chance",
    r"don[’']t miss",
    r"count-?down",
    r"only \d+ (?:hours?|minutes?|places?) left",
    r"running out of time",
    r"urgent(?:ly)?",
)
BANNED = re.compile(rf"(?<![\w-])(?:{'|'.join((*LABELS, *BLAME, *PRESSURE))})(?![\w-])", re.IGNORECASE)
# Names of laws and bodies keep the word that they carry.
NAMES = re.compile(
    r"Rehabilitation of Offenders Act|Young offender institutions?|Victims['’]? (?:Code|Commissioner)",
    re.IGNORECASE,
)

LONGEST_SENTENCE = 20
SPOKEN_ATTRIBUTES = {"alt", "aria-label", "content", "placeholder", "title"}
SILENT_ELEMENTS = {"code", "pre", "script", "style"}
BLOCKS = set(
    "address article aside blockquote body br button caption dd details div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr label legend li main nav ol option p section select summary "
    "table tbody td textarea tfoot th thead title tr ul".split()
)


def banned_words(text: str) -> list[str]:
    """The words in a plain text that the portal never uses, in the order they come."""
    return [match.group() for match in BANNED.finditer(NAMES.sub("", text))]


def long_sentences(text: str, *, longest: int = LONGEST_SENTENCE) -> list[str]:
    """The sentences of a plain text that have more words than anyone should hold in mind at once (T6).

    A line break ends a sentence too, so that the cells of a table are not read as one.
    """
    sentences = re.split(r"(?<=[.!?:;])\s+|\n+", text)
    return [sentence for sentence in map(str.strip, sentences) if len(sentence.split()) > longest]


def visible_text(html: str) -> str:
    """What a person reads or hears of a page: its text and spoken attributes, one block a line."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = ("".join(reader.parts)).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT_ELEMENTS:
            self.silent += 1
        if tag in BLOCKS:
            self.parts.append("\n")
        is_button = tag == "input" and dict(attrs).get("type") in {"submit", "button"}
        for name, value in attrs:
            spoken = name in SPOKEN_ATTRIBUTES or (is_button and name == "value")
            if spoken and value and not (name == "content" and tag == "meta" and "=" in value):
                self.parts.append(f"\n{value}\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT_ELEMENTS:
            self.silent = max(0, self.silent - 1)
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            # A line break in the source is only a space to the reader.
            self.parts.append(re.sub(r"\s+", " ", data))
