"""What the demo's organisation writes about how it involves people. All of it is made up."""

from __future__ import annotations

from dataclasses import dataclass

from charter_portal.involvement.enums import ActionSource, Method, Reach


@dataclass(frozen=True)
class Told:
    """An activity, so many working days ago, with how many took part of each kind."""

    days_ago: int
    title: str
    reach: Reach
    method: Method
    people: tuple[int, int, int]
    happened: str
    thanks: str = ""
    changed: str = ""


@dataclass(frozen=True)
class Planned:
    """An action, due so many working days from now, and what became of it."""

    title: str
    due: int
    detail: str = ""
    source: ActionSource = ActionSource.AUDIT
    label: str = ""
    owner: str = ""
    role: str = ""
    note: str = ""
    proof: str = ""
    dropped: str = ""


@dataclass(frozen=True)
class Met:
    """A meeting of the board."""

    said: str
    talked_about: str
    decisions: tuple[str, ...]


ACTIVITIES = (
    Told(
        -290,
        "New leaflet about the service",
        Reach.INFORMATION,
        Method.WRITTEN,
        (0, 1, 0),
        "The leaflet says in plain words who we are and what happens next.",
    ),
    Told(
        -265,
        "Questionnaire in the waiting room",
        Reach.CONSULTATION,
        Method.SURVEY,
        (31, 0, 4),
        "Eight questions on paper. People could put it into a box.",
        "A hot drink and a thank you.",
        "The waiting room has water and a clock now.",
    ),
    Told(
        -190,
        "Reference group on the welcome letter",
        Reach.PARTICIPATION,
        Method.REFERENCE_GROUP,
        (9, 3, 0),
        "The group read our letter aloud and crossed out what nobody understood.",
        "Travel, lunch and a £20 voucher for each hour.",
        "The letter is one page now. Missed first appointments went down.",
    ),
    Told(
        -150,
        "Interview panel for a support worker",
        Reach.PARTNERSHIP,
        Method.RECRUITMENT,
        (0, 2, 0),
        "Two peer supporters wrote questions, sat on the panel and had an equal say.",
        "Paid as working time.",
        "We ask about potential first. The person chosen started in the spring.",
    ),
    Told(
        -110,
        "Evening for families and carers",
        Reach.CONSULTATION,
        Method.FOCUS_GROUP,
        (0, 1, 12),
        "Families told us what the first night is like for them.",
        "Food, travel and childcare.",
        "There is a phone number for families, with a call back on the same day.",
    ),
    Told(
        -70,
        "The Crossing group plans its own year",
        Reach.CONTROL,
        Method.PEER_LED,
        (11, 4, 0),
        "The group has its own small budget, and decides what it is for.",
        "Paid facilitation by a member of the group.",
        "The group runs a drop-in every other Friday.",
    ),
    Told(
        -35,
        "Co-writing the safety plan",
        Reach.PARTNERSHIP,
        Method.DESIGN,
        (6, 3, 2),
        "Three meetings, from a blank page to a plan that fits on one side.",
        "Travel and a voucher.",
    ),
    Told(
        -18,
        "Film about the first day",
        Reach.PARTICIPATION,
        Method.MEDIA,
        (5, 2, 0),
        "People chose what to show, and who speaks. Nobody's face is seen.",
        "Training in filming, and a reference.",
    ),
)

LAST_YEAR = {
    "register": ("not_yet", "We do not ask yet.", "Put a question on the consent form."),
    "spectrum": ("partly", "Mostly questionnaires and leaflets.", "Start a reference group."),
    "range": ("partly", "Few women take part.", "Ask the women's centre how to reach more women."),
    "other_services": ("not_yet", "", ""),
    "partners": ("fully", "We work with one mentoring project.", ""),
    "incentives": ("not_yet", "There is no budget for it.", "Agree a payment policy with finance."),
    "responsibility": ("partly", "The support worker does it beside everything else.", ""),
    "decisions": ("not_yet", "People rarely hear back.", "Hang up “you said, we did” notes."),
    "principles": ("beginning", "We have talked about it once.", ""),
    "purpose": ("beginning", "", ""),
    "presence": ("sometimes", "In daily work, and not on the board.", "Invite two people to the board."),
    "process": ("beginning", "Meetings are at nine, far from the bus.", ""),
    "impact": ("beginning", "We cannot say yet.", ""),
    "contact": ("not_yet", "", "Name a contact for families."),
    "information": ("partly", "There is a leaflet.", ""),
    "voice": ("not_yet", "", ""),
    "ways_in": ("partly", "Paper only.", ""),
    "acted_on": ("not_yet", "The box was emptied twice in a year.", ""),
}
THIS_YEAR = {
    "register": ("fully", "The consent form asks, and we ask again after six weeks.", ""),
    "spectrum": ("fully", "From the leaflet to a group that decides on its own budget.", ""),
    "range": (
        "partly",
        "More women take part since we meet at the women's centre. Young people are still missing.",
        "Meet the youth team and ask what would work for young people.",
    ),
    "other_services": (
        "partly",
        "People from two other services came to the film days.",
        "Plan one activity a year together with the recovery service.",
    ),
    "partners": ("partly", "A second look: two partners reach only some people.", ""),
    "incentives": ("fully", "A policy: pay or vouchers, travel, childcare, benefits advice first.", ""),
    "responsibility": ("fully", "It is a third of the peer lead's job.", ""),
    "decisions": (
        "partly",
        "Notes hang in the waiting room. Those who have moved on do not see them.",
        "Send “you said, we did” by text to those who want it.",
    ),
    "principles": ("sometimes", "Written together, on one page.", ""),
    "purpose": ("mostly", "Each invitation says what is open to change.", ""),
    "presence": ("mostly", "Two people sit on the board.", ""),
    "process": ("sometimes", "Meetings are at eleven, near the station.", ""),
    "impact": ("sometimes", "The welcome letter, the family line, the way we recruit.", ""),
    "contact": ("fully", "A family line with a call back on the same day.", ""),
    "information": ("partly", "A page for families on the first night.", ""),
    "voice": (
        "partly",
        "The family evening, twice a year.",
        "Ask families whether they want a place on the board.",
    ),
    "ways_in": ("fully", "Speaking, paper, link, square pattern.", ""),
    "acted_on": ("partly", "The team reads everything once a month.", ""),
}

