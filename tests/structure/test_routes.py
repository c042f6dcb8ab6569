"""Every route names who may use it, and the list of addresses is kept on purpose."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

from charter_portal.core.permissions import Permission
from charter_portal.core.places import TEMPLATES
from tests.permissions.policy import read_policy

KEPT = Path(__file__).with_name("urls.txt")
LINK = re.compile(r"""(?:url_for|link)\(\s*["']([a-z_]*\.[a-z_]+)["']""")
QUIET = {"HEAD", "OPTIONS"}


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """Endpoint, method and address of every route."""
    return sorted(
        (rule.endpoint, method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - QUIET
    )


def unguarded(app: Flask) -> list[str]:
    """The endpoints whose view carries no permission and is not public on purpose."""
    return [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint != "static" and not isinstance(getattr(view, "permissions", None), tuple)
    ]


def test_every_view_says_who_may_use_it(app: Flask) -> None:
    assert unguarded(app) == []
    for endpoint, view in app.view_functions.items():
        for asked in getattr(view, "permissions", ()):
            assert isinstance(asked, Permission), endpoint


def test_a_view_without_a_guard_would_be_found() -> None:
    app = Flask("dummy")
    app.add_url_rule("/dummy", "dummy", lambda: "")
    assert unguarded(app) == ["dummy"]


def test_every_route_is_in_the_policy_and_nothing_else_is(app: Flask) -> None:
    actual = {(endpoint, method) for endpoint, method, _ in routes(app)}
    assert actual == set(read_policy())


def test_the_addresses_are_the_kept_ones(app: Flask) -> None:
    """Removing or renaming an address is a decision: change urls.txt with it."""
    actual = sorted({f"{address} {endpoint}" for endpoint, _, address in routes(app)})
    assert actual == KEPT.read_text("utf-8").splitlines()


def test_every_link_in_a_template_leads_to_a_route(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    lost = []
    for path in TEMPLATES.rglob("*"):
        if path.is_file() and path.suffix in {".html", ".txt"}:
            slice_name = path.relative_to(TEMPLATES).parts[0]
            for name in re.findall(
                r"""(?:url_for|link)\(\s*["']([a-z_]*\.[a-z_]+)["']""", path.read_text("utf-8")
            ):
                endpoint = slice_name + name if name.startswith(".") else name
                if endpoint not in endpoints:
                    lost.append(f"{path.name}: {endpoint}")
    assert lost == []
