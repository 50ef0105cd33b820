"""Episodes: the lists they come from, why they wait, their notes, the submission calendar, reminders."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "backlog_figure",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("specialty", sa.String(), nullable=False),
        sa.Column("age", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("episodes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "taken_on", "specialty", "age", "reason"),
    )
    op.create_table(
        "episode_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("exported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.String(), nullable=False),
        sa.Column("forced", sa.Boolean(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("rejects", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("coded", sa.Integer(), nullable=False),
        sa.Column("vanished", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tenant", "number"),
    )
    op.create_table(
        "reminder_slot",
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job", "slot"),
    )
    with op.batch_alter_table("reminder_slot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_slot_claimed_at"), ["claimed_at"], unique=False)

    op.create_table(
        "submission_date",
        sa.Column("activity_month", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("activity_month", "kind"),
    )
    op.create_table(
        "reminder_preference",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("person_id"),
    )
    op.create_table(
        "episode",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("spell", sa.String(), nullable=False),
        sa.Column("episode_number", sa.Integer(), nullable=False),
        sa.Column("admitted", sa.Date(), nullable=True),
        sa.Column("discharged", sa.Date(), nullable=True),
        sa.Column("started", sa.Date(), nullable=True),
        sa.Column("ended", sa.Date(), nullable=True),
        sa.Column("treatment_function", sa.String(), nullable=False),
        sa.Column("main_specialty", sa.String(), nullable=False),
        sa.Column("consultant_code", sa.String(), nullable=False),
        sa.Column("ward", sa.String(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=True),
        sa.Column("coder_words", sa.String(), nullable=False),
        sa.Column("assigned_by", sa.Integer(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("block_reason", sa.String(), nullable=False),
        sa.Column("block_words", sa.String(), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unblocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("query_id", sa.Integer(), nullable=True),
        sa.Column("clarification_id", sa.Integer(), nullable=True),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("notes_location", sa.String(), nullable=False),
        sa.Column("notes_since", sa.Date(), nullable=True),
        sa.Column("listed", sa.String(), nullable=False),
        sa.Column("listed_state", sa.String(), nullable=False),
        sa.Column("listed_reason", sa.String(), nullable=False),
        sa.Column("listed_notes", sa.String(), nullable=False),
        sa.Column("first_listed", sa.Integer(), nullable=False),
        sa.Column("missing_from", sa.Integer(), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("still_uncoded", sa.Integer(), nullable=False),
        sa.Column("coded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hrg", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assigned_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["clarification_id"],
            ["clarification.id"],
        ),
        sa.ForeignKeyConstraint(
            ["coder_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["done_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["first_listed"],
            ["episode_list.id"],
        ),
        sa.ForeignKeyConstraint(
            ["missing_from"],
            ["episode_list.id"],
        ),
        sa.ForeignKeyConstraint(
            ["query_id"],
            ["coding_query.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tenant", "reference"),
    )
    with op.batch_alter_table("episode", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_episode_clarification_id"), ["clarification_id"], unique=False)
        batch_op.create_index("ix_episode_coder_id_state", ["coder_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_episode_query_id"), ["query_id"], unique=False)
        batch_op.create_index("ix_episode_tenant_missing_from", ["tenant", "missing_from"], unique=False)
        batch_op.create_index(
            "ix_episode_to_thank",
            ["coder_id"],
            unique=False,
            sqlite_where=sa.text("coded_at IS NOT NULL AND thanked_at IS NULL"),
            postgresql_where=sa.text("coded_at IS NOT NULL AND thanked_at IS NULL"),
        )

    op.create_table(
        "episode_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"],
            ["episode.id"],
        ),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["episode_list.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("episode_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_episode_change_episode_id"), ["episode_id"], unique=False)

    op.create_table(
        "notes_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("next_step_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"],
            ["episode.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("notes_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notes_request_episode_id"), ["episode_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notes_request_next_step_at"), ["next_step_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_notes_request_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_notes_request_open",
            ["episode_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('asked', 'on its way', 'not found')"),
            postgresql_where=sa.text("state IN ('asked', 'on its way', 'not found')"),
        )

    _refuse_updates("episode_change")


def _refuse_updates(table: str) -> None:
    """The database itself refuses to change a row that is written once; what is past its term may go."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} rows are written once'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {table}_written_once() RETURNS trigger AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} rows are written once'; END $$ LANGUAGE plpgsql"
    )
    op.execute(
        f"CREATE TRIGGER {table}_written_once BEFORE UPDATE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_written_once()"
    )
