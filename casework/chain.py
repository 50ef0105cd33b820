"""The keyed hash chain over a query's history: who changes, cuts or swaps a row is found out.

Each row's `mac` is HMAC-SHA256 (RFC 2104, FIPS 180-4), keyed with a key that is not in the database,
over the row in a canonical form and the `mac` of the row before. A chain alone does not notice that its
last rows were cut off: the heads are kept outside the database too (`casework/heads.py`).
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from casework.model.case_entry import CaseEntry
from casework.model.clarification import Clarification, ClarificationState
from casework.model.ruling import Ruling


def mac_of(key: bytes, row: Mapping[str, Any], before: str) -> str:
    """The `mac` of a StatusChange given as its columns, after the row whose `mac` is `before`."""
    facts = [
        row["query_id"],
        row["sequence"],
        row["subject"],
        row["before"],
        row["after"],
        row["by"],
        row["job"],
        _moment(row["at"]),
        row["why"],
        row["entry_id"],
        row["clarification_id"],
        row["seal"],
        before,
    ]
    return hmac.new(key, canonical(facts), hashlib.sha256).hexdigest()


def seal_of_entry(entry: CaseEntry) -> str:
    """The digest of an entry: its words cannot be changed without the chain noticing."""
    return _digest([entry.query_id, entry.kind, entry.by, _moment(entry.at), entry.words, entry.codes])


def seal_of_round(query_id: int, number: int, words: str) -> str:
    """The digest of the words of one round of a query."""
    return _digest([query_id, number, words])


def seal_of_clarification(one: Clarification, after: ClarificationState | str) -> str:
    """The digest of what a clarification held when it came into that state; a draft is not sealed yet."""
    if after == ClarificationState.DRAFT:
        return ""
    asked = [
        one.query_id,
        one.asked_by,
        one.clinician_id,
        one.patient_reference,
        one.title,
        one.indicators,
        one.question,
        one.format,
        one.options,
        one.documented,
    ]
    if after in (ClarificationState.ANSWERED, ClarificationState.CLOSED):
        asked += [one.answered_by, one.chosen, one.answer]
    return _digest(asked)


def seal_of_ruling(one: Ruling) -> str:
    """The digest of what a ruling says; none of it changes once it is proposed."""
    said = [one.id, one.query_id, one.question, one.answer, one.codes, one.rests_on]
    return _digest([*said, one.specialty, one.valid_from.isoformat(), one.proposed_by, one.supersedes])


def canonical(facts: Any) -> bytes:
    """One form for one content: compact JSON, keys sorted, UTF-8."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _digest(facts: Any) -> str:
    return hashlib.sha256(canonical(facts)).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
