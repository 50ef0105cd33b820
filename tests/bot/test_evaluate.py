"""The evaluate command: right codes among the first, and what it says of a bad file."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.evaluate import Phrase, Result, phrases_of
from knowledge.importers.rows import RefusedFile
from tests.bot.commands import Command, set_up
from tests.world import Prepared, World


@pytest.fixture
def codingbot(
    world: World, prepared: Prepared, monkeypatch: pytest.MonkeyPatch, own_logs: None
) -> Iterator[Command]:
    yield from set_up(world, prepared.folder, monkeypatch)


def test_the_figures_of_a_file(codingbot: Command, tmp_path: Path) -> None:
    file = tmp_path / "phrases.tsv"
    file.write_text("NSTEMI\tI214\nhypertension\tI10\ninguinal hernia\tK40.9,K40.3\nzxqwv\tA01\n")
    result = codingbot("evaluate", str(file), "--classification", "icd10", "--json", "--failures")
    (found,) = json.loads(result.stdout)
    assert set(found) == {"file", "n", "recall@1", "recall@5", "recall@10", "mrr", "p50_ms", "p95_ms"}
    assert (found["n"], found["recall@5"]) == (4, 0.75)
    assert "zxqwv\twanted A01\toffered nothing" in result.stderr


def test_the_table_for_people(codingbot: Command, tmp_path: Path) -> None:
    file = tmp_path / "phrases.tsv"
    file.write_text("NSTEMI\tI214\n")
    assert "recall@5" in codingbot("evaluate", str(file), "--classification", "icd10").stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no phrase"),
        (b"NSTEMI\n", "line 1"),
        (b"NSTEMI\tI214\n\tI10\n", "line 2"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "phrases.tsv"
    file.write_bytes(content)
    with pytest.raises(RefusedFile, match=said):
        phrases_of(file)


def test_the_measures_are_those_of_the_books() -> None:
    result = Result("x", [Phrase("a", ("A",))] * 4, ranks=[1, 2, 0, 10], milliseconds=[1.0, 2.0, 3.0, 4.0])
    assert (result.recall(1), result.recall(5), result.recall(10)) == (0.25, 0.5, 0.75)
    assert result.mean_reciprocal_rank() == pytest.approx((1 + 0.5 + 0 + 0.1) / 4)
    assert result.percentile(0.95) == 4.0
