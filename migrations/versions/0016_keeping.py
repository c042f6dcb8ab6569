"""When words about involvement were let go of; requests to erase somebody, which a second person decides."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

WITH_WORDS = (
    "barrier_entry",
    "board_meeting",
    "feedback_form",
    "involvement_action",
    "involvement_activity",
    "involvement_audit",
)


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    for table in WITH_WORDS:
        op.add_column(table, sa.Column("let_go_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "workforce_erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("why", _words("erasurereason", "person_asked", "mistake", "twice"), nullable=False),
        sa.Column(
            "status", _words("erasurestatus", "asked", "done", "declined", "taken_back"), nullable=False
        ),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("milestones", sa.Integer(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id != asked_by_id",
            name=op.f("ck_workforce_erasure_two_people"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('done', 'declined') OR (decided_by_id IS NOT NULL AND decided_at IS NOT NULL)",
            name=op.f("ck_workforce_erasure_decided_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_workforce_erasure_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user_account.id"], name=op.f("fk_workforce_erasure_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_workforce_erasure_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workforce_erasure")),
    )
    op.create_index("ix_workforce_erasure_organisation_id", "workforce_erasure", ["organisation_id"])
    op.create_index(
        "uq_workforce_erasure_open",
        "workforce_erasure",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("status = 'asked'"),
        postgresql_where=sa.text("status = 'asked'"),
    )


def downgrade() -> None:
    op.drop_table("workforce_erasure")
    for table in reversed(WITH_WORDS):
        op.drop_column(table, "let_go_at")
