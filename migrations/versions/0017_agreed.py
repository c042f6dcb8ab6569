"""How far those who shared a solution agreed to it, and to which words."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("barrier_solution", sa.Column("agreed_public", sa.Boolean(), nullable=True))
    op.add_column("barrier_solution", sa.Column("agreed_wording", sa.String(length=20), nullable=True))


def downgrade() -> None:
    op.drop_column("barrier_solution", "agreed_wording")
    op.drop_column("barrier_solution", "agreed_public")
