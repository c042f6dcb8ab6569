"""What each field of a form is for: its lawful basis, why it is asked, who sees it and how long it is kept.

`data_classes.yaml` beside this file says it once for each class of data; each slice's `form_fields.yaml`
says which field belongs to which class. Pages print the words from here, so that they cannot drift.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import yaml
from wtforms import FieldList, Form, FormField, HiddenField, SubmitField
from wtforms.fields.core import UnboundField

from charter_portal.core.places import PACKAGE

MATTERS = {"offence", "care", "health", "identity"}
"""What nobody is ever made to tell."""
NOBODYS = "no personal data"
"""How `article_6` begins where there is no basis to name."""
_WORDS = ("label", "article_6", "condition", "why", "who", "how_long")
_REMOVED = {"by itself", "by hand"}
_NOT_ASKED = (HiddenField, SubmitField, FormField)


class RegistryFault(ValueError):
    """The registry does not hold together; the message says where."""


@dataclass(frozen=True)
class DataClass:
    """One class of data, and what holds for every field of it. `skip` is written for what is sensitive."""

    name: str
    label: str
    article_6: str
    condition: str
    why: str
    who: str
    how_long: str
    removed: str
    skip: str = ""
    asks_about: tuple[str, ...] = ()

    @property
    def is_sensitive(self) -> bool:
        """True where words about somebody's past, care, health or identity are asked for or likely."""
        return bool(self.skip)

    @property
    def is_about_people(self) -> bool:
        """False where nothing is kept that belongs to a person."""
        return not self.article_6.startswith(NOBODYS)

    @property
    def before_asking(self) -> tuple[tuple[str, str], ...]:
        """What a page says before the box."""
        return (
            ("Why we ask", self.why),
            ("Who sees it", self.who),
            ("How long", self.how_long),
            ("Your choice", self.skip),
        )


def read_classes(written: dict[str, Any]) -> dict[str, DataClass]:
    """The classes of data by name. Raises RegistryFault where one leaves something open."""
    found = {}
    for name, words in written.items():
        empty = [key for key in _WORDS if not str(words.get(key) or "").strip()]
        strange = set(words) - {*_WORDS, "removed", "skip", "asks_about"}
        about = tuple(words.get("asks_about", ()))
        if empty or strange:
            raise RegistryFault(f"{name} leaves {empty} open, and has {sorted(strange)} too many")
        if words.get("removed") not in _REMOVED:
            raise RegistryFault(f"{name} does not say how it is removed")
        if set(about) - MATTERS:
            raise RegistryFault(f"{name} asks about {about}, which is not among {sorted(MATTERS)}")
        if about and not words.get("skip"):
            raise RegistryFault(f"{name} asks about {about} and does not say that it can be skipped")
        if about and "Schedule 1" not in words["condition"] and "Article 9(2)(a)" not in words["condition"]:
            raise RegistryFault(f"{name} asks about {about} without a condition for it")
        found[name] = DataClass(name=name, **words | {"asks_about": about})
    return found


Entries = dict[str, dict[str, str]]
"""By form, as `slice.Name`: each field, or pattern of fields, and its class of data."""


def read_fields(slice_name: str, written: dict[str, Any], classes: dict[str, DataClass]) -> Entries:
    """The entries of one slice. Raises RegistryFault for an unknown class or a field that is told twice."""
    entries: Entries = {}
    for form, by_class in written.items():
        fields: dict[str, str] = {}
        for name, members in by_class.items():
            if name not in classes:
                raise RegistryFault(f"{slice_name}.{form} names the class {name}, which there is not")
            if twice := fields.keys() & set(members):
                raise RegistryFault(f"{slice_name}.{form} tells {sorted(twice)} twice")
            fields |= dict.fromkeys(members, name)
        entries[f"{slice_name}.{form}"] = fields
    return entries


@cache
def data_classes() -> dict[str, DataClass]:
    """Every class of data, in the order of the file."""
    return read_classes(_written("core", "data_classes.yaml"))


@cache
def registry() -> Entries:
    """The entries of every slice."""
    found: Entries = {}
    for path in sorted(PACKAGE.glob("*/form_fields.yaml")):
        found |= read_fields(path.parent.name, _written(path.parent.name, path.name), data_classes())
    return found


def _written(slice_name: str, file: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((PACKAGE / slice_name / file).read_text("utf-8"))
    return read


def address_of(form: type) -> str:
    """A form as the registry names it."""
    return f"{form.__module__.split('.')[1]}.{form.__name__}" if "." in form.__module__ else form.__name__


def class_of(form: type[Form], field: str, entries: Entries | None = None) -> DataClass | None:
    """The class of data of a field: the form's own entry, or that of the nearest form it builds on."""
    known = registry() if entries is None else entries
    for each in form.__mro__:
        for pattern, name in known.get(address_of(each), {}).items():
            if fnmatchcase(field, pattern):
                return data_classes()[name]
    return None


def asked_fields(form: type[Form]) -> dict[str, Any]:
    """The fields a form declares in which a person tells something: no token, no button, no version."""
    declared = ((name, getattr(form, name, None)) for name in dir(form) if not name.startswith("_"))
    return {name: each for name, each in declared if isinstance(each, UnboundField) and _is_asked(each)}


def _is_asked(field: UnboundField) -> bool:
    holds_forms = issubclass(field.field_class, FieldList)
    return not holds_forms and not issubclass(field.field_class, _NOT_ASKED)


def data_class(name: str) -> DataClass:
    """One class of data, for a page that says its words before the box."""
    return data_classes()[name]
