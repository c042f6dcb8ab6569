"""What an application is about, as it is typed in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NamedPartner:
    """A partner as the applicant names it: any organisation, with or without an account here."""

    name: str
    contribution: str = ""
