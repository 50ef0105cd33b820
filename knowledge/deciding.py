"""What would decide the fourth character, when the words fix only a category.

"Inguinal hernia" fixes K40; with or without obstruction, one side or both is for the record to say.
The unspecified code is offered, and its neighbours as choices named by the words that set them apart.
"""

from knowledge.answers import Choice, Suggestion
from knowledge.concepts import Concept
from knowledge.edition import LoadedEdition
from knowledge.search.matches import Where
from knowledge.search.text import stem, words

MOST_CHOICES = 6
_RESIDUAL = ("unspecified", "other specified")
_LEADING = {
    "with",
    "of",
    "and",
    "in",
    "for",
    "to",
    "by",
    "on",
    "the",
    "due",
    "from",
    "at",
    "or",
    "as",
    "using",
}


def what_would_decide(first: Suggestion, loaded: LoadedEdition) -> tuple[Choice, ...]:
    """The choices within the best suggestion's category, when the words did not make one already."""
    concept = first.concept
    category = loaded.concepts.get(concept.parent)
    if category is None or not _is_open(first, concept):
        return ()
    others = [one for one in loaded.codes_under(category.code) if one.code != concept.code]
    specific = [one for one in others if not one.title.lower().startswith(_RESIDUAL)]
    if not specific or all(" - " in one.title for one in specific):
        return ()
    return tuple(Choice(_label(one, category), one) for one in specific[:MOST_CHOICES])


def _is_open(first: Suggestion, concept: Concept) -> bool:
    """Whether the words left the fourth character open: they hit the category or its unspecified code."""
    if any(why.where in (Where.CODE, Where.HISTORY) for why in first.because):
        return False
    return concept.code[3:] == "9" or any(why.where is Where.CATEGORY for why in first.because)


def _label(concept: Concept, category: Concept) -> str:
    """The words of the title that the category's title does not hold; the whole title where none is left."""
    shared = {stem(word) for word in words(category.title)}
    title = concept.title.split(" - ", 1)[-1]
    own = [word for word in title.split() if not (set(map(stem, words(word))) <= shared and words(word))]
    while own and own[0].strip(",()").lower() in _LEADING:
        own.pop(0)
    while own and own[-1].strip(",()").lower() in _LEADING:
        own.pop()
    label = " ".join(own).strip(" ,:()")
    return (label[:1].upper() + label[1:]) or concept.title
