"""The scheme's role profiles: load a file."""

from __future__ import annotations

from pathlib import Path

import click

from charter_portal.cli.portal import in_the_portal
from charter_portal.core.database import unit_of_work
from charter_portal.core.formats import plural
from charter_portal.workforce.rules.profiles_file import ProfileFileProblems
from charter_portal.workforce.services import SHIPPED_PROFILES, load_profiles


@click.group()
def workforce() -> None:
    """Load the scheme's role profiles."""


@workforce.command("load-profiles")
@click.argument(
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=SHIPPED_PROFILES,
    required=False,
)
@in_the_portal
def load(file: Path) -> None:
    """Check FILE, add new role profiles and change present ones; without FILE, those that are shipped."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = file.read_bytes()[: problem.start].count(b"\n") + 1
        raise click.ClickException(f"{file}, line {line}: save the file as UTF-8.") from None
    try:
        with unit_of_work():
            added, changed = load_profiles(text)
    except ProfileFileProblems as found:
        raise click.ClickException(f"{file} needs some changes first.\n{found}") from None
    click.echo(f"Added {plural(added, 'role profile')}, changed {plural(changed, 'role profile')}.")


COMMANDS = (workforce,)
