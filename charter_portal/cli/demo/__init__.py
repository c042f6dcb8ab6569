"""The demo: a fictional charter round on this machine, with web server and worker together."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def demo() -> None:
    """Show the portal with fictional organisations and people."""


@demo.command()
@click.option("--fresh", is_flag=True, help="Forget the demo's data and start from a new beginning.")
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True)
@click.option("--port", envvar="PORT", default=8000, show_default=True)
def serve(fresh: bool, host: str, port: int) -> None:
    """Prepare the demo if needed, start it, and serve until stopped."""
    # The story is long and only this command tells it, so no web worker loads it.
    from charter_portal.cli.demo.preparing import FolderInUse
    from charter_portal.cli.demo.running import Demo, PortTaken

    folder = Path("instance").absolute() / "demo"
    try:
        Demo(folder, host, port).run(fresh=fresh)
    except (PortTaken, FolderInUse) as problem:
        raise click.ClickException(str(problem)) from None
    except PermissionError as problem:
        raise click.ClickException(
            f"{problem.filename or folder} belongs to somebody else. Remove it, or start as its owner."
        ) from None


COMMANDS = (demo,)
