"""The policy: for every route and method, what each role gets. Kept as a table that people can read.

yes: the view answers · no: 403, seen but not allowed · hidden: 404, as if it did not exist ·
enter: asked to sign in
"""

from __future__ import annotations

import csv
from pathlib import Path

FILE = Path(__file__).with_name("policy.csv")
ROLES = (
    "stranger",
    "lead",
    "contributor",
    "sponsor",
    "viewer",
    "former member",
    "lead of another",
    "assessor reading",
    "assessor asked",
    "assessor in conflict",
    "assessor elsewhere",
    "officer",
    "administrator",
    "commissioner",
)
CELLS = {"yes", "no", "hidden", "enter"}

Policy = dict[tuple[str, str], dict[str, str]]


def read_policy() -> Policy:
    """The table by endpoint and method. Raises AssertionError for a row or word that does not belong."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    policy: Policy = {}
    for row in rows:
        key = (row.pop("endpoint"), row.pop("method"))
        assert key not in policy, f"Twice in the policy: {key}"
        assert tuple(row) == ROLES and set(row.values()) <= CELLS, f"Not a row of the policy: {key} {row}"
        policy[key] = row
    return policy


def write_policy(policy: Policy) -> None:
    """Put a table in place; read every cell of it before it is kept."""
    with FILE.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(("endpoint", "method", *ROLES))
        for (endpoint, method), row in sorted(policy.items()):
            writer.writerow((endpoint, method, *(row[role] for role in ROLES)))
