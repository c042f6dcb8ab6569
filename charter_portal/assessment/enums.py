"""The words of assessment."""

from charter_portal.core.words import Labelled


class AllocationStatus(Labelled):
    """Where one assessor's reading stands. Nothing opens before the declaration."""

    ALLOCATED = "allocated", "Waiting for the declaration", "Tell us about conflicts first", "yellow"
    DECLINED = "declined", "Closed: conflict of interest", "Closed to you", "grey"
    SCORING = "scoring", "Reading and scoring", "Reading and scoring", "blue"
    FINISHED = "finished", "Finished", "Finished", "green"
    ENDED = "ended", "Ended", "No longer needed", "grey"


LIVE = (AllocationStatus.ALLOCATED, AllocationStatus.SCORING, AllocationStatus.FINISHED)
"""Readings that count: the assessor was asked, and nothing has closed it since."""

OPENED = (AllocationStatus.SCORING, AllocationStatus.FINISHED)
"""Readings whose assessor has declared that there is no conflict."""


class QueuePart(Labelled):
    """The three lists that an assessor's work is in."""

    TO_DO = "to_do", "To do"
    FINISHED = "finished", "Finished"
    CLOSED = "closed", "Closed"

    @property
    def statuses(self) -> tuple[AllocationStatus, ...]:
        """The states of an allocation that belong in this list."""
        return {
            QueuePart.TO_DO: (AllocationStatus.ALLOCATED, AllocationStatus.SCORING),
            QueuePart.FINISHED: (AllocationStatus.FINISHED,),
            QueuePart.CLOSED: (AllocationStatus.DECLINED, AllocationStatus.ENDED),
        }[self]


class ConflictKind(Labelled):
    """Why somebody should not assess an application."""

    WORKED_THERE = "worked_there", "I work or worked there, or applied to"
    HELPED = "helped", "I helped with this application"
    CLOSE_PERSON = "close_person", "Somebody close to me works there"
    USED_SERVICE = "used_service", "I use or used the service"
    MONEY = "money", "I could gain or lose money"
    OTHER = "other", "Another reason"
    PREFER_NOT_TO_SAY = "prefer_not_to_say", "I prefer not to say"


class ScoreState(Labelled):
    """How far one statement's score has come; computed from what it holds."""

    EMPTY = "empty", "Not scored yet", "Not scored yet", "grey"
    STARTED = "started", "Started", "Started", "yellow"
    COMPLETE = "complete", "Scored", "Scored", "green"


class Closeness(Labelled):
    """How far apart the readers of one statement are."""

    SAME = "same", "Same level", "Same level", "green"
    NEAR = "near", "One level apart", "One level apart", "blue"
    WIDE = "wide", "Two or more levels apart", "Two or more levels apart", "orange"


class Unavailable(Labelled):
    """Why an assessor cannot be given an application."""

    BELONGS = "belongs", "Belongs to an organisation of this application"
    DECLARED = "declared", "Declared a conflict with this application"
    READING = "reading", "Reads this application already"
