"""The floor's tables: the same facts as the portal's, in as few and as plain columns as its pages need."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Engine, ForeignKey, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """Every table of the floor."""


class Person(Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[str]


class Organisation(Base):
    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    region: Mapped[str]


class Member(Base):
    __tablename__ = "member"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[str]
    person: Mapped[Person] = relationship()


class Cycle(Base):
    __tablename__ = "cycle"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    deadline_at: Mapped[datetime]
    assessment_from: Mapped[date]
    assessment_until: Mapped[date]
    panel_on: Mapped[date]
    release_on: Mapped[date]


class Level(Base):
    __tablename__ = "level"
    id: Mapped[int] = mapped_column(primary_key=True)
    rank: Mapped[int]
    name: Mapped[str]


class Statement(Base):
    __tablename__ = "statement"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    text: Mapped[str]
    why: Mapped[str]
    guidance: Mapped[str]
    word_limit: Mapped[int]
    value_title: Mapped[str]
    theme_title: Mapped[str]
    criteria: Mapped[list[Criterion]] = relationship(order_by="Criterion.level_id")


class Criterion(Base):
    __tablename__ = "criterion"
    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), index=True)
    level_id: Mapped[int] = mapped_column(ForeignKey("level.id"))
    text: Mapped[str]
    level: Mapped[Level] = relationship()


class Application(Base):
    __tablename__ = "application"
    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    title: Mapped[str] = mapped_column(index=True)
    reference: Mapped[str | None]
    status: Mapped[str] = mapped_column(index=True)
    aim_level_id: Mapped[int | None] = mapped_column(ForeignKey("level.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(index=True)
    cycle: Mapped[Cycle] = relationship()
    organisation: Mapped[Organisation] = relationship()
    aim: Mapped[Level | None] = relationship()
    services: Mapped[list[Service]] = relationship()
    submissions: Mapped[list[Submission]] = relationship()


class Service(Base):
    __tablename__ = "service"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    name: Mapped[str]
    setting: Mapped[str]


class Submission(Base):
    __tablename__ = "submission"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    number: Mapped[int]
    declared_name: Mapped[str]
    declared_job_title: Mapped[str]
    submitted_at: Mapped[datetime]
    sha256: Mapped[str]


class Response(Base):
    __tablename__ = "response"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    own_level_id: Mapped[int | None] = mapped_column(ForeignKey("level.id"))
    narrative: Mapped[str]
    lived_experience: Mapped[str]
    version: Mapped[int]
    saved_at: Mapped[datetime | None]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    saved_by: Mapped[Person | None] = relationship()
    own_level: Mapped[Level | None] = relationship()


class Evidence(Base):
    __tablename__ = "evidence"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    number: Mapped[int]
    title: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    url: Mapped[str | None]


class Citation(Base):
    __tablename__ = "citation"
    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), index=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"))
    where_to_look: Mapped[str]
    evidence: Mapped[Evidence] = relationship()


class StoredFile(Base):
    __tablename__ = "stored_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]


class Allocation(Base):
    __tablename__ = "allocation"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    assessor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    status: Mapped[str]
    application: Mapped[Application] = relationship()


class Score(Base):
    __tablename__ = "score"
    id: Mapped[int] = mapped_column(primary_key=True)
    allocation_id: Mapped[int] = mapped_column(ForeignKey("allocation.id"), index=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    level_id: Mapped[int | None] = mapped_column(ForeignKey("level.id"))
    reason: Mapped[str]
    strengths: Mapped[str]
    lift: Mapped[str]
    version: Mapped[int]


class Decision(Base):
    __tablename__ = "decision"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), unique=True)
    status: Mapped[str]
    level_id: Mapped[int | None] = mapped_column(ForeignKey("level.id"))


class Award(Base):
    __tablename__ = "award"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    code: Mapped[str]
    title: Mapped[str]
    organisation_name: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    region: Mapped[str]
    level_id: Mapped[int] = mapped_column(ForeignKey("level.id"))
    valid_until: Mapped[date]
    level: Mapped[Level] = relationship()


class Day(Base):
    __tablename__ = "day"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    audience: Mapped[str]
    way: Mapped[str]
    status: Mapped[str]
    venue: Mapped[str]
    room: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    capacity: Mapped[int]


class Booking(Base):
    __tablename__ = "booking"
    id: Mapped[int] = mapped_column(primary_key=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("day.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key: Mapped[str] = mapped_column(unique=True)
    organisation: Mapped[Organisation] = relationship()


class Place(Base):
    __tablename__ = "place"
    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    day_id: Mapped[int] = mapped_column(ForeignKey("day.id"), index=True)
    status: Mapped[str]
    name: Mapped[str]
    email: Mapped[str] = mapped_column(index=True)
    role: Mapped[str]
    needs: Mapped[str]
    booking: Mapped[Booking] = relationship()


class Mail(Base):
    __tablename__ = "mail"
    id: Mapped[int] = mapped_column(primary_key=True)
    to: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]


class Trail(Base):
    __tablename__ = "trail"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    event: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int] = mapped_column(index=True)


class Picture(Base):
    __tablename__ = "picture"
    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), unique=True)
    since: Mapped[date]
    until: Mapped[date]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    cycle: Mapped[Cycle] = relationship()


class Post(Base):
    __tablename__ = "post"
    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(index=True)
    title: Mapped[str]
    level: Mapped[int]
    kind: Mapped[str]
    status: Mapped[str]
    headcount: Mapped[int]


class Follower(Base):
    __tablename__ = "follower"
    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(index=True)
    code: Mapped[str]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)


class Milestone(Base):
    __tablename__ = "milestone"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("follower.id"), index=True)
    service_id: Mapped[int] = mapped_column(index=True)
    kind: Mapped[str]
    happened_on: Mapped[date]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))


COPIES = {
    "person": "SELECT u.id, u.name, coalesce(max(g.role), 'member') AS role FROM portal.user_account u "
    "LEFT JOIN portal.role_grant g ON g.user_id = u.id GROUP BY u.id",
    "organisation": "SELECT id, name, kind, region FROM portal.organisation",
    "member": "SELECT id, user_id, organisation_id, role FROM portal.membership",
    "cycle": "SELECT id, name, deadline_at, assessment_from, assessment_until, panel_on, release_on "
    "FROM portal.cycle",
    "level": "SELECT id, rank, name FROM portal.framework_level",
    "statement": "SELECT s.id, s.code, s.title, s.text, s.why, s.guidance, s.word_limit, v.title, t.title "
    "FROM portal.framework_statement s JOIN portal.framework_value v ON v.id = s.value_id "
    "JOIN portal.framework_theme t ON t.id = s.theme_id ORDER BY s.position",
    "criterion": "SELECT id, statement_id, level_id, text FROM portal.framework_criterion",
    "application": "SELECT id, cycle_id, organisation_id, title, reference, status, aim_level_id, "
    "submitted_at FROM portal.application",
    "service": "SELECT s.id, a.application_id, s.name, s.setting FROM portal.service s "
    "JOIN portal.application_service a ON a.service_id = s.id",
    "submission": "SELECT id, application_id, number, declared_name, declared_job_title, submitted_at, "
    "sha256 FROM portal.submission",
    "response": "SELECT id, application_id, statement_id, own_level_id, narrative, lived_experience, "
    "version, saved_at, saved_by_id FROM portal.response",
    "stored_file": "SELECT id, name, size, sha256 FROM portal.stored_file",
    "evidence": "SELECT id, application_id, number, title, file_id, url FROM portal.evidence",
    "citation": "SELECT id, response_id, evidence_id, where_to_look FROM portal.citation",
    "allocation": "SELECT id, application_id, assessor_id, status FROM portal.allocation",
    "score": "SELECT id, allocation_id, statement_id, level_id, reason, strengths, lift, version "
    "FROM portal.score",
    "decision": "SELECT id, application_id, status, level_id FROM portal.decision",
    "award": "SELECT id, number, code, title, organisation_name, organisation_kind, region, level_id, "
    "valid_until FROM portal.award",
    "day": "SELECT d.id, d.title, d.audience, d.way, d.status, v.name, r.name, d.starts_at, d.ends_at, "
    "d.booking_closes_at, d.capacity FROM portal.training_day d "
    "JOIN portal.training_room r ON r.id = d.room_id JOIN portal.training_venue v ON v.id = r.venue_id",
    "booking": "SELECT id, day_id, organisation_id, booked_by_id, asked_key FROM portal.training_booking",
    "place": "SELECT p.id, p.booking_id, p.day_id, p.status, p.name, p.email_key, p.role, "
    "coalesce(n.access || ' ' || n.dietary, '') FROM portal.training_place p "
    "LEFT JOIN portal.delegate_needs n ON n.place_id = p.id",
    "picture": "SELECT id, cycle_id, since, until, document FROM portal.national_picture",
    "post": "SELECT p.id, p.service_id, v.title, v.level, v.kind, v.status, v.headcount FROM portal.post p "
    "JOIN portal.post_version v ON v.post_id = p.id WHERE v.valid_until IS NULL OR v.valid_until > date()",
    "follower": "SELECT id, service_id, code, CASE WHEN post_id IN (SELECT id FROM main.post) "
    "THEN post_id END FROM portal.workforce_person",
    "milestone": "SELECT id, person_id, service_id, kind, happened_on, CASE WHEN post_id IN "
    "(SELECT id FROM main.post) THEN post_id END FROM portal.workforce_milestone",
    "trail": "SELECT id, at, actor_id, event, subject_type, subject_id FROM portal.audit_entry",
}


def engine_for(path: Path) -> Engine:
    """SQLite with the portal's own settings: write-ahead log, full safety, transactions begun by hand."""
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "foreign_keys = ON",
            "journal_mode = WAL",
            "synchronous = FULL",
            "busy_timeout = 20000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def copy_from(portal: Path, floor: Path) -> None:
    """Make the floor's database with every row its pages need from a seeded portal."""
    engine = engine_for(floor)
    with engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql(f"ATTACH DATABASE '{portal}' AS portal")
        connection.exec_driver_sql("BEGIN")
        Base.metadata.create_all(connection)
        for table, rows in COPIES.items():
            connection.exec_driver_sql(f"INSERT INTO {table} {rows}")
        connection.commit()
    engine.dispose()
