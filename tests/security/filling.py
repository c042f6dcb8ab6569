"""Every form that the portal shows, found by reading its pages, and filled in as a person would."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from werkzeug.exceptions import HTTPException

from charter_portal.core.places import PACKAGE
from tests.factories.accounts import PASSWORD
from tests.factories.submissions import A_PDF
from tests.permissions.world import CANARY
from tests.security import deeds_involvement as involvement
from tests.security import filling_barriers, filling_workforce
from tests.security.ground import HERE, Ground
from tests.support.pages import Page, PageClient, each

PEOPLE = (
    *("stranger", "contributor", "lead", "administrator", "invited", "owner of a sign-in"),
    *("assessor reading", "assessor asked", "assessor done"),
)
"""Between them they are shown every form."""
WORDS = "Words that somebody wrote"
FITTING = (
    {
        "accounts.sign_in email": "known.to.us@example.org",
        "accounts.sign_in password": PASSWORD,
        "email": "someone.new@example.org",
        "password": "walnut harbour seven kites",
        "current": PASSWORD,
        "phone": "020 7946 0000",
        "url": "https://example.org/plan",
        "opens_at": "2031-03-03T09:00",
        "deadline_at": "2031-04-03T17:00",
        "grace_minutes": "15",
        "assessment_from": "2031-04-04",
        "assessment_until": "2031-05-04",
        "panel_on": "2031-06-01",
        "release_on": "2031-06-02",
        "daily_limit": "12",
        "starts_at": "2031-03-03T09:30",
        "ends_at": "2031-03-03T15:30",
        "booking_closes_at": "2031-03-01T17:00",
        "first": "2031-03-03",
        "last": "2031-03-20",
        "capacity": "12",
        "per_organisation": "4",
        "hold_hours": "24",
        "price": "0",
        "seats": "40",
        "programme": "30 Welcome\n60 Values",
        "training.book delegates-0-email": "delegate.new@example.org",
        "training.change_places capacity": "15",
        "training.edit_day way": "in_person",
        "training.edit_programme programme": "45 Welcome\n60 Values",
        "training.materials file": None,
        "training.new_day way": "in_person",
        "training.new_series way": "in_person",
        "training.move_day starts_at": "2031-03-03T09:30",
        "training.move_day ends_at": "2031-03-03T18:30",
        "training.move_day booking_closes_at": "2031-03-01T17:00",
        "training.new_trainer email": "known.to.us@example.org",
        "training.walk_in organisation": "Another trust",
        "next": "",
        "kept": "",
        **involvement.FITTING,
    }
    | filling_workforce.FITTING
    | filling_barriers.FITTING
)
"""What a field of this name takes, in a certain form or in any, where words will not do. None is not sent."""
PRESSED = {
    "training.mark": {"deed": "check_in"},
    "training.new_series": {"dates": [f"2031-03-{day:02}" for day in range(3, 21)]},
}
"""The button that is meant, where a form is nothing but buttons; and what a second step asks."""

FILES = {
    "workforce.exchange": filling_workforce.a_table_of_posts,
    "workforce.log_files": filling_barriers.a_filled_in_log,
}
"""A file that fits where only a table will do."""


@dataclass
class Field:
    """One field of a form: what it holds now, and what else could be chosen."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)

    @property
    def takes_text(self) -> bool:
        """True for a field in which a person writes."""
        return self.kind in {"text", "email", "tel", "url", "search", "textarea", "password"}


@dataclass
class Form:
    """One form of the portal: who was shown it, which view takes it, and its fields."""

    endpoint: str
    action: str
    role: str
    fields: list[Field]
    page: str
    """Where that person found it."""

    def filled(self) -> dict[str, Any]:
        """What a browser sends once somebody filled every field in."""
        sent: dict[str, Any] = dict(PRESSED.get(self.endpoint, {}))
        for each_field in self.fields:
            value = _fitting(self.endpoint, each_field)
            if value is not None:
                sent[each_field.name] = value
        return sent

    def send(self, browser: PageClient, data: dict[str, Any], **options: Any) -> Any:
        """Post this form with a valid token."""
        sent = {"csrf_token": browser.csrf_token(), **data}
        return browser.post(self.action, data=sent, **options)


