"""Looking after the database: migrate it, check it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import click

from charter_portal.cli.portal import in_the_portal
from charter_portal.core.migrating import migrate as migrate_database
from charter_portal.floors import SLICES


@click.command()
@click.option("--to", default="head", show_default=True, help="Revision to migrate to, up or down.")
@in_the_portal
def migrate(to: str) -> None:
    """Bring the database to the newest tables."""
    migrate_database(to)
    click.echo("The database is up to date." if to == "head" else f"The database is at {to}.")


@click.command()
@in_the_portal
def check() -> None:
    """Verify the rules that hold across tables; exit 1 and name each that does not."""
    problems = broken_invariants()
    for problem in problems:
        click.echo(problem)
    if problems:
        raise SystemExit(1)
    click.echo("Every rule holds.")


def broken_invariants() -> list[str]:
    """A sentence for each broken rule, from every slice that has rules across tables."""
    found: list[str] = []
    for name in SLICES:
        if find_spec(f"charter_portal.{name}.queries") is None:
            continue
        ask = getattr(import_module(f"charter_portal.{name}.queries"), "invariant_problems", None)
        if ask is not None:
            found.extend(f"{name}: {problem}" for problem in ask())
    return found


COMMANDS = (migrate, check)
