"""Rulings, news with who has read it, notes on codes; a history row may belong to a ruling."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("query_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("rests_on", sa.Text(), nullable=False),
        sa.Column("specialty", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ratified_by", sa.Integer(), nullable=True),
        sa.Column("ratified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=False),
        sa.Column("supersedes", sa.Integer(), nullable=True),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.Column("for_review", sa.Boolean(), nullable=False),
        sa.Column("for_review_because", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["query_id"], ["coding_query.id"]),
        sa.ForeignKeyConstraint(["ratified_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["superseded_by"], ["ruling.id"]),
        sa.ForeignKeyConstraint(["supersedes"], ["ruling.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("query_id", "state", "tenant"):
        op.create_index(f"ix_ruling_{column}", "ruling", [column])
    op.create_table(
        "bulletin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("ruling_id", sa.Integer(), nullable=True),
        sa.Column("posted_by", sa.Integer(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["posted_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["ruling_id"], ["ruling.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_bulletin_tenant", "bulletin", ["tenant"])
    op.create_table(
        "bulletin_read",
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletin.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("bulletin_id", "person_id"),
    )
    op.create_table(
        "code_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("classification", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_code_note_owner_id", "code_note", ["owner_id"])
    op.create_index("ix_code_note_tenant_code", "code_note", ["tenant", "classification", "code"])
    # Added, not rebuilt: rebuilding the table would drop the triggers that keep its rows as written.
    op.add_column("status_change", sa.Column("ruling_id", sa.Integer(), nullable=True))
