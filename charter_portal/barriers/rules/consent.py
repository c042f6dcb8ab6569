"""What somebody agrees to who shares a solution: the words they read, kept by version.

A version is never changed: a new one is added, and new shares are made under it. So a row that holds the
version can always be answered with the words that stood beside the box.
"""

from __future__ import annotations

from charter_portal.barriers.enums import ShareScope

WORDINGS: dict[str, dict[ShareScope, str]] = {
    "2026-11": {
        ShareScope.SERVICES: (
            "We agree that Career Matters reads these words and shows them to other services with the same "
            "barrier. Anybody who could be recognised in them has agreed, too."
        ),
        ShareScope.PUBLIC: (
            "We also agree that everybody can read them on the public pages. Anybody who could be "
            "recognised in them has agreed to that, too."
        ),
    },
}
CURRENT = "2026-11"


def words_agreed_to(scope: ShareScope, wording: str) -> list[str]:
    """Each sentence that was ticked. What everybody may read, services may read."""
    asked = (ShareScope.SERVICES,) if scope is ShareScope.SERVICES else tuple(ShareScope)
    return [WORDINGS[wording][each] for each in asked]
