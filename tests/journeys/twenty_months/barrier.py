"""A barrier: written down, worked on, solved, shared, read by Career Matters, and found by somebody else."""

from __future__ import annotations

from charter_portal.barriers.enums import ShareScope
from charter_portal.barriers.rules.consent import CURRENT, WORDINGS
from tests.journeys.twenty_months import ORGANISATION, SERVICE
from tests.journeys.years import Regular, YearsPortal

AGREED, AGREED_PUBLIC = (WORDINGS[CURRENT][scope] for scope in ShareScope)
KIND = "Police vetting for custody suites"
IN_THE_WAY = "A refusal came after seven weeks. Nobody knew that it can be looked at again."
HELPED = "A letter on the day of the refusal"
HOW = "The manager writes to the force on the same day: what the role touches, and who is beside the person."


def is_written_down(tomas: Regular, log: str) -> str:
    """A person's name and tomorrow's day are caught, and the words stay. Returns the barrier's address."""
    tomas.go(log).follow("Write down a barrier").choose("Stops some people")
    tomas.save(
        "Write it down",
        kind=KIND,
        stage="Check: vetting, DBS, identity and references",
        words="Ring Mr Calder on 07700 900123 about the refusal.",
        owner_role="Service manager",
        opened_on="2025-05-06",
    )
    tomas.see("This looks like").see("07700 900123").see("None of this tells who a person is")
    assert "Mr Calder" in tomas.find("[name=words]").input_value()
    tomas.save("Write it down", words=IN_THE_WAY, opened_on="2025-05-07").see("today or earlier")
    tomas.save("Write it down", opened_on="2025-04-28").see("It is in the log").see("Open")
    return tomas.page.url.removeprefix(tomas.portal.url)


def is_worked_on(tomas: Regular, entry: str) -> None:
    """It goes on the action plan, where only its kind is told; what was tried stands in the log."""
    tomas.go(entry).press("We work on it now").see("Being worked on")
    tomas.press("Put it on the action plan").see("It is on the action plan")
    assert IN_THE_WAY not in tomas.text
    tomas.save(title="Agree a route for refusals with the force", owner="Tomas Editor", due_on="2025-08-29")
    tomas.go(entry).see("Action 1").find("summary").filter(has_text="Write down what you tried").click()
    tomas.choose("It helped").save("Write it down", words="We wrote about the role.", tried_on="2025-05-06")
    tomas.see("What you tried is written down")
    tomas.find("main [name=statement]").select_option(label="3.1 A clear route through vetting and clearance")
    tomas.press("Link").see("Linked to 3.1")


def is_solved_and_shared(tomas: Regular, entry: str) -> None:
    """The lead's editor sees exactly what would be shared, and shares it."""
    tomas.go(entry).see("Days in vetting").follow("It has ended").choose("Solved")
    tomas.save(result="The refusal was turned round in six weeks.", closed_on="2025-06-23").see("Well done.")
    tomas.follow("Look at what would be shared").save("Look at it as others will", title=HELPED, text=HOW)
    tomas.see("This is all that others will read").see("Nothing is told of where it works")
    tomas.press("Share it").see("Tick the first box if you agree").choose(AGREED).choose(AGREED_PUBLIC)
    tomas.press("Share it").see("Career Matters reads it now")


def is_taken_in(portal: YearsPortal, olu: Regular, tomas: Regular) -> None:
    """Career Matters reads it before anybody else does."""
    olu.come_back("/home").follow("Solutions").see("To be looked at 1").follow(HELPED)
    olu.see("Too few organisations are like this one").press("Publish").see("In the library")
    portal.work()
    letter, = portal.letters(tomas.email, f"{portal.url}/workforce/barriers/")
    assert HELPED not in letter and "vetting" not in letter


def is_found_by_others(bo: Regular, entry: str, service: str) -> None:
    """Another organisation finds what helped, and not who it was. Their own rows are nobody else's."""
    bo.come_back("/home").follow("Barriers and what has helped").follow(KIND).see(HELPED).see(HOW)
    assert not any(name in bo.text for name in (ORGANISATION, SERVICE, "Tomas", "seven weeks"))
    workforce = service.partition("/services")[0]
    for path in (entry, workforce, service, f"{service}/people", f"{service}/figures"):
        bo.refused(path)
