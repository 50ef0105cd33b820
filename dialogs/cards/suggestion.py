"""The answer card: candidate codes for each condition, why, and the policy."""

from collections.abc import Sequence

from dialogs import phrases
from dialogs.cards.elements import Element, action, buttons, card, container, heading, plain, quiet, text
from dialogs.cards.governing import passage_elements, ruled_element, ruled_line
from dialogs.message import Card
from dialogs.precedent import NOTHING, Governing
from dialogs.verbs import Answers, Back, Details, EscalateForm, More, NotMeant
from knowledge.answers import Answer, Choice, ConditionAnswer, Suggestion
from knowledge.policies import Policy

# Messages with a card stay under 28 KB (Teams): with many conditions each shows fewer codes at once.
# A row is its two buttons and its words; what is not rows takes up to 6 KB.
ROW_BYTES = 1_150
ROOM_BYTES = 18_500
MOST_CODES = 15
ROOM_FOR_POLICIES = 8
LONGEST_TITLE = 160
LONGEST_REASON = 140
LONGEST_UNUSED = 60
LONGEST_LABEL = 60
# A choice is a button of half a row's size: they are offered where one condition has the card to itself.
MOST_WITH_CHOICES = 1
FIRST_CODES = 5
# Several conditions make a long card: fewer of each are read at one glance, and “More codes” has the rest.
FIRST_CODES_OF_SEVERAL = 3


def suggestion_card(
    reference: str,
    query_id: int,
    answer: Answer,
    *,
    further: bool = False,
    rows: slice | None = None,
    governing: Governing = NOTHING,
) -> Card:
    """The answer to one message; `further` shows what “More codes” asks for. Where there is room for
    any number of codes, `rows` says which of each condition to show. A ruling stands first."""
    body: list[Element] = [text(f"**{reference}**", size="Small", isSubtle=True)]
    body += [ruled_element(one) for one in governing.ruled]
    rows = rows or codes_shown(answer, further=further)
    for condition in answer.conditions:
        body.append(_condition(query_id, condition, condition.suggestions[rows], further=further))
        if not further and len(answer.conditions) <= MOST_WITH_CHOICES:
            body += _choices(query_id, condition)
    if not answer.conditions:
        body.append(text(phrases.NOTHING_FOUND))
    body += _policies(answer, governing)
    body += [quiet(phrases.not_loaded(one), color="Attention") for one in answer.not_loaded]
    if answer.suggestions:
        body.append(text(phrases.ADVICE, isSubtle=True, size="Small", spacing="Medium"))
    actions = _ways_on(query_id, answer, further=further)
    return card(body, actions)


