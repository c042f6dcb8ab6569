"""What delegates are given to read: files and links, before the day or after it."""

from __future__ import annotations

from werkzeug.datastructures import FileStorage

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken
from charter_portal.core.links import LinkNotTaken, read_link
from charter_portal.files.models import StoredFile
from charter_portal.files.services import FileRefused, store
from charter_portal.training import permissions as can
from charter_portal.training.enums import MaterialFor
from charter_portal.training.models import DayMaterial, TrainingDay

declare("training.material.added", "training.material.removed")

FILE_BYTES = 10 * 1024 * 1024
MOST = 30


def add_material(
    day: TrainingDay, *, title: str, shown: MaterialFor, upload: FileStorage | None, url: str, by: User
) -> DayMaterial:
    """Give delegates one file or one link.

    Raises NotAllowed for anybody but the day's trainers and staff, and RuleBroken, naming the field, for a
    file that is not taken, an address that is none, both at once or neither.
    """
    _only_those_in_charge(day, by)
    lock(day)
    if sum(1 for each in day.materials if each.removed_at is None) >= MOST:
        raise RuleBroken(f"A day has {MOST} materials at most. Remove one that is no longer needed.")
    if upload is None and not url:
        raise RuleBroken("Choose a file, or enter the address of a page.", "file")
    if upload is not None and url:
        raise RuleBroken("Give a file or an address, one at a time.", "url")
    material = DayMaterial(day_id=day.id, title=title, shown=shown)
    if upload is not None:
        material.file = _stored(upload, by)
    else:
        material.url = _address(url)
    db.session.add(material)
    db.session.flush()
    db.session.expire(day, ["materials"])
    record("training.material.added", about=material, by=by, after={"title": title, "day": day.id})
    return material


def remove_material(material: DayMaterial, *, by: User) -> None:
    """Delegates see it no more. Raises NotAllowed for anybody but the day's trainers and staff."""
    _only_those_in_charge(material.day, by)
    lock(material)
    if material.removed_at is None:
        material.removed_at = now()
        record("training.material.removed", about=material, by=by, before={"title": material.title})


def _stored(upload: FileStorage, by: User) -> StoredFile:
    try:
        return store(upload, by=by, limit_bytes=FILE_BYTES)
    except FileRefused as problem:
        raise RuleBroken(problem.message, "file") from problem


def _address(url: str) -> str:
    try:
        return read_link(url)
    except LinkNotTaken as problem:
        raise RuleBroken(str(problem), "url") from problem


def _only_those_in_charge(day: TrainingDay, by: User) -> None:
    if not can.trains(by, day):
        raise NotAllowed("Materials are looked after by the day's trainers and by staff.")
