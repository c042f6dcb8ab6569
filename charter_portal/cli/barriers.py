"""The library of barriers and what has helped: load a file."""

from __future__ import annotations

from pathlib import Path

import click

from charter_portal.barriers.rules.library_file import LibraryFileProblems
from charter_portal.barriers.services import SAMPLE_LIBRARY, load_library
from charter_portal.cli.portal import in_the_portal
from charter_portal.core.database import unit_of_work
from charter_portal.core.formats import plural


@click.group()
def barriers() -> None:
    """Load barriers and what has helped with them."""


@barriers.command()
@click.argument(
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=SAMPLE_LIBRARY,
    required=False,
)
@in_the_portal
def load(file: Path) -> None:
    """Check FILE and add what is not there yet; without FILE, the sample library. What is there stays."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = file.read_bytes()[: problem.start].count(b"\n") + 1
        raise click.ClickException(f"{file}, line {line}: save the file as UTF-8.") from None
    try:
        with unit_of_work():
            added = load_library(text, str(file))
    except LibraryFileProblems as found:
        raise click.ClickException("the library needs some changes first.\n" + str(found)) from None
    click.echo(f"Added {plural(added.kinds, 'barrier')} and {plural(added.solutions, 'solution')}.")


COMMANDS = (barriers,)
