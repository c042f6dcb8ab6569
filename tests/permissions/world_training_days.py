"""Training days of the world: one that is being held, one that was, and all that is kept about them."""

from __future__ import annotations

from charter_portal.accounts.models import User
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.files.services import store_bytes
from charter_portal.jobs.enums import JobState
from charter_portal.jobs.models import Job
from charter_portal.organisations.models import Organisation
from charter_portal.training.models import Trainer, TrainingDay
from charter_portal.training.notices.links import token_for
from charter_portal.training.services.door import DOOR_JOB
from tests.factories.training import a_room, a_trainer
from tests.factories.training_days import (
    a_begun_day,
    a_held_day,
    a_material,
    a_note,
    a_template,
    places_of,
    with_certificate,
)

OF_A_DAY = (
    *("staff_day", "edit_day", "edit_programme", "clone_day", "publish_day", "move_day", "cancel_day"),
    *("change_places", "register", "walk_in", "close_register", "door", "take_door_list", "door_pdf"),
    *("materials", "barrier_notes"),
)


def days_of_the_world(
    organisation: Organisation, canary: str, printers: list[User]
) -> dict[str, dict[str, object]]:
    """The values of the addresses of staff's and trainers' pages; `printers` have a list for the door."""
    trainer, room = a_trainer("Trainer"), a_room()
    day = a_begun_day(organisation, title=f"Day {canary}", trainers=(trainer,), room=room)
    held = a_held_day(organisation, title=f"Held {canary}")
    came = with_certificate(places_of(held)[0], canary.encode())
    place = places_of(day)[0]
    for person in printers:
        _list_of(day, person, canary)
    note, file = a_note(day, organisation, title=f"Barrier {canary}"), a_material(day, data=canary.encode())
    # What a coming day uses cannot be closed, so these are used by none.
    unused, idle = a_room(), a_trainer("Idle trainer")
    trainer_row = db.session.query(Trainer).where(Trainer.user_id == idle.id).one()
    values: dict[str, dict[str, object]] = {
        f"training.{name}": {"training_day_id": day.id} for name in OF_A_DAY
    }
    values |= {
        f"training.{name}": {"venue_id": unused.venue_id} for name in ("venue", "venue_state", "new_room")
    }
    values |= {f"training.{name}": {"room_id": unused.id} for name in ("room", "room_state")}
    values |= {f"training.{name}": {"trainer_id": trainer_row.id} for name in ("trainer", "end_trainer")}
    template = {"programme_template_id": a_template().id}
    return values | {
        "training.template": template,
        "training.template_state": template,
        "training.material_file": {"day_material_id": file.id},
        "training.remove_material": {"day_material_id": file.id},
        "training.remove_barrier_note": {"day_barrier_note_id": note.id},
        "workforce.take_over_note": {"note_id": note.id},
        "training.mark": {"place_id": place.id},
        "training.check_in": {"code": place.code},
        "training.certificate": {"place_id": came.id},
        "training.feedback": {"token": token_for(came.code)},
        "training.feedback_summary": {"training_day_id": held.id},
    }


def _list_of(day: TrainingDay, person: User, canary: str) -> None:
    with unit_of_work():
        stored = store_bytes(f"list-{person.id}.pdf", canary.encode(), "application/pdf", by=person)
        job = Job(kind=DOOR_JOB, key=f"{DOOR_JOB}:{day.id}:{person.id}", subject_type=day.__tablename__)
        job.subject_id, job.requested_by_id, job.state = day.id, person.id, JobState.DONE
        job.result_file_id, job.finished_at = stored.id, now()
        db.session.add(job)
