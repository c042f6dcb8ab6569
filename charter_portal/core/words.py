"""Enums whose members carry the words and the colour that people see."""

from __future__ import annotations

from enum import StrEnum


class Labelled(StrEnum):
    """A stored word with our label, the label others see, and a tag colour.

    Members are written `NAME = "value", "Our label"[, "Their label"[, "colour"]]`.
    """

    label: str
    their_label: str
    colour: str

    def __new__(cls, value: str, label: str = "", their_label: str = "", colour: str = "grey") -> Labelled:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value.replace("_", " ").capitalize()
        member.their_label = their_label or member.label
        member.colour = colour
        return member

    @property
    def their_colour(self) -> str:
        """The tag colour others see: members that read alike to them look alike, too."""
        return next(member.colour for member in type(self) if member.their_label == self.their_label)

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Value and label of each member, for a select or radios."""
        return [(member.value, member.label) for member in cls]
