"""The words of training."""

from charter_portal.core.words import Labelled


class Audience(Labelled):
    """Whom a training day is for."""

    APPLICANTS = "applicants", "Organisations that apply"
    ASSESSORS = "assessors", "New assessors"
    STANDARDISATION = "standardisation", "Assessors: yearly standardisation"
    REFRESHER = "refresher", "Refresher for everybody"

    @property
    def is_for_organisations(self) -> bool:
        """True when organisations book for their people; otherwise assessors book for themselves."""
        return self in {Audience.APPLICANTS, Audience.REFRESHER}


class Way(Labelled):
    """How a day is held."""

    ONLINE = "online", "Online"
    IN_PERSON = "in_person", "In person"
    HYBRID = "hybrid", "In person or online"


class DayStatus(Labelled):
    """Where a training day stands: our label, the label others see."""

    DRAFT = "draft", "Draft", "Being planned", "grey"
    PUBLISHED = "published", "Published", "Open for booking", "green"
    HELD = "held", "Held", "Held", "teal"
    CANCELLED = "cancelled", "Cancelled", "Cancelled", "orange"


class PlaceStatus(Labelled):
    """Where one delegate's place stands: our label, the delegate's label."""

    WAITING = "waiting", "Waiting", "On the waiting list", "yellow"
    OFFERED = "offered", "Offered", "A place is held for you", "purple"
    BOOKED = "booked", "Booked", "Booked", "green"
    ATTENDED = "attended", "Attended", "Attended", "teal"
    ABSENT = "absent", "Not there", "Not there", "grey"
    CANCELLED = "cancelled", "Cancelled", "Cancelled", "grey"
    LAPSED = "lapsed", "Ended without a place", "Ended without a place", "grey"


class DelegateRole(Labelled):
    """What a delegate does in the organisation. A charter day wants a mix of them."""

    LEADERSHIP = "leadership", "Leadership"
    HUMAN_RESOURCES = "human_resources", "Human resources"
    SERVICE_DELIVERY = "service_delivery", "Service delivery"
    LIVED_EXPERIENCE = "lived_experience", "Lived experience representative"
    OTHER = "other", "Another role"


class Requirement(Labelled):
    """What a cycle asks of applicants about attendance before they submit."""

    NONE = "none", "Not asked for"
    WARN = "warn", "Remind, but let them submit"
    BLOCK = "block", "Needed before submitting"


class MaterialFor(Labelled):
    """When booked people see a material."""

    BEFORE = "before", "Before the day"
    AFTER = "after", "After the day"


class ReminderKind(Labelled):
    """A reminder of a day; each place gets each kind once."""

    WEEK_BEFORE = "week_before", "Seven days before"
    DAY_BEFORE = "day_before", "One day before"


class RegisterDeed(Labelled):
    """What can be done to one line of a register."""

    CHECK_IN = "check_in", "Check in"
    UNDO = "undo", "Undo"
    ABSENT = "absent", "Not there"
    LATE = "late", "Came late"
    LEFT_EARLY = "left_early", "Left early"


HELD = (PlaceStatus.BOOKED, PlaceStatus.OFFERED, PlaceStatus.ATTENDED, PlaceStatus.ABSENT)
"""The places that take up one of a day's capacity."""

LIVE = (*HELD, PlaceStatus.WAITING)
"""The places that count as a delegate's one place on a day, and towards the organisation's limit."""
