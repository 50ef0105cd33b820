"""The words of invented lists: what columns are called, what stands in them, and what can be wrong."""

from casework.episode_files import assemble, cells, dates
from casework.episode_files.rows import EpisodeState, Incomplete
from tests.nhs_numbers import NUMBERS, grouped

# What each column is called: as a PAS report has it.
HEADINGS = {
    "spell": "Spell Number",
    "episode_number": "Episode No",
    "admitted": "Admission Date",
    "discharged": "Discharge Date",
    "episode_start": "Episode Start Date",
    "episode_end": "Episode End Date",
    "treatment_function": "Treatment Function Code",
    "main_specialty": "Main Specialty",
    "consultant_code": "Consultant Code",
    "ward": "Ward",
    "coder": "Coder",
    "state": "Coding Status",
    "reason": "Reason Uncoded",
    "notes_location": "Case Note Location",
    "notes_since": "Notes Since",
    "primary_diagnosis": "Primary Diagnosis",
    "hrg": "HRG",
}
# What stands beside and is not needed.
BESIDE = ("Site", "Patient Classification", "Admission Method", "Length of Stay", "Sex")

SPECIALTIES = ("100", "101", "110", "120", "130", "160", "170", "300", "301", "320", "330", "340", "361",
               "370", "420", "430", "501", "502", "560", "800")  # fmt: skip
WARDS = (*(f"WARD {n:02d}" for n in range(1, 41)), "AMU", "SDEC", "ITU", "CDU", "NNU")
CODERS = ("Asha Patel", "B. Okafor", "C Lindqvist", "DMORGAN", "E. Ní Bhriain", "", "")
PLACES = ("Library", "Coding office", "Ward 12", "Consultant's secretary", "Café store", "Theatres", "")
STATES = {
    EpisodeState.UNCODED: ("Uncoded", "Not coded", "UNC", "Ready to code"),
    EpisodeState.IN_PROGRESS: ("In progress", "Part coded"),
    EpisodeState.BLOCKED: ("On hold", "Query required"),
    EpisodeState.CODED: ("Coded", "Complete"),
    EpisodeState.VALIDATED: ("Validated", "Audited"),
}
REASONS = {
    Incomplete.NOTES_MISSING: ("Notes missing", "Awaiting notes"),
    Incomplete.DISCHARGE_SUMMARY_MISSING: ("No discharge summary", "Awaiting discharge summary"),
    Incomplete.HISTOLOGY_AWAITED: ("Awaiting histology", "HISTOLOGY"),
    Incomplete.OPERATION_NOTE_MISSING: ("No op note", "Operation note missing"),
    Incomplete.AWAITING_CLARIFICATION: ("Query with consultant",),
    Incomplete.AWAITING_RULING: ("Query with lead coder",),
    Incomplete.OTHER: ("Waiting for the moon", "Ask Asha on Monday"),
}
CODES = ("I21.4", "K35.8", "J18.9", "N39.0", "S72.00", "O80X")

Break = tuple[str, str, str]  # the field, what stands in it, the reason
_STRAY = grouped(NUMBERS[3], " ")
# Where the reference itself is broken the reject has none.
OF_REFERENCE = ("spell", "episode_number")
_BREAKS: tuple[Break, ...] = (
    ("spell", "", cells.NO_SPELL.reason),
    ("treatment_function", "", cells.NO_SPECIALTY.reason),
    ("treatment_function", "Surgery", cells.ODD_SPECIALTY.reason),
    ("consultant_code", "SMIJ", cells.ODD_CONSULTANT.reason),
    ("admitted", "19800101", dates.TOO_EARLY.reason),
    ("episode_end", "20270101", dates.AHEAD.reason),
)
_TABLE_BREAKS: tuple[Break, ...] = (
    ("spell", NUMBERS[5], cells.MAY_BE_NHS.reason),
    ("spell", "1.23457E+11", cells.SHORTENED.reason),
    ("episode_number", "X", cells.ODD_NUMBER.reason),
    ("episode_number", "", cells.NO_NUMBER.reason),
    ("episode_start", "31/02/2026", dates.NO_SUCH_DAY.reason),
    ("discharged", "12/25/2025", dates.NO_SUCH_DAY.reason),
    ("episode_start", "soon", dates.NOT_A_DATE.reason),
    ("discharged", "01/01/1999", assemble.LEFT_FIRST),
    ("episode_end", "01/01/1999", assemble.ENDS_FIRST),
    ("state", "Purple", cells.ODD_STATE.reason),
    ("notes_location", f"with the notes of {_STRAY}", "it may hold a patient's NHS number"),
    ("reason", "letter to M1 1AE", "it may hold a patient's postcode"),
)
BREAKS = {"table": _BREAKS + _TABLE_BREAKS, "message": _BREAKS}
