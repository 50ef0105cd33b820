"""`codingbot ask`: one question, its answer as text or as one JSON object. Nothing is kept."""

import json
from datetime import date, datetime
from typing import Annotated, Any

import typer

from bot import settings
from bot.cli.screen import services
from casework import privacy
from dialogs import phrases
from dialogs.cards.as_text import as_text
from dialogs.cards.identifier import identifier_text
from dialogs.cards.suggestion import suggestion_card
from dialogs.coding_query import LONGEST_QUESTION
from dialogs.message import tidy
from knowledge.answers import Answer
from knowledge.codes import Classification

Words = Annotated[str, typer.Argument(help="What is in the notes, for example “NSTEMI, previous CABG”.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Of = Annotated[Classification | None, typer.Option(help="Only this classification.")]
Limit = Annotated[int, typer.Option(min=1, max=50, help="Codes for each condition.")]
On = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day whose editions answer.")]


def ask(
    text: Words, as_json: AsJson = False, classification: Of = None, limit: Limit = 5, on: On = None
) -> None:
    """Suggest codes for what is in the notes."""
    privacy.know_hospital_numbers(settings.read().hospital_numbers)
    text = tidy(text)
    findings = privacy.find(text)
    if findings or len(text) > LONGEST_QUESTION:
        too_long = phrases.TOO_LONG.format(most=f"{LONGEST_QUESTION:,}")
        typer.echo(identifier_text(text, findings) if findings else too_long, err=True)
        raise typer.Exit(2)
    if not text.strip():
        typer.echo(phrases.EMPTY, err=True)
        raise typer.Exit(2)
    with services() as made:
        day = on.date() if on else made.router.desk.today()
        answer = made.knowledge.base.suggest(
            privacy.without_marks(text), on=day, classification=classification, limit=limit
        )
    typer.echo(json.dumps(as_object(answer, day), ensure_ascii=False, indent=2) if as_json else drawn(answer))


def drawn(answer: Answer) -> str:
    """The answer as the card draws it, without its buttons."""
    card = suggestion_card("", 0, answer, rows=slice(None))
    return as_text({**card, "actions": [], "body": card["body"][1:]}).strip()


def as_object(answer: Answer, on: date) -> dict[str, Any]:
    """The answer for programs."""
    return {
        "on": on.isoformat(),
        "suggestions": [
            {
                "for": condition.words,
                "code": one.concept.display.rstrip("†*"),
                "title": one.concept.title,
                "classification": one.concept.classification.value,
                "release": one.edition.label,
                "because": [
                    {"word": why.word, "where": why.where.value, "meant": why.meant} for why in one.because
                ],
                "score": one.score,
            }
            for condition, one in answer.suggestions
        ],
        "policies": [
            {
                "reference": policy.reference,
                "authority": policy.authority.value,
                "title": policy.title,
                "text": policy.text,
                "source": policy.link,
            }
            for policy in answer.policies
        ],
        "notes": [note for one in answer.conditions for note in (*one.notes, *one.reminders)],
        "not_understood": answer.not_understood,
        "not_loaded": [one.value for one in answer.not_loaded],
    }
