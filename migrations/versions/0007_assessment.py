"""Tables of allocations, scores and agreed levels."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "assessor_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("lived_experience", sa.Boolean(), nullable=True),
        sa.Column("daily_limit", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "daily_limit IS NULL OR daily_limit > 0", name=op.f("ck_assessor_profile_daily_limit_counts")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_assessor_profile_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessor_profile")),
        sa.UniqueConstraint("user_id", name=op.f("uq_assessor_profile_user_id")),
    )
    op.create_table(
        "agreed_level",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("level_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("strengths", sa.Text(), nullable=False),
        sa.Column("lift", sa.Text(), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"], ["user_account.id"], name=op.f("fk_agreed_level_agreed_by_id")
        ),
        sa.ForeignKeyConstraint(["level_id"], ["framework_level.id"], name=op.f("fk_agreed_level_level_id")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["framework_statement.id"], name=op.f("fk_agreed_level_statement_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_agreed_level_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_level")),
        sa.UniqueConstraint(
            "submission_id", "statement_id", name=op.f("uq_agreed_level_submission_id_statement_id")
        ),
    )
    op.create_table(
        "allocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("assessor_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "allocated",
                "declined",
                "scoring",
                "finished",
                "ended",
                name="allocationstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("allocated_by_id", sa.Integer(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "conflict_kind",
            sa.Enum(
                "worked_there",
                "helped",
                "close_person",
                "used_service",
                "money",
                "other",
                "prefer_not_to_say",
                name="conflictkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("conflict_note", sa.Text(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status != 'declined' OR conflict_kind IS NOT NULL",
            name=op.f("ck_allocation_declined_has_conflict"),
        ),
        sa.CheckConstraint(
            "status != 'finished' OR finished_at IS NOT NULL", name=op.f("ck_allocation_finished_has_moment")
        ),
        sa.CheckConstraint(
            "status IN ('allocated', 'ended') OR declared_at IS NOT NULL",
            name=op.f("ck_allocation_declared_before_opening"),
        ),
        sa.ForeignKeyConstraint(
            ["allocated_by_id"], ["user_account.id"], name=op.f("fk_allocation_allocated_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_allocation_application_id")
        ),
        sa.ForeignKeyConstraint(["assessor_id"], ["user_account.id"], name=op.f("fk_allocation_assessor_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_allocation_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
        sa.UniqueConstraint(
            "submission_id", "assessor_id", name=op.f("uq_allocation_submission_id_assessor_id")
        ),
    )
    op.create_index(op.f("ix_allocation_application_id"), "allocation", ["application_id"], unique=False)
    op.create_index("ix_allocation_assessor_status", "allocation", ["assessor_id", "status"], unique=False)
    op.create_table(
        "score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("allocation_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("level_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("strengths", sa.Text(), nullable=False),
        sa.Column("lift", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["allocation_id"], ["allocation.id"], name=op.f("fk_score_allocation_id")),
        sa.ForeignKeyConstraint(["level_id"], ["framework_level.id"], name=op.f("fk_score_level_id")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["framework_statement.id"], name=op.f("fk_score_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
        sa.UniqueConstraint(
            "allocation_id", "statement_id", name=op.f("uq_score_allocation_id_statement_id")
        ),
    )


def downgrade() -> None:
    op.drop_table("score")
    op.drop_table("allocation")
    op.drop_table("agreed_level")
    op.drop_table("assessor_profile")
