"""A few governing texts of an invented department, for tests of finding."""

from datetime import date

from knowledge.codes import Classification
from knowledge.finding.texts import GoverningText, Span
from knowledge.policies import Authority

ICD10, OPCS4 = Classification.ICD10, Classification.OPCS4
BOOK = {
    "authority": Authority.LOCAL_POLICY,
    "book": "Coding policy",
    "version": "2",
    "valid_from": date(2025, 1, 1),
    "review_on": date(2026, 1, 1),
    "ratified_by": "the coding committee",
    "ratified_on": date(2024, 12, 3),
    "owner": "Dee Marsh",
}
HERNIA = GoverningText(
    "3.1",
    "Inguinal hernia",
    "A hernia is coded by its side. A lump in the groin is no hernia until the surgeon says so. "
    "Use K40.9 where nothing is said of obstruction.",
    spans=(Span(ICD10, "K40", "K40"),),
    page=12,
    **BOOK,
)
INFARCTION = GoverningText(
    "3.2",
    "Myocardial infarction",
    "NSTEMI is I21.4. The wall is named for other infarctions.",
    spans=(Span(ICD10, "I21", "I21"),),
    **BOOK,
)
STANDARD = GoverningText(
    "DCS.XI.9",
    "Hernias of the groin",
    "Give the side of every inguinal hernia. Never code K40.9 with K40.3.",
    Authority.NATIONAL_STANDARD,
    spans=(Span(ICD10, "K409", "K409"), Span(ICD10, "K403", "K403")),
)
KNEE = GoverningText(
    "PCSW8", "Knee", "A washout of the knee needs no site code.", Authority.NATIONAL_STANDARD,
    spans=(Span(OPCS4, "W85", "W85"),),
)  # fmt: skip
EVERY = (HERNIA, INFARCTION, STANDARD, KNEE)
