"""Charter files: check, load and publish them."""

from __future__ import annotations

from pathlib import Path

import click

from charter_portal.cli.portal import in_the_portal
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.places import PACKAGE
from charter_portal.framework import services
from charter_portal.framework.enums import VersionStatus
from charter_portal.framework.models import FrameworkVersion
from charter_portal.framework.rules.charter_file import CharterFileProblems

SAMPLE = PACKAGE / "framework" / "sample_charter.yaml"


@click.group()
def framework() -> None:
    """Load and publish versions of the charter."""


@framework.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--publish", is_flag=True, help="Publish it too. Its words never change from then on.")
@in_the_portal
def load(file: Path, publish: bool) -> None:
    """Check FILE and load it. Every mistake is named with its line and its remedy."""
    version, is_new = load_file(file, publish=publish)
    click.echo(
        f"{version.scheme} {version.version}: {'loaded' if is_new else 'already loaded, nothing changed'}."
    )


@framework.command()
@click.argument("version_id", type=int)
@in_the_portal
def publish(version_id: int) -> None:
    """Publish the loaded version with this number."""
    version = db.session.get(FrameworkVersion, version_id)
    if version is None:
        raise click.ClickException(f"There is no version {version_id}.")
    with unit_of_work():
        services.publish(version, by=None)
    click.echo(f"{version.scheme} {version.version}: published.")


def load_file(file: Path, *, publish: bool) -> tuple[FrameworkVersion, bool]:
    """Load one charter file. Raises ClickException naming file, line and remedy of each mistake."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = file.read_bytes()[: problem.start].count(b"\n") + 1
        raise click.ClickException(f"{file}, line {line}: save the file as UTF-8.") from None
    try:
        with unit_of_work():
            version, is_new = services.load_charter(text, str(file), by=None)
            if publish and version.status == VersionStatus.DRAFT:
                services.publish(version, by=None)
    except CharterFileProblems as found:
        raise click.ClickException("the charter needs some changes first.\n" + str(found)) from None
    return version, is_new


COMMANDS = (framework,)
