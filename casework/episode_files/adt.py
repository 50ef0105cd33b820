"""What ADT events leave of a stay in hospital: its consultant episodes at the end of the batch.

Events (HL7 v2 chapter 3): A01 admit, A02 transfer, A03 discharge, A04 register, A06 and A07 to and from
inpatient, A08 update, A54 change of attending doctor; A11, A12, A13, A55 cancel A01, A02, A03, A54; A17 swaps
beds; A42, A45 and A50 give a visit another number; A23 deletes it. A stay with another consultant from a
transfer on, or by A54, begins another episode; A08 puts right what was wrong. PV1-3 ward, PV1-7 attending
doctor, PV1-10 hospital service, PV1-19 visit number, PV1-44 and 45 admission and discharge.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import ClassVar

from casework.episode_files.assemble import Texts
from casework.episode_files.bad import Bad
from casework.episode_files.cells import readers
from casework.episode_files.dates import Dates
from casework.episode_files.hl7_message import NULL, Message, Segment
from casework.episode_files.mapping import FIELDS, shipped
from casework.episode_files.rows import Reject

_TAKEN = {"A01", "A02", "A03", "A04", "A06", "A08", "A17", "A54"}
_CANCELS = {"A11": "A01", "A12": "A02", "A13": "A03", "A55": "A54"}
_RENUMBERS = {"A42", "A45", "A50"}
_OF_VISITS = _TAKEN | set(_CANCELS) | _RENUMBERS | {"A07", "A23"}
# PV1-2, HL7 table 0004 and what UK systems add: inpatient, obstetrics, recurring, day case.
_ADMITTED = frozenset({"", "I", "IP", "INPATIENT", "B", "R", "D", "DC", "DAYCASE", "DAY CASE"})
_MOST_STRETCHES = 87


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time under one consultant."""

    line: int
    start: str
    consultant: str = ""
    service: str = ""
    wards: tuple[str, ...] = ()
    end: str = ""


@dataclass(slots=True)
class Stay:
    """One visit: its stretches in order, the last of them the present one."""

    line: int
    admitted: str = ""
    discharged: str = ""
    inpatient: bool = True
    coded: bool = False
    stretches: list[Stretch] = field(default_factory=list)
    # Whether each transfer or change of doctor so far began a stretch, to know what its cancelling undoes.
    begun: dict[str, list[bool]] = field(default_factory=dict)


