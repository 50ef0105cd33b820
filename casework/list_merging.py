"""A list's row and the episode as it stands: what of the row is taken, and what people said stays.

Three sides are compared: what the last list said, what this one says, and how the episode stands. Where the
list says the same as the last time it knows nothing new, and what somebody said in the bot stays. Where its
word has changed it is newer, and is taken. A coded episode is coded, whatever anybody said; a block that
waits for a real case ends with that case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from casework.episode_files.rows import EpisodeRow
from casework.list_words import Said, listed_values, notes_words, said
from casework.model.episode import FINISHED, INCOMPLETE, Episode, EpisodeState
from casework.words import moment_words

LISTED_CODED = "listed as coded"
LISTED_AGAIN = "listed again"
LISTED_OTHERWISE = "the list says otherwise"
REOPENED = "the list shows it uncoded again"
NOT_CONFIRMED = "marked done, and the list still shows it uncoded"
GONE_AND_DONE = "marked done, and no longer listed"
GONE_IS_CODED = "no longer listed, which means coded here"
GONE = "no longer listed"


class Kind(StrEnum):
    """What a list did to an episode, as the difference counts it."""

    CODED = "coded"
    RETURNED = "returned"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    VANISHED = "vanished"


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one episode: the columns to write; and its history row, where its state moves."""

    kind: Kind
    values: Mapping[str, Any]
    before: str
    after: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a list is measured by: when it was written, when it came, and the department's rules for it."""

    exported_at: datetime
    now: datetime
    list_id: int
    confirm_after: int = 2
    gone_means_coded: bool = False


def merged(held: Mapping[str, Any], row: EpisodeRow, context: Context) -> Step:
    """What the row makes of the episode that `held` is the columns of. Its coder is not looked at here."""
    values = listed_values(row) | {"missing_from": None}
    if row.hrg:
        values["hrg"] = row.hrg
    if values["listed_notes"] != held["listed_notes"] and notes_words(row):
        values |= {"notes_location": row.notes_location, "notes_since": row.notes_since}
    moved, why = _state(held, said(row), context)
    kind = _kind(held, moved, context, same=values["listed"] == held["listed"])
    return Step(kind, values | moved, held["state"], moved.get("state", held["state"]), why)


def gone(held: Mapping[str, Any], context: Context) -> Step:
    """What becomes of an episode that the list does not hold any more."""
    missing = {"missing_from": context.list_id}
    before = held["state"]
    if before in INCOMPLETE and not context.gone_means_coded:
        after = EpisodeState.VANISHED.value
        return Step(Kind.VANISHED, missing | {"state": after}, before, after, GONE)
    if before in INCOMPLETE or (before == EpisodeState.CODED and held["coded_at"] is None):
        why = GONE_IS_CODED if before in INCOMPLETE else GONE_AND_DONE
        after = EpisodeState.CODED.value
        return Step(Kind.CODED, missing | _coded(held, Said(EpisodeState.CODED), context), before, after, why)
    return Step(Kind.UNCHANGED, missing, before, before)


def _state(held: Mapping[str, Any], now_said: Said, context: Context) -> tuple[dict[str, Any], str]:
    """The columns of its state that change, and why."""
    waits = held["state"] == EpisodeState.CODED and held["coded_at"] is None
    if now_said.is_coded():
        if held["state"] == now_said.state and not waits:
            return {}, ""
        return _coded(held, now_said, context), LISTED_CODED
    if waits:
        return _still_uncoded(held, now_said, context)
    if held["state"] == EpisodeState.VANISHED:
        return _back(held, now_said, context), LISTED_AGAIN
    if held["state"] in FINISHED:
        return _open(held, now_said, context, note="The list shows it uncoded again."), REOPENED
    if _same(held, now_said):
        return {}, ""
    if held["state"] == EpisodeState.BLOCKED and (held["query_id"] or held["clarification_id"]):
        return {}, ""
    moved = _open(held, now_said, context)
    return moved, LISTED_OTHERWISE if moved else ""


def _same(held: Mapping[str, Any], now_said: Said) -> bool:
    return (held["listed_state"], held["listed_reason"]) == (now_said.state.value, now_said.reason_words)


