"""Where people and places can be written to: what the channel told of a conversation, as opaque ids."""

from datetime import datetime

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime


class Address(SQLModel, table=True):
    """One conversation of the bot. A personal one has its person's `channel_id`; a triage place has the
    `triage` mark, and a specialty when it takes that specialty's cases alone.

    `member` is the channel's own id of the person in it, `bot` that of the bot.
    """

    __tablename__ = "address"
    __table_args__ = (UniqueConstraint("tenant", "conversation"),)

    id: int | None = Field(default=None, primary_key=True)
    tenant: str
    conversation: str
    kind: str
    channel_id: str = Field(default="", index=True)
    service_url: str
    bot: str
    member: str = ""
    triage: bool = False
    specialty: str = ""
    known_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