class Stays:
    """Takes messages in the order of the file."""

    FIELDS: ClassVar = {
        "spell": "PV1-19",
        "admitted": "PV1-44",
        "discharged": "PV1-45",
        "episode_start": "EVN-6",
        "episode_end": "EVN-6",
        "treatment_function": "PV1-10",
        "consultant_code": "PV1-7",
        "ward": "PV1-3",
    }

    def __init__(self, dates: Dates) -> None:
        self.rejects: list[Reject] = []
        self.repeated = 0
        self._stays: dict[str, Stay] = {}
        self._seen: set[tuple[str, str, str]] = set()
        self._passed: Counter[str] = Counter()
        self._consultant = readers(shipped(), dates)["consultant_code"]
        self._coded = readers(shipped(), dates)["primary_diagnosis"]

    def take(self, message: Message) -> None:
        """Let one message do what it says. One that comes again does nothing."""
        events = message.all("EVN")
        event = message.event or (events[0].text(1) if events else "")
        if message.kind != "ADT" or event not in _OF_VISITS:
            self._passed["others" if message.kind != "ADT" or not event.isalnum() else event[:3]] += 1
            return
        key = (message.control, event, message.sent)
        if message.control and key in self._seen:
            self.repeated += 1
            return
        self._seen.add(key)
        at = next((when for evn in events[:1] for when in (evn.text(6), evn.text(2)) if when), message.sent)
        visits = message.all("PV1")
        if not visits:
            self.rejects.append(Reject(message.line, "PV1", f"an {event} without a visit (PV1)"))
        for visit in visits:
            self._take(message, event, at, visit)

    def _take(self, message: Message, event: str, at: str, visit: Segment) -> None:
        number = _said(visit.text(19))
        if not number:
            self.rejects.append(Reject(message.line, "PV1-19", f"an {event} without a visit number"))
        elif event in _RENUMBERS:
            self._renumber(message, number)
        elif event in ("A11", "A23"):
            self._stays.pop(number, None)
        elif event in _CANCELS:
            self._cancel(number, _CANCELS[event], message.line)
        elif event == "A07":
            self._stays.setdefault(number, Stay(message.line)).inpatient = False
        else:
            self._record(message, event, at, visit, self._stays.setdefault(number, Stay(message.line)))

    def _renumber(self, message: Message, number: str) -> None:
        old = next((_said(merged.text(5)) for merged in message.all("MRG")), "")
        if old and old != number and old in self._stays:
            stay = self._stays.pop(old)
            self._stays.setdefault(number, stay)

    def _cancel(self, number: str, event: str, line: int) -> None:
        stay = self._stays.get(number)
        if stay is None or not stay.stretches:
            return
        last = stay.stretches[-1]
        if event == "A03":
            stay.discharged = ""
            stay.stretches[-1] = replace(last, end="", line=line)
        elif stay.begun.get(event) and stay.begun[event].pop():
            if len(stay.stretches) > 1:
                stay.stretches.pop()
                stay.stretches[-1] = replace(stay.stretches[-1], end=stay.discharged, line=line)
        elif event == "A02" and len(last.wards) > 1:
            stay.stretches[-1] = replace(last, wards=last.wards[:-1], line=line)

    def _record(self, message: Message, event: str, at: str, visit: Segment, stay: Stay) -> None:
        stay.line = message.line
        kind = _said(visit.text(2)).upper()
        if event == "A06" and not stay.inpatient:
            stay.stretches.clear()
            stay.begun.clear()
        stay.inpatient = event == "A06" or (kind in _ADMITTED if kind or event != "A08" else stay.inpatient)
        stay.admitted = (
            _said(visit.text(44)) or stay.admitted or (at if event in ("A01", "A04", "A06") else "")
        )
        if event == "A06" and not visit.text(44):
            stay.admitted = at
        self._stretch(message, event, at, visit, stay)
        left = _said(visit.text(45)) or (at if event == "A03" else "")
        if left:
            stay.discharged = left
            stay.stretches[-1] = replace(stay.stretches[-1], end=left)
        stay.coded = stay.coded or self._is_coded(message)

    def _stretch(self, message: Message, event: str, at: str, visit: Segment, stay: Stay) -> None:
        """Move, correct or begin the present stretch."""
        consultant, service, ward = self._doctor(visit), _said(visit.text(10)), _said(visit.text(3))
        begins = not stay.stretches
        if stay.stretches and event in ("A02", "A54", "A17"):
            present = stay.stretches[-1]
            begins = bool(consultant and present.consultant and consultant != present.consultant)
            stay.begun.setdefault("A02" if event == "A17" else event, []).append(begins)
            if begins:
                stay.stretches[-1] = replace(present, end=at)
        if begins and len(stay.stretches) < _MOST_STRETCHES:
            start = at if stay.stretches else stay.admitted or at
            stay.stretches.append(Stretch(message.line, start, consultant, service, (ward,) if ward else ()))
            return
        present = stay.stretches[-1]
        moved = event in ("A02", "A17")
        stay.stretches[-1] = replace(
            present,
            line=message.line,
            consultant=consultant or present.consultant,
            service=service or present.service,
            wards=present.wards if not ward else (*(present.wards if moved else present.wards[:-1]), ward),
        )

    def _doctor(self, visit: Segment) -> str:
        """The first of the attending doctor's numbers that is a consultant code; else the first."""
        numbers = [number for number in map(_said, visit.firsts(7)) if number]
        codes = (number for number in numbers if not isinstance(self._consultant[number], Bad))
        return next(codes, numbers[0] if numbers else "")

    def _is_coded(self, message: Message) -> bool:
        """Whether a final diagnosis (DG1-6 F) has a code."""
        return any(
            segment.text(6) == "F" and self._coded[_said(segment.text(3))] for segment in message.all("DG1")
        )

    def rows(self) -> Iterator[tuple[int, Texts]]:
        """The episodes of all inpatient stays, as texts in the order of the fields."""
        for number, stay in self._stays.items():
            if not stay.inpatient:
                self._passed["outpatients"] += 1
                continue
            for episode, stretch in enumerate(stay.stretches, start=1):
                yield stretch.line, _texts(number, stay, episode, stretch)

    def notes(self) -> Iterator[str]:
        """A sentence on what said nothing of an episode."""
        passed = ", ".join(f"{kind} {times:,}" for kind, times in sorted(self._passed.items()))
        if passed:
            yield f"Passed over, since they say nothing of an inpatient episode: {passed}."


def _said(text: str) -> str:
    return "" if text == NULL else text


def _texts(number: str, stay: Stay, episode: int, stretch: Stretch) -> Texts:
    values = {
        "spell": number,
        "episode_number": str(episode),
        "admitted": stay.admitted,
        "discharged": stay.discharged,
        "episode_start": stretch.start,
        "episode_end": stretch.end,
        "treatment_function": stretch.service,
        "consultant_code": stretch.consultant,
        "ward": stretch.wards[-1] if stretch.wards else "",
        "primary_diagnosis": "coded" if stay.coded else "",
    }
    return [values.get(field, "") for field in FIELDS]
