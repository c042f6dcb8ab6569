"""When words about involvement were let go of; requests to erase somebody, which a second person decides."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

WITH_WORDS = (
    "barrier_entry",
    "board_meeting",
    "feedback_form",
    "involvement_action",
    "involvement_activity",
    "involvement_audit",
)


def upgrade() -> None:
    for table in WITH_WORDS:
        op.add_column(table, sa.Column("let_go_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for table in reversed(WITH_WORDS):
        op.drop_column(table, "let_go_at")
