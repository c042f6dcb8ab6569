"""The first administrator, who invites everybody else; and what the portal holds about one person."""

from __future__ import annotations

from pathlib import Path

import click

from charter_portal.accounts.models import User
from charter_portal.accounts.services.roles import make_administrator
from charter_portal.audit_trail.services import declare, record
from charter_portal.cli.person_papers import write_papers
from charter_portal.cli.person_record import record_of
from charter_portal.cli.portal import in_the_portal
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.formats import plural

declare("cli.person.recorded")


@click.command("make-administrator")
@click.argument("email")
@click.option("--name", prompt="Name")
@click.password_option()
@in_the_portal
def administrator(email: str, name: str, password: str) -> None:
    """Make an administrator with this address, for the first start."""
    with unit_of_work():
        make_administrator(email, name=name, password=password)
    click.echo(f"{email} is an administrator now.")


@click.command("person-record")
@click.argument("email")
@click.option("--to", "folder", type=click.Path(path_type=Path), required=True, help="A folder to make.")
@click.option(
    "--log",
    "logs",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A log file to search, such as the proxy's. May be given several times.",
)
@click.option("--reference", default="", help="What you call this request, for the trail.")
@in_the_portal
def person_record(email: str, folder: Path, logs: tuple[Path, ...], reference: str) -> None:
    """Write everything the portal holds about the person with this address into a folder."""
    if folder.exists():
        raise click.ClickException(f"{folder} is there already. Name a folder that is not.")
    with unit_of_work():
        found = record_of(email)
        if found.is_empty:
            raise click.ClickException(f"The portal holds nothing about {email}.")
        about = db.session.get(User, found.account) if found.account else None
        record("cli.person.recorded", about=about, by=None, note=reference, after={"rows": len(found.rows)})
        write_papers(found, folder, logs)
    held = f"{plural(len(found.rows), 'row')} and {plural(len(found.files), 'file')}"
    click.echo(f"Written to {folder}: {held}. Read record.txt first.")


COMMANDS = (administrator, person_record)
