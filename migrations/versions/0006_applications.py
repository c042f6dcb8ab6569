"""Tables of applications, evidence and submissions."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "reference_series",
        sa.Column("series", sa.String(length=12), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_reference_series")),
    )
    op.create_table(
        "application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("aim_level_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "returned",
                "in_assessment",
                "assessed",
                "decided",
                "released",
                "withdrawn",
                name="applicationstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=20), nullable=True),
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('draft', 'withdrawn') OR (reference IS NOT NULL AND submitted_at IS NOT NULL)",
            name=op.f("ck_application_submitted_has_reference"),
        ),
        sa.ForeignKeyConstraint(
            ["aim_level_id"], ["framework_level.id"], name=op.f("fk_application_aim_level_id")
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_application_cycle_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_application_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["user_account.id"], name=op.f("fk_application_started_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("reference", name=op.f("uq_application_reference")),
    )
    op.create_index("ix_application_cycle_status", "application", ["cycle_id", "status", "id"], unique=False)
    op.create_index(
        "ix_application_cycle_submitted", "application", ["cycle_id", "submitted_at"], unique=False
    )
    op.create_index(
        "ix_application_cycle_title", "application", ["cycle_id", "title", "id", "submitted_at"], unique=False
    )
    op.create_index(op.f("ix_application_organisation_id"), "application", ["organisation_id"], unique=False)
    op.create_table(
        "application_partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("contribution", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_partner_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_application_partner_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_partner")),
    )
    op.create_index(
        op.f("ix_application_partner_application_id"), "application_partner", ["application_id"], unique=False
    )
    op.create_index(
        op.f("ix_application_partner_organisation_id"),
        "application_partner",
        ["organisation_id"],
        unique=False,
    )
    op.create_table(
        "application_service",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_service_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_application_service_service_id")
        ),
        sa.PrimaryKeyConstraint("application_id", "service_id", name=op.f("pk_application_service")),
    )
    op.create_index(
        op.f("ix_application_service_service_id"), "application_service", ["service_id"], unique=False
    )
    op.create_table(
        "draft_pdf",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_draft_pdf_application_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_draft_pdf_file_id")),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["user_account.id"], name=op.f("fk_draft_pdf_requested_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_pdf")),
        sa.UniqueConstraint("application_id", name=op.f("uq_draft_pdf_application_id")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "file",
                "link",
                "figure",
                name="evidencekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("url", sa.String(length=2000), nullable=True),
        sa.Column("figure_key", sa.String(length=60), nullable=True),
        sa.Column("figure_months", sa.Integer(), nullable=True),
        sa.Column("figure_service_id", sa.Integer(), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'file' AND file_id IS NOT NULL AND url IS NULL AND figure_key IS NULL)"
            " OR (kind = 'link' AND url IS NOT NULL AND file_id IS NULL AND figure_key IS NULL)"
            " OR (kind = 'figure' AND figure_key IS NOT NULL AND figure_months IS NOT NULL"
            " AND file_id IS NULL AND url IS NULL)",
            name=op.f("ck_evidence_file_link_or_figure"),
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["user_account.id"], name=op.f("fk_evidence_added_by_id")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_evidence_application_id")
        ),
        sa.ForeignKeyConstraint(["figure_service_id"], ["service.id"], name=op.f("fk_evidence_figure_service_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_evidence_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("application_id", "number", name=op.f("uq_evidence_application_id_number")),
    )
    op.create_table(
        "response",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("own_level_id", sa.Integer(), nullable=True),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("lived_experience", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_response_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["own_level_id"], ["framework_level.id"], name=op.f("fk_response_own_level_id")
        ),
        sa.ForeignKeyConstraint(["saved_by_id"], ["user_account.id"], name=op.f("fk_response_saved_by_id")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["framework_statement.id"], name=op.f("fk_response_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint(
            "application_id", "statement_id", name=op.f("uq_response_application_id_statement_id")
        ),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("declaration", sa.Text(), nullable=False),
        sa.Column("declared_by_id", sa.Integer(), nullable=False),
        sa.Column("declared_name", sa.String(length=200), nullable=False),
        sa.Column("declared_job_title", sa.String(length=200), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pdf_file_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_submission_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["declared_by_id"], ["user_account.id"], name=op.f("fk_submission_declared_by_id")
        ),
        sa.ForeignKeyConstraint(["pdf_file_id"], ["stored_file.id"], name=op.f("fk_submission_pdf_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("application_id", "number", name=op.f("uq_submission_application_id_number")),
    )
    op.create_table(
        "citation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("where_to_look", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_citation_evidence_id")),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_citation_response_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citation")),
        sa.UniqueConstraint("response_id", "evidence_id", name=op.f("uq_citation_response_id_evidence_id")),
    )
    op.create_index(op.f("ix_citation_evidence_id"), "citation", ["evidence_id"], unique=False)
    op.create_table(
        "return_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("returned_by_id", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_return_request_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["returned_by_id"], ["user_account.id"], name=op.f("fk_return_request_returned_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_return_request_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_request")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_return_request_submission_id")),
    )
    op.create_index(
        op.f("ix_return_request_application_id"), "return_request", ["application_id"], unique=False
    )
    op.create_table(
        "returned_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["return_request.id"], name=op.f("fk_returned_statement_request_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["framework_statement.id"], name=op.f("fk_returned_statement_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returned_statement")),
        sa.UniqueConstraint(
            "request_id", "statement_id", name=op.f("uq_returned_statement_request_id_statement_id")
        ),
    )


def downgrade() -> None:
    op.drop_table("returned_statement")
    op.drop_table("return_request")
    op.drop_table("citation")
    op.drop_table("submission")
    op.drop_table("response")
    op.drop_table("evidence")
    op.drop_table("draft_pdf")
    op.drop_table("application_service")
    op.drop_table("application_partner")
    op.drop_table("application")
    op.drop_table("reference_series")
