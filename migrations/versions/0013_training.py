"""Tables of training days, their places and what people said."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def words(kind: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=kind, native_enum=False, create_constraint=True, length=40)


def moments() -> list[sa.Column]:
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("created_at", "updated_at")]


def upgrade() -> None:
    op.create_table(
        "programme_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("audience", words("audience", "applicants", "assessors", "standardisation", "refresher"), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("what_next", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        *moments(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_template")),
        sa.UniqueConstraint("name", name=op.f("uq_programme_template_name")),
    )
    op.create_table(
        "training_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        *moments(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_series")),
        sa.UniqueConstraint("name", name=op.f("uq_training_series_name")),
    )
    op.create_table(
        "training_venue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("region", words("region", "east_of_england", "london", "midlands", "north_east_yorkshire", "north_west", "south_east", "south_west", "national", "wales", "scotland", "northern_ireland"), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("access_notes", sa.Text(), nullable=False),
        sa.Column("travel_notes", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        *moments(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_venue")),
    )
    op.create_table(
        "programme_template_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("after_minutes", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        *moments(),
        sa.CheckConstraint("after_minutes >= 0 AND minutes > 0", name=op.f("ck_programme_template_item_minutes_counted")),
        sa.ForeignKeyConstraint(["template_id"], ["programme_template.id"], name=op.f("fk_programme_template_item_template_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_template_item")),
    )
    op.create_index(
        op.f("ix_programme_template_item_template_id"),
        "programme_template_item",
        ["template_id"],
        unique=False,
    )
    op.create_table(
        "trainer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *moments(),
        sa.ForeignKeyConstraint(["added_by_id"], ["user_account.id"], name=op.f("fk_trainer_added_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_trainer_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainer")),
    )
    op.create_index(
        "uq_trainer_live",
        "trainer",
        ["user_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "training_room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        *moments(),
        sa.CheckConstraint("seats > 0", name=op.f("ck_training_room_seats_counted")),
        sa.ForeignKeyConstraint(["venue_id"], ["training_venue.id"], name=op.f("fk_training_room_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_room")),
        sa.UniqueConstraint("venue_id", "name", name=op.f("uq_training_room_venue_id_name")),
    )
    op.create_table(
        "cycle_training",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("requirement", words("requirement", "none", "warn", "block"), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        *moments(),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_cycle_training_cycle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle_training")),
        sa.UniqueConstraint("cycle_id", name=op.f("uq_cycle_training_cycle_id")),
    )
    op.create_table(
        "training_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("audience", words("audience", "applicants", "assessors", "standardisation", "refresher"), nullable=False),
        sa.Column("status", words("daystatus", "draft", "published", "held", "cancelled"), nullable=False),
        sa.Column("way", words("way", "online", "in_person", "hybrid"), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booking_closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("per_organisation", sa.Integer(), nullable=True),
        sa.Column("hold_hours", sa.Integer(), nullable=False),
        sa.Column("price_pence", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("access_notes", sa.Text(), nullable=False),
        sa.Column("joining_words", sa.Text(), nullable=False),
        sa.Column("what_next", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_reason", sa.Text(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("calendar_sequence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        *moments(),
        sa.CheckConstraint("booking_closes_at <= starts_at", name=op.f("ck_training_day_booking_closes_before")),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_training_day_capacity_counted")),
        sa.CheckConstraint("hold_hours > 0", name=op.f("ck_training_day_hold_counted")),
        sa.CheckConstraint("per_organisation IS NULL OR per_organisation > 0", name=op.f("ck_training_day_limit_counted")),
        sa.CheckConstraint("price_pence >= 0", name=op.f("ck_training_day_price_not_negative")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_training_day_starts_before_end")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user_account.id"], name=op.f("fk_training_day_created_by_id")),
        sa.ForeignKeyConstraint(["room_id"], ["training_room.id"], name=op.f("fk_training_day_room_id")),
        sa.ForeignKeyConstraint(["series_id"], ["training_series.id"], name=op.f("fk_training_day_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_day")),
    )
    op.create_index("ix_training_day_coming", "training_day", ["status", "starts_at", "id"], unique=False)
    op.create_index(op.f("ix_training_day_room_id"), "training_day", ["room_id"], unique=False)
    op.create_index(op.f("ix_training_day_series_id"), "training_day", ["series_id"], unique=False)
    op.create_table(
        "programme_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        *moments(),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_programme_item_starts_before_end")),
        sa.ForeignKeyConstraint(["day_id"], ["training_day.id"], name=op.f("fk_programme_item_day_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_item")),
    )
    op.create_index(op.f("ix_programme_item_day_id"), "programme_item", ["day_id"], unique=False)
    op.create_table(
        "training_booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("booked_by_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("asked_key", sa.String(length=64), nullable=False),
        sa.Column("together", sa.Boolean(), nullable=False),
        sa.Column("turn_since", sa.DateTime(timezone=True), nullable=True),
        *moments(),
        sa.ForeignKeyConstraint(["booked_by_id"], ["user_account.id"], name=op.f("fk_training_booking_booked_by_id")),
        sa.ForeignKeyConstraint(["day_id"], ["training_day.id"], name=op.f("fk_training_booking_day_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_training_booking_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_booking")),
        sa.UniqueConstraint("asked_key", name=op.f("uq_training_booking_asked_key")),
        sa.UniqueConstraint("reference", name=op.f("uq_training_booking_reference")),
    )
    op.create_index(
        op.f("ix_training_booking_booked_by_id"), "training_booking", ["booked_by_id"], unique=False
    )
    op.create_index(
        "ix_training_booking_day", "training_booking", ["day_id", "organisation_id"], unique=False
    )
    op.create_index(
        op.f("ix_training_booking_organisation_id"), "training_booking", ["organisation_id"], unique=False
    )
    op.create_table(
        "training_day_trainer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        *moments(),
        sa.ForeignKeyConstraint(["day_id"], ["training_day.id"], name=op.f("fk_training_day_trainer_day_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_training_day_trainer_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_day_trainer")),
        sa.UniqueConstraint("day_id", "user_id", name=op.f("uq_training_day_trainer_day_id_user_id")),
    )
    op.create_index(
        op.f("ix_training_day_trainer_user_id"), "training_day_trainer", ["user_id"], unique=False
    )
    op.create_table(
        "training_material",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("shown", words("materialfor", "before", "after"), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("url", sa.String(length=2000), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        *moments(),
        sa.CheckConstraint("(file_id IS NOT NULL AND url IS NULL) OR (file_id IS NULL AND url IS NOT NULL)", name=op.f("ck_training_material_file_or_link")),
        sa.ForeignKeyConstraint(["day_id"], ["training_day.id"], name=op.f("fk_training_material_day_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_training_material_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_material")),
    )
    op.create_index(op.f("ix_training_material_day_id"), "training_material", ["day_id"], unique=False)
    op.create_table(
        "training_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("status", words("placestatus", "waiting", "offered", "booked", "attended", "absent", "cancelled", "lapsed"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("role", words("delegaterole", "leadership", "human_resources", "service_delivery", "lived_experience", "other"), nullable=False),
        sa.Column("joins", words("way", "online", "in_person", "hybrid"), nullable=False),
        sa.Column("link_hash", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("left_early", sa.Boolean(), nullable=False),
        sa.Column("walked_in", sa.Boolean(), nullable=False),
        sa.Column("feedback_on", sa.Date(), nullable=True),
        sa.Column("certificate_file_id", sa.Integer(), nullable=True),
        *moments(),
        sa.CheckConstraint("status <> 'offered' OR offered_until IS NOT NULL", name=op.f("ck_training_place_offer_has_an_end")),
        sa.CheckConstraint("joins <> 'hybrid'", name=op.f("ck_training_place_joins_one_way")),
        sa.ForeignKeyConstraint(["booking_id"], ["training_booking.id"], name=op.f("fk_training_place_booking_id")),
        sa.ForeignKeyConstraint(["certificate_file_id"], ["stored_file.id"], name=op.f("fk_training_place_certificate_file_id")),
        sa.ForeignKeyConstraint(["day_id"], ["training_day.id"], name=op.f("fk_training_place_day_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_place")),
        sa.UniqueConstraint("code", name=op.f("uq_training_place_code")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_training_place_link_hash")),
    )
    op.create_index(op.f("ix_training_place_booking_id"), "training_place", ["booking_id"], unique=False)
    op.create_index("ix_training_place_day", "training_place", ["day_id", "status"], unique=False)
    op.create_index(op.f("ix_training_place_email_key"), "training_place", ["email_key"], unique=False)
    op.create_index(
        "uq_training_place_live",
        "training_place",
        ["day_id", "email_key"],
        unique=True,
        sqlite_where=sa.text("status IN ('waiting', 'offered', 'booked', 'attended', 'absent')"),
        postgresql_where=sa.text("status IN ('waiting', 'offered', 'booked', 'attended', 'absent')"),
    )
    op.create_table(
        "day_feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("ratings", sa.JSON(), nullable=False),
        sa.Column("most_useful", sa.Text(), nullable=False),
        sa.Column("to_change", sa.Text(), nullable=False),
        *moments(),
        sa.ForeignKeyConstraint(["day_id"], ["training_day.id"], name=op.f("fk_day_feedback_day_id")),
        sa.ForeignKeyConstraint(["place_id"], ["training_place.id"], name=op.f("fk_day_feedback_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_feedback")),
        sa.UniqueConstraint("place_id", name=op.f("uq_day_feedback_place_id")),
    )
    op.create_index(op.f("ix_day_feedback_day_id"), "day_feedback", ["day_id"], unique=False)
    op.create_table(
        "delegate_needs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("dietary", sa.Text(), nullable=False),
        sa.Column("purge_on", sa.Date(), nullable=False),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True),
        *moments(),
        sa.CheckConstraint("purged_at IS NULL OR (access = '' AND dietary = '')", name=op.f("ck_delegate_needs_purged_is_empty")),
        sa.ForeignKeyConstraint(["place_id"], ["training_place.id"], name=op.f("fk_delegate_needs_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegate_needs")),
        sa.UniqueConstraint("place_id", name=op.f("uq_delegate_needs_place_id")),
    )
    op.create_index(op.f("ix_delegate_needs_purge_on"), "delegate_needs", ["purge_on"], unique=False)
    op.create_table(
        "training_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("kind", words("reminderkind", "week_before", "day_before"), nullable=False),
        *moments(),
        sa.ForeignKeyConstraint(["place_id"], ["training_place.id"], name=op.f("fk_training_reminder_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_reminder")),
        sa.UniqueConstraint("place_id", "kind", name=op.f("uq_training_reminder_place_id_kind")),
    )
    op.create_table(
        "day_barrier_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("stage", words("stage", "attract", "apply", "select", "check", "start", "stay", "progress"), nullable=False),
        sa.Column("barrier_code", sa.String(length=60), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_by_id", sa.Integer(), nullable=True),
        *moments(),
        sa.ForeignKeyConstraint(["day_id"], ["training_day.id"], name=op.f("fk_day_barrier_note_day_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_day_barrier_note_organisation_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["user_account.id"], name=op.f("fk_day_barrier_note_written_by_id")),
        sa.ForeignKeyConstraint(["moved_by_id"], ["user_account.id"], name=op.f("fk_day_barrier_note_moved_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_barrier_note")),
    )
    op.create_index(op.f("ix_day_barrier_note_day_id"), "day_barrier_note", ["day_id"], unique=False)
    op.create_index(
        "ix_day_barrier_note_organisation",
        "day_barrier_note",
        ["organisation_id", "moved_at"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_day_barrier_note_organisation", table_name="day_barrier_note")
    op.drop_index(op.f("ix_day_barrier_note_day_id"), table_name="day_barrier_note")
    op.drop_table("day_barrier_note")
    op.drop_table("training_reminder")
    op.drop_index(op.f("ix_delegate_needs_purge_on"), table_name="delegate_needs")
    op.drop_table("delegate_needs")
    op.drop_index(op.f("ix_day_feedback_day_id"), table_name="day_feedback")
    op.drop_table("day_feedback")
    op.drop_index(
        "uq_training_place_live",
        table_name="training_place",
        sqlite_where=sa.text("status IN ('waiting', 'offered', 'booked', 'attended', 'absent')"),
        postgresql_where=sa.text("status IN ('waiting', 'offered', 'booked', 'attended', 'absent')"),
    )
    op.drop_index(op.f("ix_training_place_email_key"), table_name="training_place")
    op.drop_index("ix_training_place_day", table_name="training_place")
    op.drop_index(op.f("ix_training_place_booking_id"), table_name="training_place")
    op.drop_table("training_place")
    op.drop_index(op.f("ix_training_material_day_id"), table_name="training_material")
    op.drop_table("training_material")
    op.drop_index(op.f("ix_training_day_trainer_user_id"), table_name="training_day_trainer")
    op.drop_table("training_day_trainer")
    op.drop_index(op.f("ix_training_booking_organisation_id"), table_name="training_booking")
    op.drop_index("ix_training_booking_day", table_name="training_booking")
    op.drop_index(op.f("ix_training_booking_booked_by_id"), table_name="training_booking")
    op.drop_table("training_booking")
    op.drop_index(op.f("ix_programme_item_day_id"), table_name="programme_item")
    op.drop_table("programme_item")
    op.drop_index(op.f("ix_training_day_series_id"), table_name="training_day")
    op.drop_index(op.f("ix_training_day_room_id"), table_name="training_day")
    op.drop_index("ix_training_day_coming", table_name="training_day")
    op.drop_table("training_day")
    op.drop_table("cycle_training")
    op.drop_table("training_room")
    op.drop_index(
        "uq_trainer_live",
        table_name="trainer",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_table("trainer")
    op.drop_index(op.f("ix_programme_template_item_template_id"), table_name="programme_template_item")
    op.drop_table("programme_template_item")
    op.drop_table("training_venue")
    op.drop_table("training_series")
    op.drop_table("programme_template")
