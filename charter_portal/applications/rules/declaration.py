"""The words signed when an application is submitted. Ours, until the scheme's owner gives its own."""

from __future__ import annotations

DECLARATION: tuple[str, ...] = (
    "I may submit this application for the organisations and services that it names.",
    "To the best of my knowledge, what it says is true and its evidence is genuine.",
    "People with lived experience whose words or stories appear in it have agreed to that.",
    "Names and details that could identify a person without their agreement have been taken out.",
    "I understand that assessors will read it, and that it cannot be changed while they do.",
)

DECLARATION_TEXT = "\n".join(DECLARATION)
"""The declaration as it is stored: one statement a line."""
