"""`make bench`: every figure in one run; results in docs/benchmarks.md and build/bench.json."""

import tempfile
from dataclasses import replace
from pathlib import Path

from bench import casework, courier, episodes, fairness, policies, privacy, process, search, turn
from bench.rows import Figure, say, table, write
from bench.workplace import Workplace, prepare

TURNS = 300
MESSAGES = (
    "NSTEMI, previous CABG",
    "lap chole",
    "IECOPD",
    "is T2DM with foot ulcer E11.5?",
    "inguinal hernia",
    "#NOF",
)


def main() -> None:
    """Measure and write."""
    with tempfile.TemporaryDirectory() as folder:
        say("preparing")
        place = prepare(Path(folder) / "data")
        figures, sections = search.measure(place)
        say("turns")
        more, section = _turns(place.copy(Path(folder) / "turns"))
        figures += more
        sections.append(section)
        say("starts")
        figures += process.measure(place)
        say("the lead coders' work")
        more, section = casework.measure(place)
        figures += more
        sections.append(section)
        say("policies")
        more, told = policies.measure(place)
        figures += more
        sections += told
    say("courier")
    figures += courier.measure()
    say("fairness")
    figures += fairness.measure()
    say("privacy")
    figures += privacy.measure()
    more, section = episodes.measure()
    figures += more
    sections.append(section)
    write(figures, sections)
    for one in figures:
        say(f"{one.name} {one.value:g} {one.unit}" + (f", {one.ratio} of {one.peer}" if one.ratio else ""))


def _turns(place: Workplace) -> tuple[list[Figure], str]:
    """Our whole turn beside the echoes, in one run. The floor is the mended echo, not the stock one."""
    real = replace(turn.REAL, environment={**turn.REAL.environment, **place.environment})
    rows = turn.measure(TURNS, MESSAGES, (turn.MENDED, turn.STOCK, turn.OURS, real))
    values = {row["name"]: row["value"] for row in rows}
    ours = values[f"turn p95: {real.name}"]
    mended, stock = values[f"turn p95: {turn.MENDED.name}"], values[f"turn p95: {turn.STOCK.name}"]
    figures = [
        Figure("turn_p95_ms", ours, "ms", turn.MENDED.name, round(ours / mended, 2)),
        Figure("turn_p95_ratio_to_echo", round(ours / mended, 3), "ratio", turn.MENDED.name),
        Figure("turn_p95_ratio_to_stock_echo", round(ours / stock, 3), "ratio", turn.STOCK.name),
    ]
    lines = [(row["name"], row["value"], row["ratio"]) for row in rows]
    title = f"## A whole turn, HTTP in to reply out: {TURNS} each, taking turns"
    return figures, f"{title}\n\n{table(('bot', 'ms', 'ratio to ' + turn.MENDED.name), lines)}"


if __name__ == "__main__":
    main()
