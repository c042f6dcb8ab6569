"""Every field has its entry: a basis, a reason, who sees it, how long (bar I8); and none forces (bar T3)."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from wtforms import Form, StringField
from wtforms.validators import DataRequired, InputRequired, Optional

import charter_portal
from charter_portal.core.field_registry import (
    DataClass,
    Entries,
    RegistryFault,
    address_of,
    asked_fields,
    class_of,
    data_classes,
    read_classes,
    read_fields,
    registry,
)
from charter_portal.core.forms import BaseForm, NeedsText, TextField
from charter_portal.involvement.rules import keeping
from charter_portal.training.rules.places import LINK_KEPT, NEEDS_KEPT
from charter_portal.workforce.rules.clock import KEEP_MONTHS, LOG_MONTHS
from tests.structure.reading import ROOT

REQUIRING = (DataRequired, InputRequired, NeedsText)
HOW_LONG = {
    "access_needs": f"{NEEDS_KEPT // timedelta(days=1)} days after the day",
    "delegate": f"{LINK_KEPT // timedelta(days=1)} days after the day",
    "person_codes": f"{KEEP_MONTHS} months after somebody has gone",
    "person_checks": f"{KEEP_MONTHS} months after somebody has gone",
    "person_support": f"{KEEP_MONTHS} months after somebody has gone",
    "barrier_words": f"{LOG_MONTHS // 12} years after the barrier has ended",
    "feedback_answers": f"{keeping.REPLIES.years} years after the form closes",
    "involvement_words": f"{keeping.ACTIVITIES.years} years after the activity, audit, meeting",
}
"""What the worker removes, as the rules in code say it."""


def forms() -> list[type[Form]]:
    """Every form that a module of the portal declares, on whatever storey."""
    for found in pkgutil.walk_packages(charter_portal.__path__, "charter_portal."):
        if ".forms" in found.name:
            import_module(found.name)
    declared = {each for each in subclasses(Form) if each.__module__.startswith("charter_portal.")}
    return sorted(declared, key=address_of)


def subclasses(of: type) -> Iterator[type]:
    for each in of.__subclasses__():
        yield each
        yield from subclasses(each)


def unregistered(form: type[Form], entries: Entries | None = None) -> list[str]:
    """The fields of a form that nobody has given a reason."""
    return [name for name in asked_fields(form) if class_of(form, name, entries) is None]


def forced(form: type[Form], entries: Entries | None = None) -> list[str]:
    """Fields about offence, care, health or identity that a form insists on."""
    return [
        name
        for name, field in asked_fields(form).items()
        if is_about_a_person(class_of(form, name, entries)) and requires(field)
    ]


def is_about_a_person(kind: DataClass | None) -> bool:
    return kind is not None and bool(kind.asks_about)


def requires(field: Any) -> bool:
    given = [*field.args[1:2], field.kwargs.get("validators", ())]
    return any(isinstance(each, REQUIRING) for checks in given for each in checks or ())


def test_every_field_has_its_entry() -> None:
    found = forms()
    assert len(found) > 100
    assert {address_of(form): missing for form in found if (missing := unregistered(form))} == {}


def test_every_entry_has_its_field() -> None:
    known = {address_of(form): asked_fields(form) for form in forms()}
    # A form or field that is made from a list has a star; tests/security meets each of them on its page.
    strangers = [
        f"{form}.{name}"
        for form, fields in registry().items()
        for name in fields
        if "*" not in name and name not in known.get(form, {})
    ]
    assert strangers == []


def test_no_two_forms_share_their_entry() -> None:
    names = [address_of(form) for form in forms()]
    assert sorted(set(names)) == names


def test_every_class_of_data_is_used() -> None:
    assert {name for fields in registry().values() for name in fields.values()} == set(data_classes())


def test_nobody_has_to_tell_of_offence_care_health_or_identity() -> None:
    found = forms()
    asked = [name for form in found for name in asked_fields(form) if is_about_a_person(class_of(form, name))]
    assert len(asked) > 10
    assert {address_of(form): names for form in found if (names := forced(form))} == {}


def test_how_long_is_what_the_worker_does() -> None:
    spans = {keeping.AUDITS.months, keeping.MEETINGS.months, keeping.ACTIONS.months}
    assert spans == {keeping.ACTIVITIES.months}
    assert {name for name, words in HOW_LONG.items() if words not in data_classes()[name].how_long} == set()
    by_itself = {name for name, each in data_classes().items() if each.removed == "by itself"}
    assert by_itself - {"password", "steps"} == set(HOW_LONG)


@pytest.mark.parametrize("name", ["dpia", "appropriate-policy-document"])
def test_both_documents_are_there_and_nobody_claims_a_signature(name: str) -> None:
    text = (ROOT / "docs" / "data-protection" / f"{name}.md").read_text("utf-8")
    assert "Draft. Not signed." in text
    sensitive = [each.label for each in data_classes().values() if each.is_sensitive]
    assert [label for label in sensitive if label not in text] == []


class TestTheRulesThemselves:
    """Each rule is shown to catch what it is there for."""

    def test_a_new_field_would_be_found(self) -> None:
        class Grown(BaseForm):
            offence = StringField("What were you in court for?", [InputRequired()])

        assert unregistered(Grown) == ["offence"]

    def test_so_would_one_that_comes_with_another_form(self) -> None:
        class Base(BaseForm):
            told = TextField("Told")

        class Grown(Base):
            more = TextField("More")

        entries = {address_of(Base): {"told": "steps"}}
        assert unregistered(Grown, entries) == ["more"]

    @pytest.mark.parametrize("check", [InputRequired(), DataRequired(), NeedsText("Say it.")])
    def test_a_forced_answer_would_be_found(self, check: Any) -> None:
        class Grown(BaseForm):
            needs = TextField("Needs", [check])
            also = TextField("Also", validators=[check])
            free = TextField("Free", [Optional()])

        entries = {address_of(Grown): dict.fromkeys(("needs", "also", "free"), "access_needs")}
        assert forced(Grown, entries) == ["also", "needs"]

    @pytest.mark.parametrize(
        "change",
        [
            {"why": ""},
            {"who": None},
            {"article_6": " "},
            {"removed": "never"},
            {"asks_about": ["shoe size"]},
            {"skip": ""},
            {"condition": "none asked for"},
            {"colour": "red"},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_a_class_that_leaves_something_open(self, change: dict[str, Any]) -> None:
        sound = dict.fromkeys(("label", "article_6", "why", "who", "how_long", "skip"), "Words.")
        sound |= {"removed": "by hand", "asks_about": ["health"], "condition": "Article 9(2)(a)"}
        assert read_classes({"needs": sound})["needs"].is_sensitive
        with pytest.raises(RegistryFault):
            read_classes({"needs": sound | change})

    @pytest.mark.parametrize("form", [{"strange": ["a"]}, {"steps": ["a"], "scores": ["a"]}])
    def test_an_entry_that_does_not_hold(self, form: dict[str, Any]) -> None:
        with pytest.raises(RegistryFault):
            read_fields("core", {"AForm": form}, data_classes())