def _coded(held: Mapping[str, Any], now_said: Said, context: Context) -> dict[str, Any]:
    """Coded, and to be thanked for where somebody has it and it was chased until now."""
    chased = held["state"] not in FINISHED or held["coded_at"] is None
    thanked = None if chased and held["coder_id"] else context.now
    return {
        "state": now_said.state.value,
        "coded_at": held["coded_at"] or context.now,
        "thanked_at": held["thanked_at"] or thanked,
        "still_uncoded": 0,
        "note": "",
        "snoozed_until": None,
    }


def _still_uncoded(held: Mapping[str, Any], now_said: Said, context: Context) -> tuple[dict[str, Any], str]:
    """Its coder said that it is coded. Silent, until so many lists that were written later say otherwise."""
    if context.exported_at <= held["done_at"]:
        return {}, ""
    count = held["still_uncoded"] + 1
    if count < context.confirm_after:
        return {"still_uncoded": count}, ""
    note = f"Marked done on {moment_words(held['done_at'])}, and the list still shows it uncoded."
    return _open(held, now_said, context, note=note), NOT_CONFIRMED


def _back(held: Mapping[str, Any], now_said: Said, context: Context) -> dict[str, Any]:
    """Listed again after it had vanished: as it was, unless the list has a new word for it."""
    if _same(held, now_said) and held["block_reason"]:
        return {"state": EpisodeState.BLOCKED.value, "note": "It had vanished from the list."}
    return _open(held, now_said, context, note="It had vanished from the list.")


def _open(held: Mapping[str, Any], now_said: Said, context: Context, note: str = "") -> dict[str, Any]:
    """Incomplete, as the list says."""
    return (
        _block_columns(held, now_said, context)
        | {"state": now_said.state.value, "note": note or held["note"]}
        | {"coded_at": None, "thanked_at": None, "done_at": None, "done_by": None, "still_uncoded": 0}
    )


def _block_columns(held: Mapping[str, Any], now_said: Said, context: Context) -> dict[str, Any]:
    was = held["state"] == EpisodeState.BLOCKED
    if now_said.state == EpisodeState.BLOCKED:
        same = was and held["block_reason"] == now_said.reason
        return {
            "block_reason": now_said.reason,
            "block_words": now_said.words,
            "blocked_at": held["blocked_at"] if same else context.now,
        } | ({} if same else {"query_id": None, "clarification_id": None})
    unblocked = context.now if was else held["unblocked_at"]
    return {"block_reason": "", "block_words": "", "blocked_at": None, "unblocked_at": unblocked}


def _kind(held: Mapping[str, Any], moved: Mapping[str, Any], context: Context, *, same: bool) -> Kind:
    after = moved.get("state", held["state"])
    if moved.get("coded_at") == context.now:
        return Kind.CODED
    if held["state"] not in INCOMPLETE and after in INCOMPLETE:
        return Kind.RETURNED
    return Kind.UNCHANGED if same and after == held["state"] else Kind.CHANGED


def first_values(row: EpisodeRow, context: Context) -> dict[str, Any]:
    """The columns of an episode that no list held before. One that comes coded is nothing to thank for."""
    now_said = said(row)
    coded_at = context.now if now_said.is_coded() else None
    return (
        UNTOUCHED
        | listed_values(row)
        | {
            "state": now_said.state.value,
            "block_reason": now_said.reason,
            "block_words": now_said.words,
            "blocked_at": context.now if now_said.state == EpisodeState.BLOCKED else None,
            "notes_location": row.notes_location,
            "notes_since": row.notes_since,
            "hrg": row.hrg,
            "first_listed": context.list_id,
            "first_seen_at": context.now,
            "coded_at": coded_at,
            "thanked_at": coded_at,
        }
    )


# What nobody has said or done yet of an episode.
UNTOUCHED: dict[str, Any] = {
    "assigned_by": None, "unblocked_at": None, "query_id": None, "clarification_id": None,
    "snoozed_until": None, "missing_from": None, "done_by": None, "done_at": None, "still_uncoded": 0,
    "note": "", "version": 1,
}  # fmt: skip
MERGED = tuple(
    name
    for name in Episode.model_fields
    if name not in ("id", "tenant", "reference", "first_listed", "first_seen_at", "version")
)
