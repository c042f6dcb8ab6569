"""The register of a day: who came, taken by its trainers and staff, at the door or afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken
from charter_portal.core.formats import day as written_day
from charter_portal.core.forms import normal_address
from charter_portal.core.tokens import token_hash
from charter_portal.organisations.models import Organisation
from charter_portal.organisations.rules import name_key
from charter_portal.training import permissions as can
from charter_portal.training.enums import DayStatus, DelegateRole, PlaceStatus, RegisterDeed, Way
from charter_portal.training.models import Booking, Place, TrainingDay
from charter_portal.training.notices import days as notices
from charter_portal.training.notices.links import own_link, token_for
from charter_portal.training.notices.mailings import send
from charter_portal.training.queries.places import held_on
from charter_portal.training.queries.registers import live_places
from charter_portal.training.rules.registers import is_open
from charter_portal.training.services.certificates import request_certificate, take_back_certificate
from charter_portal.training.services.codes import new_place_code, new_reference
from charter_portal.training.services.steps import facts_of
from charter_portal.training.workflow import day_workflow, place_workflow

declare("training.place.marked", "training.place.walked_in")

STEPS = {
    RegisterDeed.CHECK_IN: "attend",
    RegisterDeed.ABSENT: "mark_absent",
    RegisterDeed.UNDO: "undo",
}


def mark(place: Place, deed: RegisterDeed, *, by: User) -> None:
    """Do one deed to one line of a register. What stands there already is left as it is.

    Until the register is closed its trainers and staff may; afterwards staff put right what was marked
    wrongly, and the certificate follows. Raises NotAllowed, RuleBroken before the day, and StepNotOpen for
    a place that was cancelled or never booked.
    """
    day = lock(place.day)
    lock(place)
    _may_mark(day, by)
    if deed in STEPS:
        _take(place, day, deed, by)
        return
    if place.status is not PlaceStatus.ATTENDED:
        raise RuleBroken("Check this person in first.")
    word = "late" if deed is RegisterDeed.LATE else "left_early"
    before = getattr(place, word)
    setattr(place, word, not before)
    db.session.flush()
    record("training.place.marked", about=place, by=by, before={word: before}, after={word: not before})


@dataclass(frozen=True, kw_only=True)
class WalkIn:
    """Somebody who came without a place. `organisation` is its name in the portal, or empty."""

    name: str
    email: str
    role: DelegateRole
    joins: Way
    organisation: str = ""


def add_walk_in(day: TrainingDay, who: WalkIn, *, there_is_room: bool, by: User) -> Place:
    """Put somebody who came without a place on the register, as there.

    A walk-in counts like everybody. On a full day somebody at the door confirms that there is room, and the
    day then has one place more, with their name in the trail. Raises NotAllowed, and RuleBroken naming the
    field when the register is not open, the day is full, the organisation is unknown or the person has a
    place.
    """
    lock(day)
    _may_mark(day, by)
    organisation = _organisation_named(who.organisation)
    if held_on(day) >= day.capacity:
        if not there_is_room:
            raise RuleBroken("Every place is taken. Is there room? Tick the box, then add them.", "room")
        _make_room(day, by)
    place = _new_place(day, who, organisation, by)
    record(
        "training.place.walked_in",
        about=place,
        by=by,
        organisation_id=organisation.id if organisation else None,
        after={"day": day.id, "role": who.role},
    )
    if day.status is DayStatus.HELD:
        request_certificate(place, by=by)
    return place


@dataclass(frozen=True)
class Closing:
    """What closing a register did: how many came, how many did not, how many mails went."""

    came: int
    absent: int
    mails: int


def close_register(day: TrainingDay, *, by: User) -> Closing:
    """The day is over: who is still only booked did not come; who came gets certificate and feedback form.

    Raises NotAllowed for anybody but its trainers and staff, StepNotOpen unless it is published, RuleBroken
    before it has begun.
    """
    lock(day)
    if now() < day.starts_at:
        raise RuleBroken("The day has not begun yet. Close the register when it is over.")
    day_workflow.take("close_register", day, by=by)
    day.held_at = now()
    places = live_places(day)
    absent = [place for place in places if place.status is PlaceStatus.BOOKED]
    for place in absent:
        place_workflow.take("mark_absent", place, by=by, note="The register was closed.")
    came = [place for place in places if place.status is PlaceStatus.ATTENDED]
    for place in came:
        request_certificate(place, by=by)
    mails = send(notices.of_closing(came, facts_of(day), address_of=own_link))
    return Closing(came=len(came), absent=len(absent), mails=mails)


def _take(place: Place, day: TrainingDay, deed: RegisterDeed, by: User) -> None:
    after = place_workflow.steps[STEPS[deed]].after
    if place.status is after:
        return
    if day.status is DayStatus.HELD and deed is RegisterDeed.UNDO:
        raise RuleBroken("The register is closed: mark them as there, or as not there.")
    place_workflow.take(STEPS[deed], place, by=by)
    place.arrived_at = now() if deed is RegisterDeed.CHECK_IN else None
    if deed is not RegisterDeed.CHECK_IN:
        place.late = place.left_early = False
    db.session.flush()
    if day.status is DayStatus.HELD:
        act = request_certificate if deed is RegisterDeed.CHECK_IN else take_back_certificate
        act(place, by=by)


def _may_mark(day: TrainingDay, by: User) -> None:
    if not can.trains(by, day):
        raise NotAllowed("The register is for the trainers of the day and for staff.")
    if day.status is DayStatus.HELD and not can.runs_training(by):
        raise NotAllowed("The register is closed. Ask Career Matters staff to put it right.")
    if day.status not in {DayStatus.PUBLISHED, DayStatus.HELD}:
        raise RuleBroken("This day has no register.")
    if not is_open(day.starts_at, now()):
        raise RuleBroken(f"The register opens on the day itself, {written_day(day.starts_at)}.")


def _make_room(day: TrainingDay, by: User) -> None:
    before, day.capacity = day.capacity, held_on(day) + 1
    record(
        "training.day.capacity_changed",
        about=day,
        by=by,
        note="Somebody came without a place, and there is room.",
        before={"capacity": before},
        after={"capacity": day.capacity},
    )
    db.session.flush()


def _organisation_named(name: str) -> Organisation | None:
    if not name:
        return None
    found = db.session.scalar(select(Organisation).where(Organisation.name_key == name_key(name)))
    if found is None:
        raise RuleBroken(
            "No organisation in the portal has this name. Check it, or leave it empty.", "organisation"
        )
    return found


def _new_place(day: TrainingDay, who: WalkIn, organisation: Organisation | None, by: User) -> Place:
    booking = Booking(
        day_id=day.id,
        organisation_id=organisation.id if organisation else None,
        booked_by_id=by.id,
        reference=new_reference(),
        asked_key=token_hash(f"{day.id}:{who.email}:{now().isoformat()}"),
    )
    db.session.add(booking)
    db.session.flush()
    code = new_place_code()
    place = Place(
        booking_id=booking.id,
        day_id=day.id,
        status=PlaceStatus.ATTENDED,
        name=who.name,
        email=who.email,
        email_key=normal_address(who.email),
        role=who.role,
        joins=who.joins,
        code=code,
        link_hash=token_hash(token_for(code)),
        booked_at=now(),
        arrived_at=now(),
        walked_in=True,
    )
    try:
        with db.session.begin_nested():
            db.session.add(place)
    except IntegrityError:
        raise RuleBroken("Somebody with this address has a place already. Check them in.", "email") from None
    return place
