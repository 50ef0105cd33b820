"""A list of episodes with what is true of each of its lines."""

from dataclasses import dataclass, field, replace

from casework.episode_files.rows import EpisodeRow, Reject
from tests.casework.episode_words import HEADINGS


@dataclass(frozen=True)
class Line:
    """One row as the report has it, and what it must become: an episode, or a reject of one field."""

    texts: dict[str, str]
    episode: EpisodeRow | None = None
    wrong: tuple[str, str] = ("", "")
    reference: str = ""


@dataclass(frozen=True)
class Listed:
    """A list, and the truth about it."""

    lines: tuple[Line, ...]
    headings: dict[str, str] = field(default_factory=lambda: dict(HEADINGS))

    def expected(self, first: int) -> tuple[list[EpisodeRow], list[Reject]]:
        """What reading it must give, if its first row stands on that line of the file."""
        numbered = list(enumerate(self.lines, start=first))
        rows = [replace(line.episode, line=at) for at, line in numbered if line.episode]
        rejects = [
            Reject(at, self.headings.get(line.wrong[0], line.wrong[0]), line.wrong[1], line.reference)
            for at, line in numbered
            if not line.episode
        ]
        return rows, rejects

    def references(self) -> set[str]:
        """The episodes on it that can be read."""
        return {line.episode.reference for line in self.lines if line.episode}
