"""A browser's long name in a few words, so that people recognise their own."""

from __future__ import annotations

# The first name that fits wins: most browsers also claim to be those below them.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def browser_words(said: str) -> str:
    """“Firefox on Windows”; “A browser” when it says nothing we know."""
    browser = next((words for sign, words in _BROWSERS if sign in said), "")
    device = next((words for sign, words in _DEVICES if sign in said), "")
    return f"{browser or 'A browser'} on {device}" if device else browser or "A browser"
