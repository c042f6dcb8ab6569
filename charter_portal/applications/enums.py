"""The words of applications."""

from charter_portal.core.words import Labelled


class ApplicationStatus(Labelled):
    """Where an application stands: our label, the applicant's label."""

    DRAFT = "draft", "Draft", "Being written", "grey"
    SUBMITTED = "submitted", "Submitted", "Submitted", "blue"
    RETURNED = "returned", "Returned for changes", "Returned to you for changes", "yellow"
    IN_ASSESSMENT = "in_assessment", "In assessment", "Being assessed", "purple"
    ASSESSED = "assessed", "Assessed", "Being assessed", "purple"
    DECIDED = "decided", "Decided", "Being assessed", "orange"
    RELEASED = "released", "Outcome shared", "Outcome ready to read", "teal"
    WITHDRAWN = "withdrawn", "Withdrawn", "Withdrawn", "grey"


class EvidenceKind(Labelled):
    """A piece of evidence is a file, a link, or a live figure from the applicant's own workforce records."""

    FILE = "file", "File"
    LINK = "link", "Link"
    FIGURE = "figure", "Live figure"


class ResponseState(Labelled):
    """How far a response has come; computed from what it holds."""

    EMPTY = "empty", "Not started", "Not started", "grey"
    STARTED = "started", "In progress", "In progress", "yellow"
    COMPLETE = "complete", "Complete", "Complete", "green"


class Gap(Labelled):
    """What a response still needs before the application can be submitted."""

    RATING = "rating", "Choose your own rating"
    NARRATIVE = "narrative", "Write your account"
    TOO_LONG = "too_long", "Shorten the text to the word limit"
    EVIDENCE = "evidence", "Point to a piece of evidence"
