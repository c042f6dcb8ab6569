"""One's own number in the path and another's beside it: the second never counts (bar A3)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select

from charter_portal.core.database import db
from charter_portal.organisations.models import Membership
from tests.permissions.world import CANARY
from tests.security.ground import Ground

ROLE = "lead of another"


def own_organisation(ground: Ground) -> int:
    """The number of the organisation that this person leads."""
    with ground.app.app_context():
        rows = select(Membership.organisation_id).where(Membership.user_id == ground.world.people[ROLE])
        return db.session.scalars(rows).one()


def addresses_of_ones_own(ground: Ground, own: int) -> list[str]:
    """Every page that needs no number, or only that of one's own organisation."""
    rules = [rule for rule in ground.rules("GET") if rule.arguments <= {"organisation_id"}]
    return [
        ground.address(rule, **({"organisation_id": own} if rule.arguments else {})) for rule in rules
    ]


def foreign_numbers(ground: Ground) -> dict[str, Any]:
    """By the names that addresses use: the numbers of the world's things, none of them this person's."""
    names = {name for rule in ground.rules("GET") for name in rule.arguments if name.endswith("_id")}
    known: dict[str, Any] = {}
    for values in ground.world.values.values():
        known |= {name: value for name, value in values.items() if name in names}
    return known


def doubled(name: str, own: int, other: Any) -> Iterator[str]:
    """`?id=own&id=other` and the other way round."""
    for pair in permutations((own, other)):
        yield urlencode([(name, value) for value in pair] + [("id", value) for value in pair])


def told(ground: Ground, address: str) -> tuple[int, int]:
    """How an address is answered, and how often the other organisation's mark stands in the answer."""
    answer = ground.browser(ROLE).get(address)
    sent = answer.get_data() + str(answer.headers).encode()
    return answer.status_code, sent.count(CANARY.encode())


def test_another_number_beside_ones_own_tells_nothing(ground: Ground) -> None:
    own, wrong = own_organisation(ground), []
    addresses, foreign = addresses_of_ones_own(ground, own), foreign_numbers(ground)
    assert len(addresses) > 40 and len(foreign) > 15, "There is something to try."
    every = "&".join(query for name, other in foreign.items() for query in doubled(name, own, other))
    for address in addresses:
        alone, beside = told(ground, address), told(ground, f"{address}?{every}")
        wrong += [f"{address}: {alone} became {beside}"] if alone[1] != beside[1] or beside[0] >= 500 else []
    assert wrong == []


def test_the_mark_would_be_seen(ground: Ground) -> None:
    number = ground.world.values["default"]["organisation_id"]
    shown = ground.browser("lead").get(f"/organisations/{number}").get_data(as_text=True)
    assert CANARY in shown
    assert told(ground, f"/organisations/{number}") == (404, 0)
