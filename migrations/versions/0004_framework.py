"""Tables of the charter."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "framework_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=80), nullable=False),
        sa.Column("version", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "published",
                "retired",
                name="versionstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("sample_notice", sa.Text(), nullable=False),
        sa.Column("status_years", sa.Integer(), nullable=False),
        sa.Column("award_rule", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework_version")),
        sa.UniqueConstraint("scheme", "version", name=op.f("uq_framework_version_scheme_version")),
    )
    op.create_table(
        "framework_level",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("awardable", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["framework_version.id"], name=op.f("fk_framework_level_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework_level")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_framework_level_version_id_key")),
        sa.UniqueConstraint("version_id", "rank", name=op.f("uq_framework_level_version_id_rank")),
    )
    op.create_table(
        "framework_theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["framework_version.id"], name=op.f("fk_framework_theme_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework_theme")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_framework_theme_version_id_key")),
    )
    op.create_table(
        "framework_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["framework_version.id"], name=op.f("fk_framework_value_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework_value")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_framework_value_version_id_key")),
    )
    op.create_table(
        "framework_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("value_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("guidance", sa.Text(), nullable=False),
        sa.Column("evidence_examples", sa.JSON(), nullable=False),
        sa.Column("lived_experience_prompt", sa.Text(), nullable=False),
        sa.Column("word_limit", sa.Integer(), nullable=False),
        sa.Column("core", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["framework_theme.id"], name=op.f("fk_framework_statement_theme_id")
        ),
        sa.ForeignKeyConstraint(
            ["value_id"], ["framework_value.id"], name=op.f("fk_framework_statement_value_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["framework_version.id"], name=op.f("fk_framework_statement_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework_statement")),
        sa.UniqueConstraint("version_id", "code", name=op.f("uq_framework_statement_version_id_code")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_framework_statement_version_id_key")),
    )
    op.create_table(
        "framework_criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("level_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["level_id"], ["framework_level.id"], name=op.f("fk_framework_criterion_level_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["framework_statement.id"], name=op.f("fk_framework_criterion_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework_criterion")),
        sa.UniqueConstraint(
            "statement_id", "level_id", name=op.f("uq_framework_criterion_statement_id_level_id")
        ),
    )
    op.create_index("ix_criterion_level", "framework_criterion", ["level_id"], unique=False)


def downgrade() -> None:
    op.drop_table("framework_criterion")
    op.drop_table("framework_statement")
    op.drop_table("framework_value")
    op.drop_table("framework_theme")
    op.drop_table("framework_level")
    op.drop_table("framework_version")
