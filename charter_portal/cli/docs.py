"""Documents made from the code, so that they cannot fall behind it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import click

from charter_portal.core.workflow import Workflow
from charter_portal.floors import SLICES


@click.group()
def docs() -> None:
    """Make the documents that are read off the code."""


@docs.command()
def workflows() -> None:
    """Print docs/workflows.md: every status, every step, and who may take it."""
    click.echo(workflows_page(), nl=False)


def workflows_page() -> str:
    """The text of docs/workflows.md."""
    parts = ["# Workflows\n\nMade by `charter-portal docs workflows`; a test keeps it true.\n"]
    for name in SLICES:
        full_name = f"charter_portal.{name}.workflow"
        if find_spec(full_name):
            found = vars(import_module(full_name)).values()
            parts.extend(_section(workflow) for workflow in found if isinstance(workflow, Workflow))
    return "\n".join(parts)


def _section(workflow: Workflow) -> str:
    lines = [f"## {workflow.subject}\n", "| state | we say | they see |", "|---|---|---|"]
    lines += [f"| `{state.value}` | {state.label} | {state.their_label} |" for state in workflow.states()]
    lines += ["", "| step | from | to | who |", "|---|---|---|---|"]
    for step in workflow.steps.values():
        who = step.allowed.name if step.allowed is not None else "the portal itself"
        before = ", ".join(f"`{state.value}`" for state in step.before)
        lines.append(f"| {step.name} | {before} | `{step.after.value}` | {who} |")
    return "\n".join(lines) + "\n"


COMMANDS = (docs,)
