"""The life of a day and of one place. Steps without a person are taken by the portal itself."""

from charter_portal.core.workflow import Step, Workflow
from charter_portal.training import permissions as can
from charter_portal.training.enums import DayStatus
from charter_portal.training.enums import PlaceStatus as S

day_workflow = Workflow(
    "training.day",
    Step("publish", before=(DayStatus.DRAFT,), after=DayStatus.PUBLISHED, allowed=can.runs_training),
    Step(
        "cancel",
        before=(DayStatus.DRAFT, DayStatus.PUBLISHED),
        after=DayStatus.CANCELLED,
        allowed=can.runs_training,
    ),
    Step("close_register", before=(DayStatus.PUBLISHED,), after=DayStatus.HELD, allowed=can.trains),
)

place_workflow = Workflow(
    "training.place",
    Step("book", before=(S.WAITING,), after=S.BOOKED, allowed=None),
    Step("offer", before=(S.WAITING,), after=S.OFFERED, allowed=None),
    Step("accept", before=(S.OFFERED,), after=S.BOOKED, allowed=can.answers_for),
    Step("lapse", before=(S.WAITING, S.OFFERED), after=S.LAPSED, allowed=None),
    Step("cancel", before=(S.WAITING, S.OFFERED, S.BOOKED), after=S.CANCELLED, allowed=can.answers_for),
    Step("attend", before=(S.BOOKED, S.ABSENT), after=S.ATTENDED, allowed=can.trains_day_of),
    Step("mark_absent", before=(S.BOOKED, S.ATTENDED), after=S.ABSENT, allowed=can.trains_day_of),
    Step("undo", before=(S.ATTENDED, S.ABSENT), after=S.BOOKED, allowed=can.trains_day_of),
)
"""A place begins by waiting; when one is free it is booked in the same breath."""
