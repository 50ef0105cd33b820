"""The card of one code: where it stands, what is beside it, what goes with it."""

from dialogs import phrases
from dialogs.cards.code_notes import note_elements, note_form
from dialogs.cards.elements import Element, action, card, facts, heading, plain, quiet, text
from dialogs.cards.suggestion import policy_element
from dialogs.code_notes import Notes
from dialogs.message import Card
from dialogs.verbs import Answers, Back, EscalateForm, WriteCodeNote
from knowledge.answers import CodeDetails
from knowledge.concepts import Concept, ConceptKind, Mark

MOST_SIBLINGS = 12
NO_NOTES = Notes()
LEVELS = {ConceptKind.CHAPTER: "Chapter", ConceptKind.BLOCK: "Block", ConceptKind.CATEGORY: "Category"}
MARKS = {
    Mark.DAGGER: "† dagger: the cause; its manifestation is coded with it",
    Mark.ASTERISK: "* asterisk: a manifestation, never coded alone or first",
}


def details_card(
    reference: str, query_id: int, details: CodeDetails, *, is_open: bool, notes: Notes = NO_NOTES
) -> Card:
    """Chapter, block and category above the code, its neighbours, its mark, the policies."""
    concept = details.concept
    body: list[Element] = [
        heading(f"{plain(concept.display)} {plain(concept.title)}"),
        quiet(f"{reference} · {plain(phrases.edition(details.edition))}"),
        facts(_facts(details)),
    ]
    body += note_elements(notes.notes)
    if details.siblings:
        body.append(text("**In the same category**"))
        body += [
            text(f"{plain(one.display)} {plain(one.title)}", spacing="None", size="Small")
            for one in _in_order(details.siblings)
        ]
        if len(details.siblings) > MOST_SIBLINGS:
            body.append(quiet(f"and {len(details.siblings) - MOST_SIBLINGS} more"))
    body += [policy_element(policy) for policy in details.policies]
    actions = [action("Back", Back(query_id))]
    if is_open:
        actions.insert(
            0, action("This answers it", Answers(query_id, concept.classification.value, concept.code))
        )
        actions.append(action(phrases.ASK_THE_LEAD, EscalateForm(query_id)))
    if notes.may_write:
        ids = (query_id, concept.classification.value, concept.code, details.edition.id)
        actions.append(note_form(WriteCodeNote(*ids), may_write_department=notes.may_write_department))
    return card(body, actions)


def _in_order(siblings: tuple[Concept, ...]) -> list[Concept]:
    return sorted(siblings[:MOST_SIBLINGS], key=lambda one: one.code)


def _facts(details: CodeDetails) -> list[tuple[str, str]]:
    found = [
        (LEVELS[one.kind], f"{plain(one.display)} {plain(one.title)}")
        for one in details.path
        if one.kind in LEVELS
    ]
    if details.concept.mark is not Mark.NONE:
        found.append(("Mark", MARKS[details.concept.mark]))
    if details.partner is not None:
        found.append(("Goes with", f"{plain(details.partner.display)} {plain(details.partner.title)}"))
    if details.concept.usage:
        found.append(("Coded", f"{details.concept.usage:,} episodes in the years counted"))
    return found
