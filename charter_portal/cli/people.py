"""The first administrator, who invites everybody else."""

from __future__ import annotations

import click

from charter_portal.accounts.services.roles import make_administrator
from charter_portal.cli.portal import in_the_portal
from charter_portal.core.database import unit_of_work


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


COMMANDS = (administrator,)
