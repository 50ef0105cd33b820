"""The department's real tables, where they lie beside the checkout: they import as they are."""

from pathlib import Path

import pytest

from knowledge.codes import Classification
from knowledge.importers.run import read

SHARED = Path(__file__).parents[3] / "shared" / "data"


@pytest.mark.parametrize(
    ("name", "classification", "codes", "sample"),
    [
        ("icd10_usage.tsv", Classification.ICD10, 12_372, ("A010", "Typhoid fever", 1810)),
        ("opcs4_usage.tsv", Classification.OPCS4, 9_857, ("A011", "Hemispherectomy", 21)),
    ],
)
def test_the_shared_tables_import_as_they_are(name, classification, codes, sample):
    if not (SHARED / name).is_file():
        pytest.skip(f"{SHARED / name} is not here: it belongs to no checkout")
    content = read(SHARED / name, classification)
    assert (len(content.rows), content.counted) == (codes, True)
    rows = {row.code: row for row in content.rows}
    assert (sample[0], rows[sample[0]].title, rows[sample[0]].usage) == sample
