"""Every file that has a table: importing this one registers them all with SQLModel's metadata."""

import casework.model.address
import casework.model.bulletin
import casework.model.case_clock
import casework.model.case_entry
import casework.model.case_notes
import casework.model.clarification
import casework.model.code_note
import casework.model.coding_query
import casework.model.courier_lease
import casework.model.episode
import casework.model.episode_list
import casework.model.escalation
import casework.model.notice
import casework.model.person
import casework.model.receipt
import casework.model.reminder
import casework.model.ruling
import casework.model.status_change
import casework.model.submission_date  # noqa: F401
import knowledge.concepts
import knowledge.policy_books
import knowledge.releases  # noqa: F401
