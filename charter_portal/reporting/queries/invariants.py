"""Rules across tables that no constraint can hold; `charter-portal check` asks them."""

from __future__ import annotations

from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import undefer

from charter_portal.core.database import db
from charter_portal.reporting.models import NationalPicture


def invariant_problems() -> list[str]:
    """One sentence for each national picture that shares a day with another, or does not fit its document."""
    rows = select(NationalPicture).options(undefer(NationalPicture.document))
    pictures = list(db.session.scalars(rows.order_by(NationalPicture.until)))
    return [
        *(
            f"Pictures {earlier.id} and {later.id} are about the same days."
            for earlier, later in pairwise(pictures)
            if later.since <= earlier.until
        ),
        *(
            f"Picture {each.id} does not say the days that it was made for."
            for each in pictures
            if (each.document["since"], each.document["until"])
            != (each.since.isoformat(), each.until.isoformat())
        ),
    ]
