"""The worker and the outbox."""

from __future__ import annotations

import signal
import threading

import click

from charter_portal.cli.portal import in_the_portal
from charter_portal.jobs.services import work_forever
from charter_portal.notifications.services import deliver_due


@click.command()
@in_the_portal
def worker() -> None:
    """Send mail and do jobs until told to stop."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    work_forever(stop)


@click.group()
def outbox() -> None:
    """The mail that waits to be sent."""


@outbox.command()
@in_the_portal
def send() -> None:
    """Send the mail that is due now, once."""
    click.echo(f"Sent or tried: {deliver_due() or 0}.")


COMMANDS = (worker, outbox)
