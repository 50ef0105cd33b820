"""Which process delivers: one courier at a time, so that the channel's limits are kept by all together."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime

COURIER = "courier"


class CourierLease(SQLModel, table=True):
    """One row, there from the start. `owner` delivers until `until` and renews it meanwhile."""

    __tablename__ = "courier_lease"

    name: str = Field(primary_key=True)
    owner: str
    until: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
