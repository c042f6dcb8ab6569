"""Tables of the barrier log: entries, what was tried, and what they are linked to."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

STAGES = ("attract", "apply", "select", "check", "start", "stay", "progress")


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _moments() -> list[sa.Column]:
    return [
        sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("created_at", "updated_at")
    ]


def _entry(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(
            ["entry_id"], ["barrier_entry.id"], name=op.f(f"fk_{table}_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def upgrade() -> None:
    op.create_table(
        "barrier_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("stage", _words("stage", *STAGES), nullable=False),
        sa.Column("severity", _words("severity", "low", "medium", "high"), nullable=False),
        sa.Column(
            "status",
            _words("entrystatus", "open", "working", "solved", "not_solved", "closed"),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("owner_role", sa.String(length=120), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=True),
        sa.Column("note_words", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_moments(),
        sa.CheckConstraint(
            "status NOT IN ('solved', 'not_solved', 'closed') OR closed_on IS NOT NULL",
            name=op.f("ck_barrier_entry_closed_has_day"),
        ),
        sa.CheckConstraint(
            "closed_on IS NULL OR closed_on >= opened_on", name=op.f("ck_barrier_entry_days_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_barrier_entry_organisation_id")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_barrier_entry_service_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_barrier_entry_post_id")),
        sa.ForeignKeyConstraint(["kind_id"], ["barrier_kind.id"], name=op.f("fk_barrier_entry_kind_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_barrier_entry_owner_id")),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["user_account.id"], name=op.f("fk_barrier_entry_opened_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barrier_entry")),
        sa.UniqueConstraint("note_id", name=op.f("uq_barrier_entry_note_id")),
    )
    op.create_index(
        "ix_barrier_entry_list", "barrier_entry", ["organisation_id", "status", "opened_on", "id"]
    )
    op.create_index("ix_barrier_entry_closed", "barrier_entry", ["service_id", "closed_on", "status"])
    op.create_index("ix_barrier_entry_kind", "barrier_entry", ["kind_id", "opened_on"])
    op.create_index("ix_barrier_entry_review", "barrier_entry", ["status", "review_on"])
    op.create_index("ix_barrier_entry_post_id", "barrier_entry", ["post_id"])
    op.create_index("ix_barrier_entry_owner_id", "barrier_entry", ["owner_id"])
    op.create_table(
        "barrier_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("tried_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "outcome",
            _words("tryoutcome", "helped", "helped_some", "no_change", "too_early"),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=False),
        *_moments(),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_barrier_try_by_id")),
        *_entry("barrier_try"),
    )
    op.create_index("ix_barrier_try_entry_id", "barrier_try", ["entry_id"])
    op.create_table(
        "barrier_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        *_moments(),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["framework_statement.id"], name=op.f("fk_barrier_statement_statement_id")
        ),
        *_entry("barrier_statement"),
        sa.UniqueConstraint(
            "entry_id", "statement_id", name=op.f("uq_barrier_statement_entry_id_statement_id")
        ),
    )
    op.create_index("ix_barrier_statement_statement_id", "barrier_statement", ["statement_id"])
    op.create_table(
        "barrier_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        *_moments(),
        *_entry("barrier_action"),
        sa.ForeignKeyConstraint(
            ["action_id"], ["involvement_action.id"], name=op.f("fk_barrier_action_action_id")
        ),
        sa.UniqueConstraint("entry_id", "action_id", name=op.f("uq_barrier_action_entry_id_action_id")),
    )
    op.create_table(
        "barrier_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        *_moments(),
        *_entry("barrier_reminder"),
        sa.UniqueConstraint("entry_id", "review_on", name=op.f("uq_barrier_reminder_entry_id_review_on")),
    )


def downgrade() -> None:
    for table in ("barrier_reminder", "barrier_action", "barrier_statement", "barrier_try", "barrier_entry"):
        op.drop_table(table)
