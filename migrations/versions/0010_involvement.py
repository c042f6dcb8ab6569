"""Tables of involvement."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "involvement_question_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_involvement_question_set")),
        sa.UniqueConstraint("sha256", name=op.f("uq_involvement_question_set_sha256")),
    )
    op.create_table(
        "board_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("talked_about", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("report_file_id", sa.Integer(), nullable=True),
        sa.Column("report_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("period_from <= period_to", name=op.f("ck_board_meeting_period_in_order")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_board_meeting_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_file_id"], ["stored_file.id"], name=op.f("fk_board_meeting_report_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["user_account.id"], name=op.f("fk_board_meeting_saved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_meeting")),
    )
    op.create_index(
        "ix_board_meeting_organisation_held", "board_meeting", ["organisation_id", "held_on"], unique=False
    )

    op.create_table(
        "board_meeting_service",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["board_meeting.id"], name=op.f("fk_board_meeting_service_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_board_meeting_service_service_id")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "service_id", name=op.f("pk_board_meeting_service")),
    )
    op.create_index(
        op.f("ix_board_meeting_service_service_id"), "board_meeting_service", ["service_id"], unique=False
    )

    op.create_table(
        "feedback_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "audience",
            sa.Enum("using", "working", "families", name="audience", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("scale", sa.JSON(), nullable=False),
        sa.Column("bank_version", sa.String(length=80), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("opens_on <= closes_on", name=op.f("ck_feedback_form_opens_before_closing")),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["user_account.id"], name=op.f("fk_feedback_form_opened_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_feedback_form_organisation_id")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_feedback_form_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_form")),
        sa.UniqueConstraint("code", name=op.f("uq_feedback_form_code")),
    )
    op.create_index(
        op.f("ix_feedback_form_organisation_id"), "feedback_form", ["organisation_id"], unique=False
    )

    op.create_table(
        "involvement_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column(
            "source",
            sa.Enum("audit", "barrier", "feedback", "people", "board", "own", name="actionsource", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("source_label", sa.String(length=200), nullable=False),
        sa.Column("source_number", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("owner_title", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("open", "in_progress", "done", "dropped", name="actionstatus", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("proof_file_id", sa.Integer(), nullable=True),
        sa.Column("drop_reason", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("ahead_told_for", sa.Date(), nullable=True),
        sa.Column("due_told_for", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status != 'done' OR proof != '' OR proof_file_id IS NOT NULL",
            name=op.f("ck_involvement_action_done_has_proof"),
        ),
        sa.CheckConstraint(
            "status != 'dropped' OR drop_reason != ''", name=op.f("ck_involvement_action_dropped_has_reason")
        ),
        sa.CheckConstraint(
            "status NOT IN ('done', 'dropped') OR closed_on IS NOT NULL",
            name=op.f("ck_involvement_action_closed_has_day"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_involvement_action_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name=op.f("fk_involvement_action_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["proof_file_id"], ["stored_file.id"], name=op.f("fk_involvement_action_proof_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["user_account.id"], name=op.f("fk_involvement_action_saved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_involvement_action_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_involvement_action")),
        sa.UniqueConstraint(
            "organisation_id", "number", name=op.f("uq_involvement_action_organisation_id_number")
        ),
    )
    op.create_index(
        "ix_involvement_action_organisation_due",
        "involvement_action",
        ["organisation_id", "status", "due_on", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_involvement_action_owner_id"), "involvement_action", ["owner_id"], unique=False)
    op.create_index(
        op.f("ix_involvement_action_service_id"), "involvement_action", ["service_id"], unique=False
    )
    op.create_index(
        "ix_involvement_action_source", "involvement_action", ["source", "source_number"], unique=False
    )
    op.create_index(
        "ix_involvement_action_status_due", "involvement_action", ["status", "due_on"], unique=False
    )

    op.create_table(
        "involvement_activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column(
            "reach",
            sa.Enum("information", "consultation", "participation", "partnership", "control", name="reach", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("happened", sa.Text(), nullable=False),
        sa.Column(
            "method",
            sa.Enum("written", "media", "survey", "exit", "focus_group", "reference_group", "workshop", "design", "recruitment", "training", "governance", "peer_led", "review", "other", name="method", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("using_count", sa.Integer(), nullable=False),
        sa.Column("workforce_count", sa.Integer(), nullable=False),
        sa.Column("families_count", sa.Integer(), nullable=False),
        sa.Column("thanks", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "using_count >= 0 AND workforce_count >= 0 AND families_count >= 0",
            name=op.f("ck_involvement_activity_people_counted"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_involvement_activity_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["user_account.id"], name=op.f("fk_involvement_activity_saved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_involvement_activity_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_involvement_activity")),
    )
    op.create_index(
        "ix_involvement_activity_organisation_held",
        "involvement_activity",
        ["organisation_id", "held_on", "id"],
        unique=False,
    )
    op.create_index(
        "ix_involvement_activity_service_held",
        "involvement_activity",
        ["service_id", "held_on"],
        unique=False,
    )

    op.create_table(
        "involvement_audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("question_set_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("draft", "finished", name="auditstatus", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status != 'finished' OR finished_at IS NOT NULL",
            name=op.f("ck_involvement_audit_finished_has_moment"),
        ),
        sa.CheckConstraint("period_from <= period_to", name=op.f("ck_involvement_audit_period_in_order")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_involvement_audit_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_set_id"],
            ["involvement_question_set.id"],
            name=op.f("fk_involvement_audit_question_set_id"),
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_involvement_audit_service_id")),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["user_account.id"], name=op.f("fk_involvement_audit_started_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_involvement_audit")),
        sa.UniqueConstraint("service_id", "year", name=op.f("uq_involvement_audit_service_id_year")),
    )
    op.create_index(
        op.f("ix_involvement_audit_organisation_id"), "involvement_audit", ["organisation_id"], unique=False
    )

    op.create_table(
        "board_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["involvement_action.id"], name=op.f("fk_board_decision_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["board_meeting.id"], name=op.f("fk_board_decision_meeting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_decision")),
        sa.UniqueConstraint("action_id", name=op.f("uq_board_decision_action_id")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_board_decision_meeting_id_number")),
    )
    op.create_table(
        "feedback_reply",
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["feedback_form.id"], name=op.f("fk_feedback_reply_form_id")),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_feedback_reply")),
    )
    op.create_index(op.f("ix_feedback_reply_form_id"), "feedback_reply", ["form_id"], unique=False)

    op.create_table(
        "involvement_action_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["involvement_action.id"], name=op.f("fk_involvement_action_note_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["user_account.id"], name=op.f("fk_involvement_action_note_written_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_involvement_action_note")),
    )
    op.create_index(
        op.f("ix_involvement_action_note_action_id"), "involvement_action_note", ["action_id"], unique=False
    )

    op.create_table(
        "involvement_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=80), nullable=False),
        sa.Column("rating", sa.String(length=80), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("what_next", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["involvement_audit.id"], name=op.f("fk_involvement_answer_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["user_account.id"], name=op.f("fk_involvement_answer_saved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_involvement_answer")),
        sa.UniqueConstraint("audit_id", "question", name=op.f("uq_involvement_answer_audit_id_question")),
    )


def downgrade() -> None:
    op.drop_table("involvement_answer")
    op.drop_table("involvement_action_note")
    op.drop_table("feedback_reply")
    op.drop_table("board_decision")
    op.drop_table("involvement_audit")
    op.drop_table("involvement_activity")
    op.drop_table("involvement_action")
    op.drop_table("feedback_form")
    op.drop_table("board_meeting_service")
    op.drop_table("board_meeting")
    op.drop_table("involvement_question_set")
