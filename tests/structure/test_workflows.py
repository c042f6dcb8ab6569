"""Every state × every step of every workflow, and the document that lists them."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from charter_portal.cli.docs import workflows_page
from charter_portal.core import workflow as module
from charter_portal.core.errors import NotAllowed, StepNotOpen
from charter_portal.core.permissions import Permission
from charter_portal.core.workflow import Step, Workflow
from charter_portal.floors import SLICES

DOCUMENT = Path(__file__).parents[2] / "docs" / "workflows.md"


def workflows() -> list[Workflow]:
    """Every workflow of the house."""
    names = [name for name in SLICES if find_spec(f"charter_portal.{name}.workflow")]
    modules = [import_module(f"charter_portal.{name}.workflow") for name in names]
    return [each for found in modules for each in vars(found).values() if isinstance(each, Workflow)]


ALL = [(flow, step) for flow in workflows() for step in flow.steps.values()]


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step is taken on a thing in memory; locking and flushing have tests of their own."""
    monkeypatch.setattr(module, "lock", lambda thing: thing)
    monkeypatch.setattr(module, "db", SimpleNamespace(session=SimpleNamespace(flush=lambda: None)))
    monkeypatch.setattr(module, "status_changed", SimpleNamespace(send=lambda *a, **k: None))


def thing_in(flow: Workflow, state: Any) -> Any:
    """Something that stands in this state."""
    return SimpleNamespace(**{flow.attribute: state})


@pytest.mark.parametrize(("flow", "step"), ALL, ids=[f"{f.subject}-{s.name}" for f, s in ALL])
def test_each_step_is_open_from_its_own_states_only(flow: Workflow, step: Step) -> None:
    for state in flow.states():
        thing = thing_in(flow, state)
        if state in step.before:
            flow.take(step.name, thing, by=None)
            assert getattr(thing, flow.attribute) is step.after
        else:
            with pytest.raises(StepNotOpen):
                flow.take(step.name, thing, by=None)
            assert getattr(thing, flow.attribute) is state


@pytest.mark.parametrize(("flow", "step"), ALL, ids=[f"{f.subject}-{s.name}" for f, s in ALL])
def test_nobody_takes_a_step_that_is_not_theirs(flow: Workflow, step: Step) -> None:
    never = Permission(lambda *_: False, "never")
    refusing = Workflow(flow.subject, Step(step.name, step.before, step.after, never))
    thing = thing_in(flow, step.before[0])
    with pytest.raises(NotAllowed):
        refusing.take(step.name, thing, by=SimpleNamespace(id=1))
    assert getattr(thing, flow.attribute) is step.before[0]
    assert refusing.open_to(SimpleNamespace(id=1), thing) == []


def test_every_state_but_the_first_can_be_reached() -> None:
    for flow in workflows():
        states = list(flow.states())
        reached = {step.after for step in flow.steps.values()}
        assert set(states) - reached <= {states[0]}, flow.subject


def test_the_document_lists_them_as_they_are() -> None:
    """When this fails: `charter-portal docs workflows > docs/workflows.md`."""
    assert DOCUMENT.read_text("utf-8") == workflows_page()
