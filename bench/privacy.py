"""The detector of patient identifiers: what it finds, what it hits falsely, how fast.

    python -m bench.privacy

Recall is measured on tests/data/privacy_held_out.tsv: forms that the detector had never seen when they were
written. What it missed then is in docs/adr/0007; it has been mended since. Codes and titles are those of the
starter editions, and of ../shared/data where that is at hand, each written in the ways in which coders write
them. Growth is the factor by which the time of one layer grows when a hostile text of 4,000 characters
becomes one of 8,000; the worst of all layers and texts is given.
"""

import csv
import statistics
import time
from collections.abc import Callable, Iterable, Iterator

from bench.rows import ROOT, Figure, say
from bench.workplace import SHARED
from bot.settings import STARTER_WHEEL
from casework.identifiers.detecting import OF_DIGITS, OF_WORDS, Layer, find
from casework.identifiers.finding import Finding, IdentifierKind
from casework.identifiers.labelled import labelled
from casework.identifiers.names import names
from casework.identifiers.plain import Plain, read
from casework.identifiers.scoring import Score, score
from knowledge.codes import display
from knowledge.importers import starter_icd10, starter_opcs4

HELD_OUT = ROOT / "tests" / "data" / "privacy_held_out.tsv"
WHEEL = ROOT / "data" / "starter" / STARTER_WHEEL
COMMAND = "python -m bench.privacy"
TYPICAL = "lap chole 12/03/2024, K80.2 J18.3, for Mr Patel's list: order?"
ROUNDS = 300
HALF_LENGTH = 4_000
LEAST = 1.0  # milliseconds: below it the growth is noise
HOSTILE = (
    *("1", "1 ", "1-", "12/03/1950 ", "jan 1 ", "Aa ", "Aa-", "Mr A ", "Mr Aa 123456 ", "Smith, ", "dob 1/"),
    *(
        "hospital no ",
        "SW1 ",
        "nhs ",
        "nine ",
        "a@",
        "a.",
        "+44 ",
        "07700 ",
        "12 Aa ",
        "12 aa ",
        "pt john ",
        "tel ",
    ),
    *("999 000 ", "\u200b", "９", "[name removed] ", "lives at Aa ", "the his her ", "o1 ", "(", "nhs no a "),
)


def measure() -> list[Figure]:
    """The figures; a finding on a code is printed by its code."""
    held_out = score(labelled(HELD_OUT.read_bytes().decode()), find)
    count, hits = _codes()
    worst, growth = _growth()
    say(f"privacy, worst growth: {worst}")
    return [
        *_of(held_out),
        Figure("privacy_codes", count, "texts", command=COMMAND),
        Figure("privacy_false_hits_on_codes", hits, "texts", command=COMMAND),
        Figure(
            "privacy_ms_per_message", round(_milliseconds(lambda: find(TYPICAL)), 4), "ms", command=COMMAND
        ),
        Figure("privacy_ms_8kb_p99", round(_long_p99(), 2), "ms", command=COMMAND),
        Figure("privacy_worst_growth", round(growth, 2), "times a doubling", command=COMMAND),
    ]


def _of(held_out: Score) -> list[Figure]:
    """The recall of each kind, and the clean texts that were hit."""
    names_of = {kind: kind.name.lower() for kind in IdentifierKind}
    figures = [
        Figure(f"privacy_recall_{name}", held_out.kinds[kind].recall or 0.0, "share", command=COMMAND)
        for kind, name in names_of.items()
    ]
    hit = len(held_out.clean_hit) / max(held_out.clean_lines, 1)
    return [*figures, Figure("privacy_clean_texts_hit", round(hit, 4), "share", command=COMMAND)]


def titles() -> Iterator[str]:
    """Every title of the starter editions that are at hand."""
    return (title for _, title in _starter())


def _starter() -> Iterator[tuple[str, str]]:
    for row in starter_icd10.rows(starter_icd10.data_path()):
        yield row.code, row.title
    if WHEEL.is_file():
        for row in starter_opcs4.rows(WHEEL):
            yield row.code, row.title


def _used() -> Iterator[tuple[str, str]]:
    for name in ("icd10_usage.tsv", "opcs4_usage.tsv"):
        path = SHARED / "data" / name
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as lines:
                yield from ((row[0], row[1]) for row in csv.reader(lines, delimiter="\t") if row[0] != "code")


def _written(code: str, title: str) -> Iterator[str]:
    """As coders write a code and its title, also beside a date, an age and other codes."""
    shown = display(code) if code[:1].isalpha() and len(code) > 3 else code
    yield from (
        f"{code} {title}",
        f"{shown} {title}",
        f"{shown} {title.title()}",
        title.upper(),
        f"{code} {title.upper()}",
    )
    yield from (f"{title.title()} 12/03/2024", f"{title} 12.03.1998", f"{title.title()}, 46F")
    yield from (f"{code} {shown} {code} {shown}", f"{shown}, {shown}, 12/03/2024", code.lower())


def _codes() -> tuple[int, int]:
    """How many texts of codes and titles were looked into, and how many of them were hit."""
    hit, looked_at = 0, 0
    for code, title in dict.fromkeys([*_starter(), *_used()]):
        for text in _written(code, title):
            looked_at += 1
            if find(text):
                hit += 1
                say(f"privacy, a false hit: {text}")
    return looked_at, hit


def _milliseconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median of one call."""
    return statistics.median(_once(work) for _ in range(rounds))


def _once(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1_000


def _long_p99() -> float:
    """Milliseconds of one core for 8 kB of lines dense with identifiers, the 99th percentile."""
    lines = [one.text for one in labelled(HELD_OUT.read_bytes().decode())]
    texts = ["\n".join(lines[at : at + 400])[: 2 * HALF_LENGTH] for at in range(0, len(lines) - 200, 10)]
    times = sorted(_of_one_core(text) for text in texts * 3)
    return times[int(0.99 * (len(times) - 1))]


def _of_one_core(text: str) -> float:
    begun = time.process_time()
    find(text)
    return (time.process_time() - begun) * 1_000


def _growth() -> tuple[str, float]:
    """The layer and piece whose time grows most when the text doubles, and by how much."""
    found: list[tuple[float, str]] = []
    for piece in HOSTILE:
        for layer in (*OF_DIGITS, *OF_WORDS, _names_alone):
            before, after = (_quickest(layer, piece, length) for length in (HALF_LENGTH, 2 * HALF_LENGTH))
            if after > LEAST:
                found.append((after / before, f"{layer.__name__} on {piece!r}, {after:.1f} ms"))
    growth, what = max(found, default=(1.0, "none above a millisecond"))
    return what, growth


def _names_alone(plain: Plain) -> Iterable[Finding]:
    return names(plain, [])


def _quickest(layer: Layer, piece: str, length: int) -> float:
    """Milliseconds of one layer over the piece repeated to that length."""
    plain = read((piece * length)[:length])
    return min(_once(lambda: list(layer(plain))) for _ in range(5))


def main() -> None:
    """Measure and say."""
    for one in measure():
        print(f"{one.name} {one.value:g} {one.unit}")


if __name__ == "__main__":
    main()
