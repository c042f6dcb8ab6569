"""Tables of training."""

from charter_portal.training.models.barriers import DayBarrierNote
from charter_portal.training.models.days import (
    DayMaterial,
    DayTrainer,
    ProgrammeItem,
    ProgrammeTemplate,
    Room,
    Series,
    TemplateItem,
    Trainer,
    TrainingDay,
    Venue,
)
from charter_portal.training.models.feedback import CycleTraining, DayFeedback
from charter_portal.training.models.places import Booking, DelegateNeeds, Place, Reminder

__all__ = [
    "Booking",
    "CycleTraining",
    "DayBarrierNote",
    "DayFeedback",
    "DayMaterial",
    "DayTrainer",
    "DelegateNeeds",
    "Place",
    "ProgrammeItem",
    "ProgrammeTemplate",
    "Reminder",
    "Room",
    "Series",
    "TemplateItem",
    "Trainer",
    "TrainingDay",
    "Venue",
]
