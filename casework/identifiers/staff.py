"""Who is named as staff: a consultant or a colleague is no patient, and a question may have to name them.

Surgeons are “Mr”, “Miss” or “Mrs” in the United Kingdom, as patients are; what stands beside the name
decides. A doctor or a professor is staff unless called the patient.
"""

import re

_REACH, _TITLE = 32, 14
_TITLES = r"(?:mr|mrs|miss|ms|dr|prof)"
_DONE_BY = (
    r"(?:seen|reviewed|operated|performed|done|undertaken|carried out|assessed|treated|repaired|excised"
    r"|inserted)(?: on)? by"
)
_TO_OR_FROM = (
    r"under|by|per|via|d/w|dw|cc|ask(?:ed)?|asking|tell|told|ring|bleep|email|remind|thank|thanks"
    r"|according to|care of|c/o|to|does|did|when|discussed with|referred (?:to|by)"
    r"|(?:list|clinic|team|firm|letter|opinion|advice|secretary|care|patient|patients) (?:of|from|under)"
)
_IS_CALLED = (
    r"consultants?|surgeons?|surgeon in charge|operators?|assistants?|anaesthetists?|cons|locum|registrar"
    r"|clinic letter|letter|colleague|coder|auditor|gp|clinician|sho|lead"
)
_BEFORE = re.compile(
    rf"(?<![a-z])(?:{_DONE_BY}|{_TO_OR_FROM}|{_IS_CALLED})(?: is| was| the| our)?(?: consultant| surgeon)?"
    r"[\s:(,=/-]{1,3}$"
)
_OWNS = (
    r"(?:clinic|list|team|ward round|unit|op|ops|care|patients?|secretary|firm|letter|op ?note"
    r"|operation note"
    r"|operative note|theatre|registrar|sho|outpatients|rota|instructions|advice|opinion|ruling"
    r"|notes? (?:say|state)|view|plan was)\b"
)
_DOES = (
    r"(?:ask(?:s|ed|ing)|sa(?:id|ys)|thinks?|thought|wants?|wanted|advis(?:es|ed|ing)|perform(?:s|ed)"
    r"|operat(?:es|ed|ing)|documented|documents|wrote|writes|written|confirm(?:s|ed)|reviewed|stat(?:es|ed)"
    r"|request(?:s|ed)|dictat(?:es|ed)|recommend(?:s|ed)|agree[sd]?|disagree[sd]?|undertook|carried out"
    r"|did|does"
    r"|will|scrubbed|put|puts|listed|booked|signed|inserted|repaired|excised|removed|saw|prefers?|calls?"
    r"|felt"
    r"|suggest(?:s|ed)|insists?|queried|queries|always|usually|replied|answered|away|on (?:leave|call)"
    r"|removes"
    r"|repairs)\b"
)
_SPECIALTY = (
    r"(?:operating |locum |vascular |orthopaedic |general |plastic |colorectal |breast |cardiac |spinal "
    r"|hand "
    r"|eye |ent |urology |upper gi )?"
)
_POST = (
    r"(?:consultant|surgeon|registrar|anaesthetist|urologist|ophthalmologist|gynaecologist|orthopod|coder"
    r"|clinician|lead|auditor|frc[a-z]{1,4}|mrcs|st\d|ct\d|gp)\b"
)
_AFTER = re.compile(
    rf"(?:['’]s?\s|\s)(?:[a-z]{{1,20}} )?{_OWNS}|['’]s?,? (?:says|has asked|is asking)"
    rf"|,?\s(?:has |have |had |also |who |then |is |was )?{_DOES}"
    rf"|,?\s(?:-\s)?\(?(?:is |was |as )?(?:the |a |our )?{_SPECIALTY}{_POST}"
)
_AND = re.compile(rf",?\s?(?:and|&|/|or)\s?{_TITLES}\.?\s[\w'’-]{{2,30}}")
_JOINS = re.compile(r",?\s?(?:and|&|/|,|with)\s?")
_TITLED = re.compile(rf"(?<![a-z])(?:{_TITLES}|doctor|professor|sister|nurse|matron)\.?\s(?:[a-z]\.?\s)?$")


def is_staff(lower: str, start: int, end: int) -> bool:
    """Whether the name at that place, in a text of small letters, is named as a member of staff."""
    if other := _AND.match(lower, end):
        end = other.end()
    return bool(_BEFORE.search(lower, max(0, start - _REACH), start) or _AFTER.match(lower, end))


def is_titled_as_staff(lower: str, start: int) -> bool:
    """Whether a title stands before that place: then the title's own rule decides."""
    return bool(_TITLED.search(lower, max(0, start - _TITLE), start))


def joins(lower: str, end: int, start: int) -> bool:
    """Whether what stands between two names makes them a list: “Mr Patel and Mr Jones”."""
    return bool(_JOINS.fullmatch(lower, end, start))
