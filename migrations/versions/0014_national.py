"""The table of national pictures."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "national_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("compared_with_id", sa.Integer(), nullable=True),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("workbook_file_id", sa.Integer(), nullable=True),
        sa.Column("report_file_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("since <= until", name=op.f("ck_national_picture_period_in_order")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_national_picture_cycle_id")),
        sa.ForeignKeyConstraint(
            ["compared_with_id"], ["national_picture.id"], name=op.f("fk_national_picture_compared_with_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_national_picture_made_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["workbook_file_id"], ["stored_file.id"], name=op.f("fk_national_picture_workbook_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_file_id"], ["stored_file.id"], name=op.f("fk_national_picture_report_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_national_picture")),
        sa.UniqueConstraint("cycle_id", name=op.f("uq_national_picture_cycle_id")),
        sa.UniqueConstraint("until", name=op.f("uq_national_picture_until")),
    )


def downgrade() -> None:
    op.drop_table("national_picture")
