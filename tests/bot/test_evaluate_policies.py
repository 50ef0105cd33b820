"""The evaluate-policies command: texts among the first three, and what it says of a bad file."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.evaluate_policies import PolicyResult, Question, measured, missed, questions_of
from knowledge.importers.rows import RefusedFile
from tests.bot.commands import Command, set_up
from tests.world import Prepared, World

DATA = Path(__file__).parents[1] / "data"
FILES = ("policy_questions.tsv", "policy_questions_second.tsv", "policy_book_questions.tsv")


@pytest.fixture
def codingbot(
    world: World, prepared: Prepared, monkeypatch: pytest.MonkeyPatch, own_logs: None
) -> Iterator[Command]:
    yield from set_up(world, prepared.folder, monkeypatch)


def test_a_subsection_stands_for_its_section_and_a_longer_number_does_not() -> None:
    question = Question("q", ("2.6", "DCS.X.5"))
    assert question.is_answered_by("2.6.1")
    assert question.is_answered_by("DCS.X.5")
    assert not question.is_answered_by("2.61")
    assert not question.is_answered_by("DCS.X.51")


def test_ranks_recall_and_what_was_missed() -> None:
    answers = {"first": ["A.1", "B"], "second": ["B", "A"], "never": ["B"]}
    questions = [Question(text, ("A",)) for text in answers]
    result = measured(lambda text: answers[text], PolicyResult("file", questions))
    assert result.ranks == [1, 2, 0]
    assert (result.recall(1), result.recall(3)) == (1 / 3, 2 / 3)
    assert missed(result) == ["never\twanted A\tfound B"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "holds no question"),
        ("# only a comment\n", "holds no question"),
        ("a question without references\n", "line 1: write question TAB"),
        ("fine\tDGCS.1\n\tDGCS.2\n", "line 2: write question TAB"),
        ("fine\t , \n", "line 1: write question TAB"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "questions.tsv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(RefusedFile, match=said):
        questions_of(file)


def test_what_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.tsv").write_bytes(b"\xff\xfe\x00")
    for name in ("none.tsv", "bad.tsv"):
        with pytest.raises(RefusedFile, match="cannot be read as UTF-8"):
            questions_of(tmp_path / name)


def test_a_question_may_begin_with_the_sign_of_a_fracture(tmp_path: Path) -> None:
    file = tmp_path / "questions.tsv"
    file.write_text("#NOF open or closed\tDCS.XIX.2\n# a comment\n", encoding="utf-8")
    assert [one.text for one in questions_of(file)] == ["#NOF open or closed"]


def test_the_written_questions_are_well_over_sixty_and_each_once() -> None:
    questions = [one.text for name in FILES for one in questions_of(DATA / name)]
    assert len(questions) > 200
    assert len({text.casefold() for text in questions}) == len(questions)


def test_the_command_measures_and_names_what_it_missed(codingbot: Command, tmp_path: Path) -> None:
    file = tmp_path / "questions.tsv"
    file.write_text("policy on sepsis\tDChS.I.1\nthe moon\tDGCS.1\n", encoding="utf-8")
    result = codingbot("evaluate-policies", str(file), "--json", "--failures")
    (row,) = json.loads(result.stdout)
    assert (row["n"], row["recall@3"]) == (2, 0.5)
    assert "the moon\twanted DGCS.1" in result.stderr
    assert "recall@3" in codingbot("evaluate-policies", str(file)).stdout
