"""What a list of episodes is and changes, in lines for people."""

from collections.abc import Sequence

from casework.episode_files.rows import ListRead
from casework.list_difference import Difference

EXAMPLES = 5
MOST_REASONS = 5


def columns_told(read: ListRead) -> str:
    """How the columns were read, what was left unread, what was refused."""
    lines = [f"Episodes read: {len(read.rows):,}. Rows rejected: {len(read.rejects):,}."]
    lines += [f"  {column}" for column in read.columns]
    if read.refused_columns:
        lines.append(f"Left unread, as told: {', '.join(read.refused_columns)}.")
    if read.repeated:
        lines.append(f"Rows that stand there twice, taken once: {read.repeated:,}.")
    lines += read.notes
    lines += _rejects_told(read)
    return "\n".join(lines)


def difference_told(made: Difference) -> str:
    """What the list changes against the last one."""
    if made.same_file:
        return "This very list was imported last; nothing changes."
    figures = (
        ("New", made.new, "new"),
        ("Coded since", made.coded, "coded"),
        ("Vanished without being coded", made.vanished, "vanished"),
        ("Incomplete again", made.returned, "returned"),
        ("Changed", made.changed, "changed"),
    )
    lines = [_figure(name, count, made.examples.get(kind, ())) for name, count, kind in figures if count]
    lines.append(f"Unchanged: {made.unchanged:,}")
    if made.kept:
        lines.append(f"Known, but their row was rejected; they stay as they are: {made.kept:,}")
    return "\n".join([*lines, *made.notes])


def _figure(name: str, count: int, examples: Sequence[str]) -> str:
    shown = ", ".join(examples[:EXAMPLES])
    more = ", …" if count > len(examples[:EXAMPLES]) else ""
    return f"{name}: {count:,}" + (f" ({shown}{more})" if shown else "")


def _rejects_told(read: ListRead) -> list[str]:
    """The reasons, each with how many rows it was and one of them; never what stands in a cell."""
    first: dict[str, tuple[int, str]] = {}
    count: dict[str, int] = {}
    for reject in read.rejects:
        reason = f"{reject.column}: {reject.reason}" if reject.column else reject.reason
        first.setdefault(reason, (reject.line, reason))
        count[reason] = count.get(reason, 0) + 1
    often = sorted(first, key=lambda reason: (-count[reason], reason))
    lines = [
        f"  rejected {count[one]:,}, first in line {first[one][0]:,}: {one}" for one in often[:MOST_REASONS]
    ]
    return lines + (
        [f"  and {len(often) - MOST_REASONS:,} other reasons"] if len(often) > MOST_REASONS else []
    )
