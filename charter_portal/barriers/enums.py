"""The words of barriers."""

from charter_portal.core.words import Labelled


class Stage(Labelled):
    """Where on the way into work, and on, a barrier stands; in the order in which people meet them."""

    ATTRACT = "attract", "Attract"
    APPLY = "apply", "Apply"
    SELECT = "select", "Select"
    CHECK = "check", "Check"
    START = "start", "Start"
    STAY = "stay", "Stay"
    PROGRESS = "progress", "Progress"


STAGE_WORDS = {
    Stage.ATTRACT: "Hearing of the work",
    Stage.APPLY: "Applying",
    Stage.SELECT: "Interview and choice",
    Stage.CHECK: "Vetting, DBS, identity and references",
    Stage.START: "The first weeks",
    Stage.STAY: "Staying well in the work",
    Stage.PROGRESS: "Moving up and on",
}
"""What each stage means, in a few words."""


class SolutionStatus(Labelled):
    """How far a solution is on its way into the library."""

    OFFERED = "offered", "To be looked at", "Offered: Career Matters is reading it", "yellow"
    PUBLISHED = "published", "In the library", "In the library", "green"
    DECLINED = "declined", "Not taken in", "Not taken into the library", "grey"
    WITHDRAWN = "withdrawn", "Taken out", "Taken out of the library", "grey"


class SolutionOrigin(Labelled):
    """Where a solution comes from."""

    GUIDANCE = "guidance", "Guidance and research"
    ORGANISATION = "organisation", "A service that chose to share"


class ShareScope(Labelled):
    """How far somebody who shares a solution agreed to it. The wider holds the narrower."""

    SERVICES = "services", "Other services may read it"
    PUBLIC = "public", "Everybody may read it"
