"""The words of awards."""

from charter_portal.core.words import Labelled


class DecisionStatus(Labelled):
    """Where a decision stands: one person proposes, another confirms, staff release all together."""

    PROPOSED = "proposed", "Proposed, to be confirmed", "Being assessed", "yellow"
    SENT_BACK = "sent_back", "Sent back to the proposer", "Being assessed", "orange"
    CONFIRMED = "confirmed", "Confirmed, to be released", "Being assessed", "purple"
    RELEASED = "released", "Released", "Shared", "teal"


class AwardState(Labelled):
    """What the public page says of an award; computed from its row and the date."""

    VALID = "valid", "Valid", "Valid", "green"
    EXPIRED = "expired", "Expired", "Expired", "grey"
    WITHDRAWN = "withdrawn", "Withdrawn", "Withdrawn", "orange"


class WaitsFor(Labelled):
    """What an application of a round still waits for before its outcome can be shared."""

    ASSESSORS = "assessors", "Assessors", "", "grey"
    CHANGES = "changes", "Changes by the organisation", "", "grey"
    ASSESSMENT = "assessment", "Reading or moderation", "", "blue"
    PROPOSAL = "proposal", "A decision to be proposed", "", "yellow"
    SECOND_PERSON = "second_person", "A second person to confirm", "", "yellow"
    PROPOSER = "proposer", "The proposer, to look again", "", "orange"
