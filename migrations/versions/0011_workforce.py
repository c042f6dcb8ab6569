"""Tables of the peer workforce: role profiles, posts, people as codes, and the circle who may look."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _moments() -> list[sa.Column]:
    return [
        sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("created_at", "updated_at")
    ]


def upgrade() -> None:
    op.create_table(
        "role_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=60), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "role",
            _words(
                "workrole",
                "volunteer",
                "peer_supporter",
                "str_worker",
                "practitioner",
                "specialist",
                "service_manager",
                "strategic_manager",
            ),
            nullable=False,
        ),
        sa.Column("maps_to_id", sa.Integer(), nullable=True),
        sa.Column("level_low", sa.Integer(), nullable=False),
        sa.Column("level_high", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_moments(),
        sa.CheckConstraint(
            "(organisation_id IS NULL AND key IS NOT NULL AND maps_to_id IS NULL) OR (organisation_id IS NOT NULL AND key IS NULL AND maps_to_id IS NOT NULL)",
            name=op.f("ck_role_profile_scheme_or_own"),
        ),
        sa.CheckConstraint(
            "level_low >= 1 AND level_low <= level_high AND level_high <= 9",
            name=op.f("ck_role_profile_levels"),
        ),
        sa.ForeignKeyConstraint(["maps_to_id"], ["role_profile.id"], name=op.f("fk_role_profile_maps_to_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_role_profile_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_profile")),
        sa.UniqueConstraint("key", name=op.f("uq_role_profile_key")),
    )
    op.create_index(
        op.f("ix_role_profile_organisation_id"), "role_profile", ["organisation_id"], unique=False
    )
    op.create_table(
        "workforce_circle_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "place",
            _words("place", "editor", "reader"),
            nullable=False,
        ),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *_moments(),
        sa.ForeignKeyConstraint(
            ["named_by_id"], ["user_account.id"], name=op.f("fk_workforce_circle_member_named_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_workforce_circle_member_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_workforce_circle_member_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workforce_circle_member")),
    )
    op.create_index(
        op.f("ix_workforce_circle_member_organisation_id"),
        "workforce_circle_member",
        ["organisation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_workforce_circle_member_user_id"), "workforce_circle_member", ["user_id"], unique=False
    )
    op.create_index(
        "uq_workforce_circle_member_live",
        "workforce_circle_member",
        ["organisation_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "workforce_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_months", sa.Integer(), nullable=False),
        sa.Column("keep_months", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_moments(),
        sa.CheckConstraint("keep_months BETWEEN 1 AND 84", name=op.f("ck_workforce_settings_keep_months")),
        sa.CheckConstraint(
            "volunteer_months BETWEEN 1 AND 60", name=op.f("ck_workforce_settings_volunteer_months")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_workforce_settings_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workforce_settings")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_workforce_settings_organisation_id")),
    )
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_moments(),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_post_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    op.create_index(op.f("ix_post_service_id"), "post", ["service_id"], unique=False)
    op.create_table(
        "post_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("role_profile_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            _words("postkind", "paid", "volunteer", "apprentice"),
            nullable=False,
        ),
        sa.Column(
            "status",
            _words("poststatus", "filled", "vacant", "on_hold"),
            nullable=False,
        ),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("wte", sa.Numeric(precision=6, scale=2), nullable=False),
        sa.Column("pay_band", sa.String(length=40), nullable=False),
        sa.Column(
            "employer",
            _words("employer", "own", "partner"),
            nullable=False,
        ),
        sa.Column("employer_name", sa.String(length=200), nullable=False),
        sa.Column("funded_until", sa.Date(), nullable=True),
        *_moments(),
        sa.CheckConstraint(
            "employer <> 'partner' OR employer_name <> ''", name=op.f("ck_post_version_partner_named")
        ),
        sa.CheckConstraint("headcount >= 1 AND headcount <= 999", name=op.f("ck_post_version_headcount")),
        sa.CheckConstraint("level >= 1 AND level <= 9", name=op.f("ck_post_version_level")),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until > valid_from", name=op.f("ck_post_version_span")
        ),
        sa.CheckConstraint("wte >= 0 AND wte <= headcount", name=op.f("ck_post_version_wte")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_version_post_id")),
        sa.ForeignKeyConstraint(
            ["role_profile_id"], ["role_profile.id"], name=op.f("fk_post_version_role_profile_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_version")),
    )
    op.create_index(
        op.f("ix_post_version_role_profile_id"), "post_version", ["role_profile_id"], unique=False
    )
    op.create_index(
        "uq_post_version_open",
        "post_version",
        ["post_id"],
        unique=True,
        sqlite_where=sa.text("valid_until IS NULL"),
        postgresql_where=sa.text("valid_until IS NULL"),
    )
    op.create_index(
        "uq_post_version_post_id_valid_from", "post_version", ["post_id", "valid_from"], unique=True
    )
    op.create_table(
        "workforce_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=True),
        sa.Column("code_key", sa.String(length=20), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("exit_plan_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("anonymised_at", sa.DateTime(timezone=True), nullable=True),
        *_moments(),
        sa.CheckConstraint(
            "(code IS NULL) = (anonymised_at IS NOT NULL)",
            name=op.f("ck_workforce_person_code_or_anonymised"),
        ),
        sa.CheckConstraint(
            "(code IS NULL) = (code_key IS NULL)", name=op.f("ck_workforce_person_code_has_key")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_workforce_person_organisation_id")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_workforce_person_post_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_workforce_person_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workforce_person")),
        sa.UniqueConstraint(
            "organisation_id", "code_key", name=op.f("uq_workforce_person_organisation_id_code_key")
        ),
    )
    op.create_index(op.f("ix_workforce_person_post_id"), "workforce_person", ["post_id"], unique=False)
    op.create_index(op.f("ix_workforce_person_service_id"), "workforce_person", ["service_id"], unique=False)
    op.create_table(
        "workforce_milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _words(
                "milestonekind",
                "interest",
                "applied",
                "shortlisted",
                "interviewed",
                "offered",
                "checks_started",
                "checks_refused",
                "checks_reconsidered",
                "checks_cleared",
                "started",
                "days_90",
                "months_6",
                "months_12",
                "qualification",
                "promotion",
                "moved_on",
                "left",
            ),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column(
            "check_kind",
            _words("checkkind", "prison_vetting", "police_vetting", "dbs", "identity", "references"),
            nullable=True,
        ),
        sa.Column(
            "destination",
            _words(
                "destination",
                "paid_elsewhere",
                "paid_same_body",
                "other_volunteering",
                "learning",
                "self_employed",
                "not_known",
            ),
            nullable=True,
        ),
        sa.Column(
            "leaving_reason",
            _words(
                "leavingreason",
                "post_ended",
                "time_limit",
                "checks",
                "withdrew",
                "pay_or_hours",
                "travel_or_cost",
                "role_not_right",
                "support_not_right",
                "own_reasons",
            ),
            nullable=True,
        ),
        sa.Column(
            "supervision",
            _words("supervision", "weekly", "fortnightly", "monthly", "less_often", "not_yet"),
            nullable=True,
        ),
        sa.Column("wellbeing_plan", sa.Boolean(), nullable=True),
        sa.Column("wellbeing_plan_on", sa.Date(), nullable=True),
        sa.Column("adjustments", sa.Boolean(), nullable=True),
        sa.Column("adjustments_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *_moments(),
        sa.CheckConstraint(
            "(kind = 'left') = (leaving_reason IS NOT NULL)", name=op.f("ck_workforce_milestone_reason_named")
        ),
        sa.CheckConstraint(
            "(kind = 'moved_on') = (destination IS NOT NULL)",
            name=op.f("ck_workforce_milestone_destination_named"),
        ),
        sa.CheckConstraint(
            "(kind IN ('checks_started', 'checks_refused', 'checks_reconsidered', 'checks_cleared')) = (check_kind IS NOT NULL)",
            name=op.f("ck_workforce_milestone_check_named"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('started', 'promotion') OR post_id IS NOT NULL",
            name=op.f("ck_workforce_milestone_place_named"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["workforce_person.id"], name=op.f("fk_workforce_milestone_person_id")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_workforce_milestone_post_id")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_workforce_milestone_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workforce_milestone")),
    )
    op.create_index(
        "ix_workforce_milestone_day", "workforce_milestone", ["kind", "happened_on"], unique=False
    )
    op.create_index(op.f("ix_workforce_milestone_post_id"), "workforce_milestone", ["post_id"], unique=False)
    op.create_index(
        "ix_workforce_milestone_service",
        "workforce_milestone",
        ["service_id", "happened_on", "kind"],
        unique=False,
    )
    op.create_index(
        "ix_workforce_milestone_way",
        "workforce_milestone",
        ["person_id", "kind", "happened_on"],
        unique=False,
    )
    op.create_index(
        "uq_workforce_milestone_check_day",
        "workforce_milestone",
        ["person_id", "kind", "happened_on", "check_kind"],
        unique=True,
        sqlite_where=sa.text("check_kind IS NOT NULL"),
        postgresql_where=sa.text("check_kind IS NOT NULL"),
    )
    op.create_index(
        "uq_workforce_milestone_day",
        "workforce_milestone",
        ["person_id", "kind", "happened_on"],
        unique=True,
        sqlite_where=sa.text("check_kind IS NULL"),
        postgresql_where=sa.text("check_kind IS NULL"),
    )
    op.create_table(
        "workforce_clock_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("months_left", sa.Integer(), nullable=False),
        *_moments(),
        sa.ForeignKeyConstraint(
            ["milestone_id"],
            ["workforce_milestone.id"],
            name=op.f("fk_workforce_clock_reminder_milestone_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workforce_clock_reminder")),
        sa.UniqueConstraint(
            "milestone_id", "months_left", name=op.f("uq_workforce_clock_reminder_milestone_id_months_left")
        ),
    )


def downgrade() -> None:
    op.drop_table("workforce_clock_reminder")
    op.drop_table("workforce_milestone")
    op.drop_table("workforce_person")
    op.drop_table("post_version")
    op.drop_table("post")
    op.drop_table("workforce_settings")
    op.drop_table("workforce_circle_member")
    op.drop_table("role_profile")
