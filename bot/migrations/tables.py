"""Every file that has a table: importing this one registers them all with SQLModel's metadata."""

import casework.model.address
import casework.model.case_clock
import casework.model.case_entry
import casework.model.clarification
import casework.model.coding_query
import casework.model.escalation
import casework.model.notice
import casework.model.person
import casework.model.receipt
import casework.model.status_change
import knowledge.concepts
import knowledge.releases  # noqa: F401
