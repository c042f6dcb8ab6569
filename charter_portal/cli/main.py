"""The `charter-portal` command; the same commands answer to `flask`."""

from __future__ import annotations

import click

from charter_portal.cli import barriers, demo, docs, framework, keeping, people, serving, workforce


@click.group()
@click.version_option(package_name="charter-portal")
def main() -> None:
    """Run and look after the Lived Experience Charter portal."""


for module in (keeping, framework, barriers, workforce, people, serving, demo, docs):
    for command in module.COMMANDS:
        main.add_command(command)


def commands() -> dict[str, click.Command]:
    """Every command by name, for Flask's own command line."""
    return dict(main.commands)