FIRST_ACTIONS = (
    Planned(
        "Put a question about taking part on the consent form",
        -220,
        label="A way to sign up from the start",
        owner="tomasz",
        note="The wording is agreed with the Crossing group.",
        proof="The new consent form has been in use since the summer. Eighteen people said yes so far.",
    ),
    Planned(
        "Agree a payment policy with finance",
        -200,
        label="Pay, thanks and expenses",
        owner="amara",
        note="Finance has asked how payment affects benefits. Advice comes first now.",
        proof="The policy was signed. It names pay, vouchers, travel, childcare and advice on benefits.",
    ),
    Planned(
        "Buy a suggestion box with a lock",
        -180,
        label="Feedback changes things",
        role="Office manager",
        dropped="The Crossing group said that nobody would use it. A form by phone came instead.",
    ),
    Planned(
        "Invite two people with lived experience to the board",
        -160,
        label="Presence",
        owner="amara",
        note="Job description written. One person would like a buddy for the first meetings.",
        proof="Two people joined. Each has a buddy, papers in plain words, and pay.",
    ),
)
NEXT_ACTIONS = (
    Planned(
        "Meet the youth team and ask what would work for young people",
        10,
        "Young people take part in a way that they chose.",
        label="Different people",
        owner="tomasz",
    ),
    Planned(
        "Send “you said, we did” by text to those who want it",
        25,
        "People who have moved on hear what came of their words.",
        label="People hear what came of it",
        role="Peer lead",
    ),
    Planned(
        "Plan one activity a year with the recovery service",
        75,
        label="People from other services",
        owner="amara",
    ),
    Planned(
        "Write the page for families in three languages",
        -4,
        "Families understand the first night, whatever language they speak.",
        source=ActionSource.OWN,
        owner="tomasz",
    ),
    Planned(
        "Show each new colleague the film about the first day",
        40,
        source=ActionSource.FEEDBACK,
        label="Feedback on the last application, statement 2.2",
        owner="amara",
    ),
)

LAST_MEETING = Met(
    said="People said that the first hour decides whether they come back. A friendly face matters more "
    "than a leaflet.\n\nFamilies said that not knowing is the worst part. A call on the same day helps.",
    talked_about="The board looked at the new consent form, and at pay for those who take part.",
    decisions=(
        "Each person is met at the door by a peer supporter, from the new year on.",
        "The board meets at eleven, so that people with a long way can come.",
        "Families get a short written note after each call.",
    ),
)

_GOOD = (
    "Somebody explained every word of the letter.",
    "The peer supporter. She knew what it is like.",
    "I could sit down for a minute first.",
    "They rang when they said they would.",
    "Nobody rushed me.",
)
_BETTER = (
    "A quieter room.",
    "Tell me how long I wait.",
    "More evenings.",
    "The forms are long.",
)


def _answers() -> tuple[dict[str, str], ...]:
    """What twenty-three people answered; some skip a question."""
    found = []
    for place in range(23):
        said = {
            "respect": ("yes", "yes", "mostly", "yes", "a_little")[place % 5],
            "listened": ("yes", "mostly", "mostly", "a_little")[place % 4],
        }
        if place % 3:
            said["lived"] = ("yes", "yes", "mostly")[place % 3]
        if place % 4 == 1:
            said["good"] = _GOOD[place % len(_GOOD)]
        if place % 6 == 2:
            said["better"] = _BETTER[place % len(_BETTER)]
        found.append(said)
    return tuple(found)


ANSWERS = _answers()