def find_forms(ground: Ground) -> dict[str, Form]:
    """One form for each view that takes one, as the first person sees it who is shown any."""
    known: dict[str, Form] = {}
    for role in PEOPLE:
        browser = ground.browser(role)
        for address in ground.addresses():
            answer = browser.get(address)
            if answer.mimetype != "text/html":
                continue
            # Reading a page is dear, so one whose forms are all known is passed over.
            tags = re.findall(r'<form method="post"[^>]*>', answer.text)
            actions = [re.search(r' action="([^"]*)"', tag) for tag in tags]
            if {_match(ground, found[1] if found else address)[0] for found in actions} - known.keys():
                for form in _forms_on(Page(answer), address, role, ground):
                    known.setdefault(form.endpoint, form)
    for endpoint, shown in UNSHOWN.items():
        like = known[shown]
        rule = next(rule for rule in ground.rules("POST") if rule.endpoint == endpoint)
        arguments = _match(ground, like.action)[1]
        with ground.app.test_request_context(base_url=HERE):
            action = ground.app.url_for(endpoint, **{k: arguments[k] for k in rule.arguments})
        known[endpoint] = Form(endpoint, action, like.role, like.fields, like.page)
    return known


UNSHOWN = {
    "applications.autosave": "applications.save_statement",
    "assessment.autosave": "assessment.save",
    **involvement.UNSHOWN,
}
"""Views that a script asks, and the form that it sends."""


def _forms_on(page: Page, address: str, role: str, ground: Ground) -> list[Form]:
    forms = []
    for element in page.tree.iter("form"):
        if (element.get("method") or "get").lower() != "post":
            continue
        action = element.get("action") or address
        endpoint, _ = _match(ground, action)
        forms.append(Form(endpoint, action, role, _fields_of(element), address))
    return forms


def _match(ground: Ground, action: str) -> tuple[str, dict[str, Any]]:
    path, _, _ = action.partition("#")
    path, _, _ = path.partition("?")
    try:
        endpoint, arguments = ground.app.url_map.bind("portal.test").match(path, method="POST")
    except HTTPException as problem:
        raise AssertionError(f"A form leads to {action}, which takes no form.") from problem
    return str(endpoint), dict(arguments)


def _fields_of(form: Any) -> list[Field]:
    found: dict[str, Field] = {}
    for element in each(form, "input", "textarea", "select"):
        name, kind = element.get("name"), (element.get("type") or "text").lower()
        if not name or name == "csrf_token" or kind in {"submit", "button"}:
            continue
        if element.tag == "textarea":
            found[name] = Field(name, "textarea", (element.text or "").removeprefix("\n"))
        elif element.tag == "select":
            options = list(element.iter("option"))
            chosen = [o.get("value") for o in options if o.get("selected") is not None]
            found[name] = Field(name, "select", (chosen or [""])[0], [o.get("value") for o in options])
        elif kind in {"radio", "checkbox"}:
            kept = found.setdefault(name, Field(name, kind))
            kept.choices.append(element.get("value", "y"))
            if element.get("checked") is not None:
                kept.value = element.get("value", "y")
        else:
            found[name] = Field(name, kind, element.get("value") or "")
    return list(found.values())


def _fitting(endpoint: str, asked: Field) -> Any:
    """What this field takes: something that fits, and differs from what it holds."""
    if f"{endpoint} {asked.name}" in FITTING:
        return FITTING[f"{endpoint} {asked.name}"]
    if asked.kind == "file":
        return FILES[endpoint]() if endpoint in FILES else _file(endpoint, asked.name)
    if asked.choices:
        others = [choice for choice in asked.choices if choice not in {"", None, asked.value}]
        return others[0] if others else asked.value or None
    if asked.name in FITTING and asked.kind != "hidden":
        return asked.value or FITTING[asked.name]
    if asked.kind == "hidden" or (asked.value and asked.kind not in {"text", "textarea"}):
        return asked.value
    return f"{asked.value or WORDS} {asked.name.rpartition('-')[2]}"


def _file(endpoint: str, name: str) -> tuple[BytesIO, str]:
    fitting = involvement.file_for(endpoint, f"Trust {CANARY} service 1")
    if fitting is not None:
        return fitting
    if name != "file":
        return BytesIO(A_PDF), "plan.pdf"
    text = (PACKAGE / "framework" / "sample_charter.yaml").read_text("utf-8")
    return BytesIO(text.replace("version: sample-1", "version: another-1").encode()), "charter.yaml"
