"""The words of involvement."""

from __future__ import annotations

from charter_portal.core.words import Labelled


class Reach(Labelled):
    """The spectrum: how much say people have, from the least to the most."""

    INFORMATION = "information", "Information"
    CONSULTATION = "consultation", "Consultation"
    PARTICIPATION = "participation", "Participation"
    PARTNERSHIP = "partnership", "Partnership and co-production"
    CONTROL = "control", "Control"

    @property
    def meaning(self) -> str:
        """What it means for the people who take part."""
        return MEANINGS[self]

    @property
    def promise(self) -> str:
        """What a service promises them."""
        return PROMISES[self]


MEANINGS: dict[Reach, str] = {
    Reach.INFORMATION: "People are told what is happening.",
    Reach.CONSULTATION: "People are asked for their views.",
    Reach.PARTICIPATION: "People help to shape how something is done.",
    Reach.PARTNERSHIP: "People and staff decide together, as equals.",
    Reach.CONTROL: "People with lived experience decide, and have the means to do it.",
}
PROMISES: dict[Reach, str] = {
    Reach.INFORMATION: "We keep you informed in plain words.",
    Reach.CONSULTATION: "We take what you say seriously, and tell you what came of it.",
    Reach.PARTICIPATION: "You can see how it is done, and you can change it.",
    Reach.PARTNERSHIP: "We share the decisions and the work.",
    Reach.CONTROL: "What you decide will happen.",
}


class Method(Labelled):
    """How an activity was done."""

    WRITTEN = "written", "Posters, leaflets or newsletters"
    MEDIA = "media", "Film or social media"
    SURVEY = "survey", "Survey or questionnaire"
    EXIT = "exit", "Exit interview or exit questionnaire"
    FOCUS_GROUP = "focus_group", "Focus group"
    REFERENCE_GROUP = "reference_group", "Panel or reference group"
    WORKSHOP = "workshop", "Workshop"
    DESIGN = "design", "Designing something together"
    RECRUITMENT = "recruitment", "Part of a recruitment panel"
    TRAINING = "training", "Giving or shaping training"
    GOVERNANCE = "governance", "A place on a board or in governance"
    PEER_LED = "peer_led", "Peer support led by people with lived experience"
    REVIEW = "review", "Monitoring or review led by people with lived experience"
    OTHER = "other", "Another way"


class AuditStatus(Labelled):
    """Where an involvement audit stands."""

    DRAFT = "draft", "Being written", "", "blue"
    FINISHED = "finished", "Finished", "", "green"


class ActionStatus(Labelled):
    """Where an action stands."""

    OPEN = "open", "Open", "", "grey"
    IN_PROGRESS = "in_progress", "In progress", "", "blue"
    DONE = "done", "Done", "", "green"
    DROPPED = "dropped", "Dropped", "", "orange"


LIVE_ACTIONS = (ActionStatus.OPEN, ActionStatus.IN_PROGRESS)


class ActionSource(Labelled):
    """Where an action comes from."""

    AUDIT = "audit", "Involvement audit"
    BARRIER = "barrier", "Barrier"
    FEEDBACK = "feedback", "Assessors' feedback"
    PEOPLE = "people", "What people told us"
    BOARD = "board", "Partnership Board"
    OWN = "own", "Our own idea"


class Audience(Labelled):
    """For whom a feedback form is."""

    USING = "using", "People who use the service"
    WORKING = "working", "People who work or volunteer here"
    FAMILIES = "families", "Families and carers"


class ReminderKind(Labelled):
    """Which of its two reminders an action has had."""

    AHEAD = "ahead", "Two weeks before"
    DUE = "due", "On the day"
