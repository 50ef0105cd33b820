"""One ruling with its history, as its reader may work with it, and the list of rulings."""

from collections.abc import Sequence
from datetime import timedelta

from casework.considering import Considerations
from casework.model.ruling import Ruling, RulingState
from casework.rulings import WholeRuling
from dialogs import phrases
from dialogs import ruling_phrases as say
from dialogs.cards.case_parts import lines
from dialogs.cards.elements import Element, action, card, facts, heading, plain, quiet, text
from dialogs.cards.fitting import fitted
from dialogs.cards.forms import NO_INPUTS, choice_input, date_input, show_card, text_input
from dialogs.cards.ruling_parts import considered, ruling_row
from dialogs.case_phrases import day
from dialogs.message import Card
from dialogs.news_phrases import GROUPS
from dialogs.verbs import (
    KeepRuling,
    OpenQuery,
    OpenRuling,
    ProposeForm,
    Ratify,
    RefuseRuling,
    ShowRulings,
    TellRuling,
    WithdrawRuling,
)

MOST_STEPS = 12
ANOTHER_YEAR = timedelta(days=365)


def ruling_card(
    one: WholeRuling, found: Considerations | None, *, says: str = "", is_lead: bool = False
) -> Card:
    """The ruling; `found` is what to consider before agreeing, `is_lead` may open its case."""
    return fitted(lambda longest: card(_body(one, found, says, longest), _moves(one, is_lead=is_lead)))


def rulings_card(waiting: Sequence[Ruling], in_force: Sequence[Ruling], total: int) -> Card:
    """Those that wait for the reader, then those that answer, the newest first."""
    return fitted(lambda longest: card(_listed(waiting, in_force, total, longest)))


def _body(one: WholeRuling, found: Considerations | None, says: str, longest: int) -> list[Element]:
    ruling = one.ruling
    codes = say.codes(ruling)
    return [
        *([text(plain(says, 600), weight="Bolder", color="Accent")] if says else []),
        heading(f"{ruling.reference} · {plain(ruling.state)}"),
        text(f"**{plain(ruling.question, longest)}**", spacing="None"),
        *([text(f"**{plain(codes, 600)}**")] if codes else []),
        text(lines(ruling.answer, longest)),
        facts(_facts(one, longest)),
        *(considered(found, longest) if found is not None else []),
        text("**History**"),
        *[
            text(plain(phrases.change(step, name)), spacing="None", size="Small")
            for step, name in one.history[-MOST_STEPS:]
        ],
    ]


def _facts(one: WholeRuling, longest: int) -> list[tuple[str, str]]:
    ruling = one.ruling
    pairs = [
        ("Rests on", ruling.rests_on.replace(",", ", ")),
        ("Specialty", ruling.specialty),
        ("Valid from", day(ruling.valid_from)),
        ("Review by", day(ruling.review_on)),
        ("For review", ruling.for_review_because if ruling.for_review else ""),
        ("Proposed by", one.proposer),
        ("Ratified by", _ratified(one)),
        ("Supersedes", one.supersedes.reference if one.supersedes else ""),
        ("Superseded by", one.superseded_by.reference if one.superseded_by else ""),
        ("Because", ruling.ended_because),
    ]
    return [(name, plain(value, longest)) for name, value in pairs if value]


def _ratified(one: WholeRuling) -> str:
    at = one.ruling.ratified_at
    return f"{one.ratifier}, {phrases.moment(at)}" if one.ratifier and at else one.ratifier


def _moves(one: WholeRuling, *, is_lead: bool) -> list[Element]:
    ruling, ids = one.ruling, (one.ruling.id or 0, one.ruling.version)
    moves: list[Element] = []
    if one.may_ratify and ruling.state == RulingState.PROPOSED:
        moves += [action("Ratify", Ratify(*ids), style="positive", **NO_INPUTS), _refuse(*ids)]
    if one.may_ratify and ruling.state == RulingState.RATIFIED:
        moves.append(_keep(ruling))
    if one.may_withdraw and ruling.state == RulingState.RATIFIED:
        moves.append(action("Supersede", ProposeForm(ruling.query_id, ids[0]), **NO_INPUTS))
    if one.may_withdraw:
        moves.append(_withdraw(*ids))
    if is_lead and ruling.state == RulingState.RATIFIED:
        moves.append(_tell(ruling))
    if one.superseded_by:
        newer = one.superseded_by
        moves.append(action(f"Open {newer.reference}", OpenRuling(newer.id or 0), **NO_INPUTS))
    if is_lead:
        moves.append(action("Open the case", OpenQuery(ruling.query_id), **NO_INPUTS))
    return [*moves, action("Rulings", ShowRulings(), **NO_INPUTS)]


def _refuse(ruling_id: int, version: int) -> Element:
    why = text_input("refusal", "Why not?", lines=True, required="Please write why.")
    return show_card("Refuse…", [why], [action("Refuse it", RefuseRuling(ruling_id, version))])


def _keep(ruling: Ruling) -> Element:
    until = date_input("until", "It stands, to be reviewed by", value=ruling.review_on + ANOTHER_YEAR)
    press = action("Keep it", KeepRuling(ruling.id or 0, ruling.version))
    return show_card("Keep…", [until], [press])


def _withdraw(ruling_id: int, version: int) -> Element:
    why = text_input("because", "Why is it withdrawn?", lines=True, required="Please write why.")
    return show_card("Withdraw…", [why], [action("Withdraw it", WithdrawRuling(ruling_id, version))])


def _tell(ruling: Ruling) -> Element:
    """Out as news, its answer to be changed into what people need to read."""
    groups = [(title, name) for name, (title, _) in GROUPS.items()]
    body = [
        text_input("news", "The news", value=ruling.answer, lines=True, required="Please write the news."),
        choice_input("to", "To whom?", groups, value="coders"),
        date_input("remind_until", "Remind whoever has not read it, until"),
    ]
    return show_card("Send as news…", body, [action("Send it", TellRuling(ruling.id or 0))])


def _listed(waiting: Sequence[Ruling], in_force: Sequence[Ruling], total: int, longest: int) -> list[Element]:
    body: list[Element] = [heading("Rulings")]
    if waiting:
        body += [text(f"**{say.WAIT_FOR_YOU}**"), *[ruling_row(one, "proposed", longest) for one in waiting]]
    if in_force:
        body.append(text(f"**{say.IN_FORCE}**"))
        body += [ruling_row(one, _since(one), longest) for one in in_force]
    if total > len(in_force):
        body.append(quiet(f"and {total - len(in_force)} older ones: say a number, such as R-101"))
    return body


def _since(one: Ruling) -> str:
    review = " · for review" if one.for_review else ""
    return f"{say.codes(one) or 'no codes'} · from {day(one.valid_from)}{review}"
