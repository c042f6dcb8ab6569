"""Which application a booking of a training day is for, and whose words the needs of a delegate are."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "application_booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_booking_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["training_booking.id"], name=op.f("fk_application_booking_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["named_by_id"], ["user_account.id"], name=op.f("fk_application_booking_named_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_booking")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_application_booking_booking_id")),
    )
    op.create_index(
        op.f("ix_application_booking_application_id"), "application_booking", ["application_id"]
    )
    op.add_column(
        "delegate_needs", sa.Column("own_words", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    op.drop_column("delegate_needs", "own_words")
    op.drop_index(op.f("ix_application_booking_application_id"), table_name="application_booking")
    op.drop_table("application_booking")
