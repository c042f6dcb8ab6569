"""Before each sensitive box: why, who sees it, how long it is kept, and that it may stay open (bar T4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from html import unescape
from typing import Any

import pytest
from flask import template_rendered
from wtforms import FieldList, Form, FormField, HiddenField
from wtforms.fields.core import Field

from charter_portal.core.field_registry import DataClass, address_of, class_of, data_classes, registry
from charter_portal.workforce.enums import MilestoneKind
from tests.security.filling import Form as Found
from tests.security.ground import Ground

Shown = list[tuple[str, Form]]
"""Each form that a page was given, with the page."""


@pytest.fixture(scope="module")
def shown(shared_ground: Ground, forms: dict[str, Found]) -> Shown:
    """Every form that takes something, on a page that shows it."""
    ground = shared_ground
    ground.reset()
    pages = {(each.role, each.page) for each in forms.values()}
    milestone = next(each for each in forms.values() if each.endpoint == "workforce.add_milestone")
    plain = milestone.page.partition("?")[0]
    pages |= {(milestone.role, f"{plain}?kind={kind.value}") for kind in MilestoneKind}
    found: Shown = []
    for role in sorted({role for role, _ in pages}):
        browser = ground.browser(role)
        for address in sorted(page for reader, page in pages if reader == role):
            given: list[Form] = []
            with template_rendered.connected_to(noted_in(given), ground.app):
                html = browser.get(address).text
            found += [(html, form) for form in given]
    return found


def noted_in(given: list[Form]) -> Callable[..., None]:
    """A listener that keeps the forms of each page."""
    return lambda _app, context, **_more: given.extend(in_it(context))


def in_it(context: dict[str, Any]) -> Iterator[Form]:
    """The forms among what a template was given, also in lists."""
    for value in list(context.values()):
        for each in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(each, Form):
                yield each


def sensitive_fields(html: str, form: Form) -> Iterator[tuple[type[Form], Field, DataClass]]:
    """The sensitive fields of a form that are on the page, those of the forms inside it too."""
    for field in form:
        for each in field.entries if isinstance(field, FieldList) else [field]:
            if isinstance(each, FormField):
                yield from sensitive_fields(html, each.form)
            elif is_on(html, each) and (kind := class_of(type(form), each.short_name)) and kind.is_sensitive:
                yield type(form), each, kind


def is_on(html: str, field: Field) -> bool:
    return f'name="{field.name}"' in html


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def unsaid(html: str, field: Field, kind: DataClass) -> list[str]:
    """What is not said before the box of a field that is on the page."""
    place = html.find(f'name="{field.name}"')
    before = words_of(html[:place])
    return [lead for lead, words in kind.before_asking if words not in before]


def test_each_sensitive_box_says_it_before(shown: Shown) -> None:
    faults = {
        f"{address_of(owner)}.{field.short_name}: {', '.join(missing)}"
        for html, form in shown
        for owner, field, kind in sensitive_fields(html, form)
        if (missing := unsaid(html, field, kind))
    }
    assert faults == set()


def test_each_sensitive_field_of_the_registry_was_seen(shown: Shown) -> None:
    seen = {
        (address_of(each), field.short_name)
        for html, form in shown
        for owner, field, _ in sensitive_fields(html, form)
        for each in owner.__mro__
    }
    unseen = [
        f"{form}.{name}"
        for form, fields in registry().items()
        for name, kind in fields.items()
        if data_classes()[kind].is_sensitive
        and not any(form == met and fnmatchcase(field, name) for met, field in seen)
    ]
    assert unseen == []


def test_no_box_about_offence_care_health_or_identity_is_required(shown: Shown) -> None:
    told = {
        (field.name, kind.name, field.flags.required)
        for html, form in shown
        for _, field, kind in sensitive_fields(html, form)
    }
    assert [name for name, kind, required in told if required and data_classes()[kind].asks_about] == []
    assert any(required for _, _, required in told), "The mark of a required box was never seen."


def test_forms_made_from_a_list_are_in_the_registry(shown: Shown) -> None:
    met: set[str] = set()
    strangers = set()
    for _, form in shown:
        for field in everything(form):
            if class_of(type(form), field.short_name) is None:
                strangers.add(f"{address_of(type(form))}.{field.short_name}")
            met |= {
                f"{address_of(each)}.{pattern}"
                for each in type(form).__mro__
                for pattern in registry().get(address_of(each), {})
                if "*" in pattern and fnmatchcase(field.short_name, pattern)
            }
    starred = {f"{form}.{name}" for form, fields in registry().items() for name in fields if "*" in name}
    assert (strangers, starred - met) == (set(), set())


def everything(form: Iterable[Field]) -> Iterator[Field]:
    """The fields in which somebody tells something."""
    for field in form:
        if not isinstance(field, (HiddenField, FieldList, FormField)):
            yield field


def test_a_box_without_those_words_would_be_found(shown: Shown) -> None:
    html, field, kind = next(
        (html, field, kind)
        for html, form in shown
        for _, field, kind in sensitive_fields(html, form)
        if kind.name == "access_needs"
    )
    silent = html.replace("before-asking", "").replace("You can leave this empty.", "")
    assert unsaid(silent, field, kind) == ["Your choice"]
    after = f'<input name="{field.name}">{html}'
    assert len(unsaid(after, field, kind)) == len(kind.before_asking)
