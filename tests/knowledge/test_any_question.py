"""Whatever is typed is answered: never an exception, never more work than a bound allows."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.codes import Classification
from knowledge.search import question
from knowledge.search.text import MAX_WORDS
from tests.knowledge.small import DAY, base, edition
from tests.knowledge.test_right_level import HERNIA

KNOWN = base(edition(Classification.ICD10, HERNIA))
ODD = [
    "'; DROP TABLE coding_query;--",
    "**bold** [x](http://a.b)",
    "\x00\x07\x1b[31m",
    "😀" * 50,
    "جراحة القلب",
    "?!.,;:",
]
ANY = st.one_of(
    st.text(max_size=2_000),
    st.sampled_from(ODD),
    st.lists(st.sampled_from(["MS", "PE", "CAP", ","])).map(" ".join),
)


@given(text=ANY)
def test_any_text_is_answered(text: str) -> None:
    answer = KNOWN.suggest(text, on=DAY)
    assert len(answer.conditions) <= 20
    assert all(one.concept.code in HERNIA for _, one in answer.suggestions)


@given(text=ANY)
def test_the_readings_and_their_words_are_bounded(text: str) -> None:
    loaded = KNOWN.in_force(Classification.ICD10, DAY)
    assert loaded is not None
    readings = question.questions(text, loaded.finder.vocabulary)
    assert len(readings) <= question.MOST_READINGS + 1
    assert all(len(slots) <= 12 * MAX_WORDS for slots in readings)


@given(text=st.text(alphabet=st.characters(codec="ascii"), max_size=200))
def test_case_and_blanks_change_nothing(text: str) -> None:
    def codes(words: str) -> list[str]:
        return KNOWN.ranked_codes(words, on=DAY, classification=Classification.ICD10, limit=5)

    assert codes(text) == codes(text.upper().lower()) == codes(f"  {text}  ")


def test_many_ambiguous_short_forms_try_a_few_readings_only() -> None:
    loaded = KNOWN.in_force(Classification.ICD10, DAY)
    assert loaded is not None
    assert len(question.questions("MS PE RA PID " * 15, loaded.finder.vocabulary)) <= question.MOST_READINGS
