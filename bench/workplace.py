"""A data folder for the benchmarks: the starter editions, and ../shared's tables where they are at hand."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
COMMAND = str(Path(sys.executable).with_name("codingbot"))
# The last activity year that the tables count is 2023-24; each takes effect after the starter edition.
IMPORTS = {"icd10": ("HES 2023-24 ICD-10", "2023-04-02"), "opcs4": ("HES 2023-24 OPCS-4", "2023-04-02")}


@dataclass(frozen=True)
class Workplace:
    """A prepared data folder, and whether the shared tables are in it."""

    folder: Path
    shared: bool

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a process that works in it."""
        wheel = ROOT / "data" / "starter" / "pyhbr-0.0.9-py3-none-any.whl"
        return {**os.environ, "CODINGBOT_DATA_DIR": str(self.folder), "CODINGBOT_OPCS4_WHEEL": str(wheel)}

    def run(self, *words: str) -> str:
        """Run `codingbot …` there; what it prints."""
        done = subprocess.run(
            [COMMAND, *words], env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(
                f"codingbot {' '.join(words)} ended with {done.returncode}: {done.stderr[-2000:]}"
            )
        return done.stdout

    def copy(self, to: Path) -> "Workplace":
        """The same in another folder, to be written to."""
        shutil.copytree(self.folder, to)
        return Workplace(to, self.shared)


def prepare(folder: Path) -> Workplace:
    """Set up a data folder."""
    place = Workplace(folder, (SHARED / "data").is_dir())
    place.run("prepare")
    if place.shared:
        for kind, (edition, valid_from) in IMPORTS.items():
            file = SHARED / "data" / f"{kind}_usage.tsv"
            place.run("import", kind, str(file), "--edition", edition, "--valid-from", valid_from, "--yes")
    return place
