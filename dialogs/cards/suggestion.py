"""The answer card: candidate codes for each condition, why, and the policy."""

from collections.abc import Sequence

from dialogs import phrases
from dialogs.cards.elements import Element, action, buttons, card, container, heading, plain, quiet, text
from dialogs.message import Card
from dialogs.verbs import Answers, Back, Details, More, NotMeant
from knowledge.answers import Answer, ConditionAnswer, Suggestion
from knowledge.policies import Policy

# Messages with a card stay under 28 KB (Teams): with many conditions each shows fewer codes at once.
ROOM_FOR_CODES = 12
ROOM_FOR_POLICIES = 8
LONGEST_TITLE = 160
LONGEST_REASON = 140
FIRST_CODES = 5


def suggestion_card(
    reference: str, query_id: int, answer: Answer, *, further: bool = False, rows: slice | None = None
) -> Card:
    """The answer to one message; `further` shows what “More codes” asks for. Where there is room for
    any number of codes, `rows` says which of each condition to show."""
    body: list[Element] = [text(f"**{reference}**", size="Small", isSubtle=True)]
    rows = rows or codes_shown(answer, further=further)
    for condition in answer.conditions:
        body.append(_condition(query_id, condition, condition.suggestions[rows], further=further))
    if not answer.conditions:
        body.append(text(phrases.NOTHING_FOUND))
    policies = max(1, ROOM_FOR_POLICIES // max(1, len(answer.conditions)))
    body += [policy_element(policy) for policy in answer.policies[:policies]]
    body += [quiet(phrases.not_loaded(one), color="Attention") for one in answer.not_loaded]
    if answer.suggestions:
        body.append(quiet(phrases.ADVICE))
    actions: list[Element] = [action("Not what I meant", NotMeant(query_id))]
    if further:
        actions.insert(0, action("Back", Back(query_id)))
    elif answer.suggestions:
        actions.insert(0, action("More codes", More(query_id)))
    return card(body, actions)


def codes_shown(answer: Answer, *, further: bool) -> slice:
    """Which of each condition's codes fit: twice as many for “More codes”, or the next ones where
    there is no room for both."""
    each = min(FIRST_CODES, max(2, ROOM_FOR_CODES // max(1, len(answer.conditions))))
    if not further:
        return slice(0, each)
    return slice(0 if 2 * each * len(answer.conditions) <= ROOM_FOR_CODES else each, 2 * each)


def suggestion_text(reference: str, answer: Answer) -> str:
    """The same in one line, for a notification or a client without cards."""
    said = [f"{one.words}: {_first(one)}" for one in answer.conditions] or [phrases.NOTHING_FOUND]
    return f"{reference} · " + " · ".join(said)


def shown(answer: Answer, *, further: bool = False) -> list[tuple[int, int, ConditionAnswer, Suggestion]]:
    """What the card shows: (condition, place, its condition, the suggestion), both from 1."""
    rows = codes_shown(answer, further=further)
    return [
        (number, place, condition, one)
        for number, condition in enumerate(answer.conditions, 1)
        for place, one in enumerate(condition.suggestions[rows], rows.start + 1)
    ]


def _first(condition: ConditionAnswer) -> str:
    if not condition.suggestions and not condition.notes:
        return "no code found"
    first = condition.suggestions[0].concept
    return f"{first.display} {first.title}"


def _condition(
    query_id: int, condition: ConditionAnswer, suggestions: Sequence[Suggestion], *, further: bool
) -> Element:
    items: list[Element] = [heading(plain(condition.words))]
    items += [text(plain(note), color="Warning") for note in condition.notes]
    if not suggestions:
        items.append(text(phrases.NO_MORE if further else phrases.NOTHING_FOUND))
    for one in suggestions:
        items.append(_row(query_id, one))
    if condition.not_understood:
        words = ", ".join(f"“{plain(word)}”" for word in condition.not_understood)
        items.append(quiet(f"Not understood: {words}", color="Warning"))
    return container(items, separator=True, spacing="Medium")


def _row(query_id: int, one: Suggestion) -> Element:
    concept = one.concept
    facts = (query_id, concept.classification.value, concept.code)
    words: list[Element] = [
        text(f"**{plain(concept.display)}** {plain(concept.title, LONGEST_TITLE)}", spacing="None"),
        quiet(
            f"{plain(phrases.reason(one.because), LONGEST_REASON)} · {plain(phrases.edition(one.edition))}"
        ),
    ]
    press = buttons(
        [action("This answers it", Answers(*facts)), action("Details", Details(*facts, one.edition.id))]
    )
    return {
        "type": "ColumnSet",
        "spacing": "Small",
        "columns": [
            {"type": "Column", "width": "stretch", "items": words},
            {"type": "Column", "width": "auto", "items": [press], "verticalContentAlignment": "Center"},
        ],
    }


def policy_element(policy: Policy) -> Element:
    """A policy: its reference with a link, our words, and whose authority it is."""
    reference = f"[{policy.reference}]({policy.link})" if policy.link else policy.reference
    return container(
        [
            text(f"**{reference}** {plain(policy.title)}"),
            text(plain(policy.text, 600), spacing="None"),
            quiet(f"{policy.authority.value.capitalize()} · {phrases.confirmed(policy)}"),
        ],
        style="emphasis",
        spacing="Small",
    )
