"""When two names of organisations are the same name."""

from __future__ import annotations

import hashlib
import re
import unicodedata

NAME_LIMIT = 200

# Letters of other alphabets that look like Latin ones: a name written with them is no new name.
_LOOKALIKES = str.maketrans(
    "аеорсхуіѕјһԁԛѡкмнтвοανρτκιεμηβυχ",
    "aeopcxyisjhdqwkmhtboavptkiemhbux",
)


def name_key(name: str) -> str:
    """The form under which a name is unique, or nothing for a name without letters or digits.

    Case, width, unseen signs, punctuation, “&” for “and”, a leading “The” and letters that only look
    alike make no difference. A very long key keeps its beginning and a digest of the rest.
    """
    plain = unicodedata.normalize("NFKC", name).casefold().replace("&", " and ")
    plain = re.sub(r"['’‘`´]", "", plain)
    seen = "".join(sign if unicodedata.category(sign)[0] in "LMN" else _space(sign) for sign in plain)
    key = " ".join(seen.translate(_LOOKALIKES).split()).removeprefix("the ")
    if len(key) <= NAME_LIMIT:
        return key
    return key[: NAME_LIMIT - 64] + hashlib.sha256(key.encode()).hexdigest()


def _space(sign: str) -> str:
    return "" if unicodedata.category(sign) == "Cf" else " "
