"""An audit pack as one page of HTML: readable, printable, with nothing loaded from elsewhere."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from html import escape
from typing import Any

from casework.london import london
from casework.model.case_entry import EntryKind
from dialogs.case_phrases import ENTRIES

STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; color: #212b32; max-width: 60rem; margin: 2rem auto }
h1 { margin-bottom: 0 } h2 { margin-top: 2rem; border-bottom: 1px solid #d8dde0 }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0 }
tr { border-bottom: 1px solid #f0f4f5 } .quiet { color: #4c6272; font-size: 13px }
.mac { font: 11px ui-monospace, monospace; color: #768692; word-break: break-all }
.holds { color: #00703c } .touched { color: #b10e1e; font-weight: 600 }
blockquote { margin: .3rem 0; padding-left: .8rem; border-left: 3px solid #aeb7bd; white-space: pre-wrap }
"""


def page(pack: Mapping[str, Any]) -> str:
    """The whole page. Everything that people typed is escaped."""
    stands = " ".join(one for one in (pack["state"], pack["outcome"]) if one)
    parts = [
        f"<h1>{_t(pack['reference'])}</h1>",
        f"<p class=quiet>{_t(stands)} · made {_when(pack['made_at'])}</p>",
        _chain(pack["chain"]),
        _asked(pack),
        _escalation(pack["escalation"]),
        *map(_clarification, pack["clarifications"]),
        _entries(pack["entries"]),
        _codes(pack["codes"]),
        _undelivered(pack["undelivered"]),
        _steps(pack["steps"]),
    ]
    head = f"<meta charset=utf-8><title>{_t(pack['reference'])}</title><style>{STYLE}</style>"
    return f"<!doctype html><html lang=en-GB><head>{head}</head><body>{''.join(parts)}</body></html>"


def _t(value: object) -> str:
    return escape(str(value))


def _when(moment: str) -> str:
    """A moment in London, to the second; the data hold it in UTC."""
    if not moment:
        return ""
    local = london(datetime.fromisoformat(moment))
    return f"{local:%a} {local.day} {local:%B %Y, %H:%M:%S %Z}"


def _who(person: Mapping[str, Any] | None) -> str:
    return (
        f"{_t(person['name'])} ({_t(person['role'])})"
        if person and person["role"]
        else _t((person or {}).get("name", ""))
    )


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Cells are HTML already."""
    top = "".join(f"<th>{_t(one)}</th>" for one in header)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><tr>{top}</tr>{body}</table>"


def _facts(pairs: Iterable[tuple[str, str]]) -> str:
    return _table((), ((f"<b>{_t(name)}</b>", value) for name, value in pairs if value))


def _chain(chain: Mapping[str, Any]) -> str:
    where = (
        " and agrees with the head kept outside the database"
        if chain["anchored_outside"]
        else "; no head of it is kept outside the database yet"
    )
    if chain["holds"]:
        return f"<p class=holds>The history is as it was written{where}.</p>"
    return "".join(f"<p class=touched>{_t(one)}</p>" for one in chain["touched"])


def _asked(pack: Mapping[str, Any]) -> str:
    parts = [f"<h2>Asked</h2><p>{_who(pack['asked_by'])}, {_when(pack['asked_at'])}, {_t(pack['place'])}</p>"]
    for one in pack["rounds"]:
        parts.append(f"<blockquote>{_t(one['words'])}</blockquote>")
        rows = (
            (
                _t(it["for"]),
                f"<b>{_t(it['code'])}</b> {_t(it['title'])}",
                _t(it["because"]),
                _t(it["release"]),
            )
            for it in one["shown"]
        )
        parts.append(
            _table(("For", "Shown", "Because", "Release"), rows)
            if one["shown"]
            else "<p>Nothing was found.</p>"
        )
    return "".join(parts)


def _escalation(one: Mapping[str, Any] | None) -> str:
    if one is None:
        return ""
    return "<h2>With the lead coders</h2>" + _facts(
        [
            ("Title", _t(one["title"])),
            ("Urgency", _t(one["urgency"])),
            ("Specialty", _t(one["specialty"])),
            ("Episode date", _t(one["episode_date"])),
            ("Handed over", f"{_who(one['by'])}, {_when(one['at'])}"),
            ("Assigned to", _who(one["assigned_to"])),
            ("Answered", f"{_who(one['answered_by'])} {_when(one['answered_at'])}".strip()),
            ("National helpdesk reference", _t(one["helpdesk_reference"])),
        ]
    )


def _clarification(one: Mapping[str, Any]) -> str:
    indicators = (
        (_t(it.get("finding", "")), _t(it.get("source", "")), _t(it.get("on", "")))
        for it in one["indicators"]
    )
    facts = _facts(
        [
            ("Patient (local reference)", _t(one["patient_reference"])),
            ("From", _who(one["asked_by"])),
            ("To", _who(one["clinician"])),
            ("Sent", _when(one["sent_at"])),
            ("Question", _t(one["question"])),
            ("Options shown", "<br>".join(map(_t, one["options"]))),
            ("Answer", f"{_t(one['chosen'])} {_t(one['answer'])}".strip()),
            ("Answered", f"{_who(one['answered_by'])} {_when(one['answered_at'])}".strip()),
            ("Written in the record", _t(one["recorded_where"])),
            ("Outcome", _t(one["agreement"])),
            ("Ended because", _t(one["ended_because"])),
        ]
    )
    shown = _table(("What the record says", "Where", "When"), indicators)
    return f"<h2>{_t(one['reference'])}: {_t(one['title'])} ({_t(one['state'])})</h2>{facts}{shown}"


def _entries(entries: list[Mapping[str, Any]]) -> str:
    if not entries:
        return ""
    rows = (
        (
            _heading(one),
            f"<blockquote>{_t(one['words'])}</blockquote>{_t(', '.join(one['codes']))}",
        )
        for one in entries
    )
    return "<h2>What was written</h2>" + _table((), rows)


def _heading(entry: Mapping[str, Any]) -> str:
    what = _t(ENTRIES[EntryKind(entry["kind"])])
    return f"{what}<br><span class=quiet>{_who(entry['by'])}, {_when(entry['at'])}</span>"


def _codes(codes: Mapping[str, list[str]]) -> str:
    pairs = [("Suggested at first", codes["suggested"]), ("At the end", codes["after"])]
    return "<h2>Codes before and after</h2>" + _facts(
        (name, _t(", ".join(it) or "none")) for name, it in pairs
    )


def _undelivered(rows: list[Mapping[str, Any]]) -> str:
    if not rows:
        return ""
    cells = ((_t(one["kind"]), _who(one["to"]), _t(one["state"]), _when(one["at"])) for one in rows)
    return "<h2>May not have arrived</h2>" + _table(("Message", "To", "Outcome", "When"), cells)


def _steps(steps: list[Mapping[str, Any]]) -> str:
    rows = (
        (
            str(one["step"]),
            _when(one["at"]),
            _who(one["by"]),
            f"{_t(one['why'])}<br><span class=quiet>{_move(one)}</span>",
            f"<span class=mac>{_t(one['mac'])}</span>",
        )
        for one in steps
    )
    return "<h2>Every step</h2>" + _table(("Step", "When", "Who", "What", "Seal"), rows)


def _move(one: Mapping[str, Any]) -> str:
    return f"{_t(one['of'])}: {_t(one['before'])} → {_t(one['after'])}"
