"""The one list of floors, lowest first: imports go down this list, never sideways or up.

The application factory, the migrations and the structure tests all read it.
"""

FLOORS: list[tuple[str, ...]] = [
    ("core",),
    ("audit_trail", "files", "notifications"),
    ("jobs",),
    ("accounts",),
    ("organisations",),
    ("framework",),
    ("cycles",),
    ("barriers",),
    ("involvement",),
    ("workforce",),
    ("applications",),
    ("assessment",),
    ("awards",),
    ("home", "reporting"),
    ("cli",),
]

SLICES: tuple[str, ...] = tuple(name for floor in FLOORS for name in floor if name not in {"core", "cli"})
"""Every slice with tables, pages or both, in floor order."""
