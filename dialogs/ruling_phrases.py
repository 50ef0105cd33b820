"""The sentences about rulings."""

from casework.model.notice import NoticeKind
from casework.model.ruling import Ruling, RulingState
from casework.proposing import codes_of
from casework.rulings import WholeRuling
from dialogs.case_phrases import day
from knowledge.codes import display
from knowledge.finding.clashes import Clash

NOTHING_ALIKE = "No ruling asks the same, and no weightier text speaks of its codes."
NO_RULINGS = "There are no rulings yet. A lead coder proposes one from an answered case."
WAIT_FOR_YOU = "Waiting for you to agree"
IN_FORCE = "In force"
DIFFERENT_AUTHORITIES = (
    "These are of different authority. Where they differ, a national standard goes before a helpdesk "
    "resolution, a local policy and a lead's ruling, in that order."
)


def codes(ruling: Ruling) -> str:
    """The codes of the answer as people write them: ICD-10 I21.4."""
    return typed(codes_of(ruling.codes))


def typed(found: tuple[tuple[object, str], ...]) -> str:
    """Codes as they stand in an input."""
    return ", ".join(f"{getattr(kind, 'label', kind)} {display(code)}" for kind, code in found)


def standing(one: WholeRuling) -> str:
    """Where the ruling stands, in a sentence."""
    ruling = one.ruling
    match RulingState(ruling.state):
        case RulingState.PROPOSED:
            return f"{ruling.reference} is proposed: a second person has to agree before it answers."
        case RulingState.RATIFIED:
            return f"{ruling.reference} is ratified by {one.ratifier}, valid from {day(ruling.valid_from)}."
        case RulingState.SUPERSEDED if one.superseded_by:
            return f"{ruling.reference} is superseded by {one.superseded_by.reference}."
        case state:
            return f"{ruling.reference} is {state.value} and does not answer."


def news(kind: NoticeKind, one: WholeRuling, because: str, *, is_asker: bool) -> str:
    """What a notice tells its reader."""
    ruling = one.ruling
    match kind:
        case NoticeKind.RULING_TO_RATIFY:
            return f"{one.proposer} proposes {ruling.reference}: do you agree?"
        case NoticeKind.RULING_RATIFIED if is_asker:
            return f"The answer to your {one.case} is now ruling {ruling.reference}, for everybody."
        case NoticeKind.RULING_RATIFIED:
            return f"{one.ratifier} has ratified {ruling.reference}. It answers from now on."
        case NoticeKind.RULING_REFUSED:
            return f"{ruling.reference} was refused: {ruling.ended_because}"
        case NoticeKind.RULING_FOR_REVIEW:
            return f"{ruling.reference} is for review: {because}."
        case _:
            return standing(one)


def clash(one: Clash) -> str:
    """A weightier text with its decisive sentence."""
    return f"{one.says} “{one.sentence}”"


def closeness(share: float) -> str:
    """How close a question is, for people."""
    return f"{round(100 * min(share, 1.0))}% alike"