def _policies(answer: Answer, governing: Governing) -> list[Element]:
    if governing.passages is not None:
        return passage_elements(governing.passages)
    policies = max(1, ROOM_FOR_POLICIES // max(1, len(answer.conditions)))
    return [policy_element(policy) for policy in answer.policies[:policies]]


def _ways_on(query_id: int, answer: Answer, *, further: bool) -> list[Element]:
    """The lead coder is always one press away; the first press where nothing good was found."""
    stuck = not answer.suggestions or bool(answer.not_understood)
    actions: list[Element] = [action("Not what I meant", NotMeant(query_id))]
    asks = EscalateForm(query_id)
    if stuck:
        actions.insert(0, action(phrases.ASK_THE_LEAD, asks, style="positive"))
    else:
        actions.append(action(phrases.ASK_THE_LEAD, asks))
    if further:
        actions.insert(0, action("Back", Back(query_id)))
    elif answer.suggestions:
        actions.insert(0, action("More codes", More(query_id)))
    return actions


def codes_shown(answer: Answer, *, further: bool) -> slice:
    """Which of each condition's codes fit: twice as many for “More codes”, or the next ones where
    there is no room for both."""
    room, conditions = _room(answer), max(1, len(answer.conditions))
    each = min(FIRST_CODES if conditions == 1 else FIRST_CODES_OF_SEVERAL, max(1, room // conditions))
    if not further:
        return slice(0, each)
    return slice(0 if 2 * each * conditions <= room else each, 2 * each)


def _room(answer: Answer) -> int:
    """How many codes of this length a card holds."""
    if not answer.suggestions:
        return MOST_CODES
    costs = [_bytes(one) for _, one in answer.suggestions]
    return min(MOST_CODES, ROOM_BYTES * len(costs) // sum(costs))


def _bytes(one: Suggestion) -> int:
    title, reason = one.concept.title.encode(), phrases.reason(one.because).encode()
    return ROW_BYTES + min(len(title), LONGEST_TITLE) + min(len(reason), LONGEST_REASON)


def suggestion_text(reference: str, answer: Answer, governing: Governing = NOTHING) -> str:
    """The same in one line, for a notification or a client without cards."""
    said = [ruled_line(one) for one in governing.ruled]
    said += [f"{one.words}: {_first(one)}" for one in answer.conditions] or [phrases.NOTHING_FOUND]
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
    if not condition.suggestions:
        return condition.notes[0] if condition.notes else "no code found"
    first = condition.suggestions[0].concept
    return f"{first.display} {first.title}"


def _condition(
    query_id: int, condition: ConditionAnswer, suggestions: Sequence[Suggestion], *, further: bool
) -> Element:
    items: list[Element] = [heading(plain(condition.words))]
    editions = list(dict.fromkeys(phrases.edition(one.edition) for one in suggestions))
    items += [quiet(plain(" · ".join(editions)))] if editions else []
    items += [text(plain(note), weight="Bolder") for note in condition.notes]
    if not suggestions and not condition.notes:
        items.append(text(phrases.NO_MORE if further else phrases.NOTHING_FOUND))
    items += [_row(query_id, one, with_label=len(editions) > 1) for one in suggestions]
    items += [text(plain(reminder), spacing="Small") for reminder in condition.reminders if not further]
    if condition.not_understood:
        words = ", ".join(f"“{plain(word)}”" for word in condition.not_understood)
        items.append(text(f"Not understood: {words}", spacing="Small"))
    return container(items, separator=True, spacing="Medium")


def _row(query_id: int, one: Suggestion, *, with_label: bool) -> Element:
    """A code with its title, the reason under it, and its buttons: full width, so that a title is read
    at one glance even on a phone."""
    concept = one.concept
    facts = (query_id, concept.classification.value, concept.code)
    title = f"**{plain(concept.display)}** {plain(concept.title, LONGEST_TITLE)}"
    why = [concept.classification.label if with_label else "", *_why(one)]
    press = [action("This answers it", Answers(*facts)), action("Details", Details(*facts, one.edition.id))]
    rows = [text(title, spacing="None"), quiet(" · ".join(part for part in why if part)), buttons(press)]
    return container(rows, spacing="Medium")


def _why(one: Suggestion) -> tuple[str, str]:
    reason, unused = phrases.reason(one.because), phrases.ignored(one.ignored)
    return plain(reason, LONGEST_REASON), plain(unused, LONGEST_UNUSED)


def _choices(query_id: int, condition: ConditionAnswer) -> list[Element]:
    """What would decide the fourth character: a button for each way."""
    if not condition.choices:
        return []
    edition = condition.suggestions[0].edition.id
    press = [
        action(f"{choice.concept.display} {choice.label}"[:LONGEST_LABEL], _chosen(query_id, choice, edition))
        for choice in condition.choices
    ]
    return [text(phrases.WOULD_DECIDE, spacing="Small"), buttons(press)]


def _chosen(query_id: int, choice: Choice, edition: int) -> Details:
    return Details(query_id, choice.concept.classification.value, choice.concept.code, edition)


def choices_shown(answer: Answer) -> list[tuple[int, int, ConditionAnswer, Choice]]:
    """The choices on the card as (condition, place after the suggestions, its condition, the choice)."""
    found: list[tuple[int, int, ConditionAnswer, Choice]] = []
    if len(answer.conditions) > MOST_WITH_CHOICES:
        return found
    for number, condition in enumerate(answer.conditions, 1):
        shown_codes = {one.concept.code for one in condition.suggestions}
        left = [choice for choice in condition.choices if choice.concept.code not in shown_codes]
        after = len(condition.suggestions) + 1
        found += [(number, place, condition, choice) for place, choice in enumerate(left, after)]
    return found


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
