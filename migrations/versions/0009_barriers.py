"""Tables of the catalogue of barriers and the library of what has helped."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

SETTINGS = (
    "liaison_and_diversion",
    "reconnect",
    "prison",
    "yoi",
    "secure_childrens_home",
    "hospital",
    "police_custody",
    "probation",
    "community",
    "corporate",
    "other",
)
REGIONS = (
    "east_of_england",
    "london",
    "midlands",
    "north_east_yorkshire",
    "north_west",
    "south_east",
    "south_west",
    "national",
    "wales",
    "scotland",
    "northern_ireland",
)


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "barrier_kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("stage_words", sa.JSON(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barrier_kind")),
        sa.UniqueConstraint("code", name=op.f("uq_barrier_kind_code")),
    )
    op.create_table(
        "barrier_solution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            _words("solutionstatus", "offered", "published", "declined", "withdrawn"),
            nullable=False,
        ),
        sa.Column("origin", _words("solutionorigin", "guidance", "organisation"), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("setting", _words("setting", *SETTINGS), nullable=True),
        sa.Column("region", _words("region", *REGIONS), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("is_policy", sa.Boolean(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("offered_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(origin = 'organisation') = (organisation_id IS NOT NULL)",
            name=op.f("ck_barrier_solution_shared_by_an_organisation"),
        ),
        sa.CheckConstraint(
            "NOT is_policy OR review_on IS NOT NULL", name=op.f("ck_barrier_solution_policy_is_reviewed")
        ),
        sa.CheckConstraint(
            "status != 'declined' OR reason != ''", name=op.f("ck_barrier_solution_declined_with_reason")
        ),
        sa.ForeignKeyConstraint(["kind_id"], ["barrier_kind.id"], name=op.f("fk_barrier_solution_kind_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_barrier_solution_organisation_id")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_barrier_solution_service_id")),
        sa.ForeignKeyConstraint(
            ["offered_by_id"], ["user_account.id"], name=op.f("fk_barrier_solution_offered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_barrier_solution_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barrier_solution")),
        sa.UniqueConstraint("key", name=op.f("uq_barrier_solution_key")),
    )
    op.create_index("ix_barrier_solution_library", "barrier_solution", ["kind_id", "status", "id"])
    op.create_index("ix_barrier_solution_review", "barrier_solution", ["status", "is_policy", "review_on"])
    op.create_index("ix_barrier_solution_organisation_id", "barrier_solution", ["organisation_id"])
    op.create_index("ix_barrier_solution_entry_id", "barrier_solution", ["entry_id"])


def downgrade() -> None:
    op.drop_table("barrier_solution")
    op.drop_table("barrier_kind")
