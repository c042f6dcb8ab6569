"""The words of the peer workforce."""

from charter_portal.core.words import Labelled


class WorkRole(Labelled):
    """The seven roles of the career framework for Liaison and Diversion; a profile belongs to one."""

    VOLUNTEER = "volunteer", "Volunteer"
    PEER_SUPPORTER = "peer_supporter", "Peer supporter"
    STR_WORKER = "str_worker", "Support, time and recovery worker"
    PRACTITIONER = "practitioner", "Practitioner"
    SPECIALIST = "specialist", "Specialist practitioner"
    SERVICE_MANAGER = "service_manager", "Service manager"
    STRATEGIC_MANAGER = "strategic_manager", "Strategic manager"


class Rung(Labelled):
    """The steps of a pathway, from volunteering to leadership, lowest first."""

    VOLUNTEERING = "volunteering", "Volunteering"
    APPRENTICESHIP = "apprenticeship", "Apprenticeship"
    PEER_SUPPORT = "peer_support", "Paid peer support"
    SUPPORT_WORK = "support_work", "Support, time and recovery"
    PRACTICE = "practice", "Practitioner"
    SPECIALISM = "specialism", "Specialist practitioner"
    MANAGEMENT = "management", "Service manager"
    STRATEGY = "strategy", "Strategic manager"


class PostKind(Labelled):
    """On what terms somebody works in a post."""

    PAID = "paid", "Paid"
    VOLUNTEER = "volunteer", "Volunteer"
    APPRENTICE = "apprentice", "Apprentice"


class PostStatus(Labelled):
    """Whether somebody works in a post."""

    FILLED = "filled", "Filled", "Filled", "green"
    VACANT = "vacant", "Vacant", "Vacant", "yellow"
    ON_HOLD = "on_hold", "On hold", "On hold", "grey"


class Employer(Labelled):
    """Who employs, or looks after, the people in a post."""

    OWN = "own", "Our own organisation"
    PARTNER = "partner", "A partner"


class MilestoneKind(Labelled):
    """What can happen on the way from a first interest to leadership."""

    INTEREST = "interest", "Showed interest"
    APPLIED = "applied", "Applied"
    SHORTLISTED = "shortlisted", "Shortlisted"
    INTERVIEWED = "interviewed", "Interviewed"
    OFFERED = "offered", "Offered a post"
    CHECKS_STARTED = "checks_started", "Checks started"
    CHECKS_REFUSED = "checks_refused", "Checks refused"
    CHECKS_RECONSIDERED = "checks_reconsidered", "Asked to reconsider the refusal"
    CHECKS_CLEARED = "checks_cleared", "Checks cleared"
    STARTED = "started", "Started in a post"
    DAYS_90 = "days_90", "First 90 days reached"
    MONTHS_6 = "months_6", "6 months reached"
    MONTHS_12 = "months_12", "12 months reached"
    QUALIFICATION = "qualification", "Gained a qualification"
    PROMOTION = "promotion", "Moved up to another post"
    MOVED_ON = "moved_on", "Moved on"
    LEFT = "left", "Left"


class CheckKind(Labelled):
    """Which check a milestone is about."""

    PRISON_VETTING = "prison_vetting", "Prison vetting"
    POLICE_VETTING = "police_vetting", "Police vetting (NPPV)"
    DBS = "dbs", "DBS check"
    IDENTITY = "identity", "Proof of identity"
    REFERENCES = "references", "References"


class Destination(Labelled):
    """Where somebody moved on to."""

    PAID_ELSEWHERE = "paid_elsewhere", "Paid work with another employer"
    PAID_SAME_BODY = "paid_same_body", "Paid work in another part of our organisation"
    OTHER_VOLUNTEERING = "other_volunteering", "Other volunteering"
    LEARNING = "learning", "Education or training"
    SELF_EMPLOYED = "self_employed", "Self-employment"
    NOT_KNOWN = "not_known", "Not known"


class LeavingReason(Labelled):
    """Why somebody left: about the work only. What belongs to the person is "own reasons"."""

    POST_ENDED = "post_ended", "The post or its funding ended"
    TIME_LIMIT = "time_limit", "The volunteering time ended"
    CHECKS = "checks", "Checks were not cleared"
    WITHDREW = "withdrew", "Withdrew before the start"
    PAY_OR_HOURS = "pay_or_hours", "Pay, hours or contract"
    TRAVEL_OR_COST = "travel_or_cost", "Travel or cost"
    ROLE_NOT_RIGHT = "role_not_right", "The role was not right"
    SUPPORT_NOT_RIGHT = "support_not_right", "The support was not right"
    OWN_REASONS = "own_reasons", "Own reasons, or not asked"


class Supervision(Labelled):
    """How often somebody has supervision."""

    WEEKLY = "weekly", "Every week"
    FORTNIGHTLY = "fortnightly", "Every two weeks"
    MONTHLY = "monthly", "Every month"
    LESS_OFTEN = "less_often", "Less often"
    NOT_YET = "not_yet", "Not yet"


class Place(Labelled):
    """A person's place in the circle of those who may look."""

    EDITOR = "editor", "Workforce editor"
    READER = "reader", "Reader from Career Matters"


class ErasureStatus(Labelled):
    """Where a request to take somebody out for good stands."""

    ASKED = "asked", "Waits for a second person", "Waits for a second person", "yellow"
    DONE = "done", "Taken out for good", "Taken out for good", "green"
    DECLINED = "declined", "Not confirmed", "Not confirmed", "grey"
    TAKEN_BACK = "taken_back", "Taken back", "Taken back", "grey"


class ErasureReason(Labelled):
    """Why somebody is to be taken out: about the record, never about the person."""

    PERSON_ASKED = "person_asked", "The person asked for it"
    MISTAKE = "mistake", "The code was added by mistake"
    TWICE = "twice", "The same person has two codes"


class Severity(Labelled):
    """How much a barrier holds up, in words."""

    LOW = "low", "Slows things down", "Slows things down", "grey"
    MEDIUM = "medium", "Stops some people", "Stops some people", "yellow"
    HIGH = "high", "Stops everybody for now", "Stops everybody for now", "orange"


class EntryStatus(Labelled):
    """Where a barrier of the log stands."""

    OPEN = "open", "Open", "Open", "yellow"
    WORKING = "working", "Being worked on", "Being worked on", "blue"
    SOLVED = "solved", "Solved", "Solved", "green"
    NOT_SOLVED = "not_solved", "Could not solve", "Could not solve", "purple"
    CLOSED = "closed", "Closed for another reason", "Closed for another reason", "grey"


LIVE_ENTRIES = (EntryStatus.OPEN, EntryStatus.WORKING)
"""The barriers that somebody still has to look at."""


class TryOutcome(Labelled):
    """What came of something that was tried."""

    HELPED = "helped", "It helped"
    HELPED_SOME = "helped_some", "It helped a little"
    NO_CHANGE = "no_change", "It changed nothing"
    TOO_EARLY = "too_early", "Too early to say"
