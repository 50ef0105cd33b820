"""The card that refuses a patient identifier: what was found, veiled, and a version fit to send."""

from collections.abc import Callable

from casework import privacy
from dialogs import phrases
from dialogs.cards.elements import Element, action, card, facts, heading, plain, quiet, text
from dialogs.message import Card
from dialogs.verbs import Payload

LONGEST_RESENT = 2_000


def identifier_card(
    words: str,
    findings: list[privacy.Finding],
    resend: Callable[[str], Payload],
    press: str = phrases.ASK_CLEAN,
) -> Card:
    """What was found, masked, and the redacted words with a button; `resend` makes its payload of them,
    `press` is what stands on it."""
    clean = privacy.mask(words, findings)
    body: list[Element] = [
        heading(phrases.IDENTIFIER_FOUND),
        facts((_capital(item.kind.value), plain(privacy.veil(words, item))) for item in findings[:8]),
        text("**Without it:**"),
        text(plain(clean, 1000), spacing="None"),
        quiet(phrases.IDENTIFIER_ADVICE),
    ]
    return card(body, [action(press, resend(clean[:LONGEST_RESENT]))])


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def identifier_text(words: str, findings: list[privacy.Finding]) -> str:
    """The same in words."""
    kinds = ", ".join(sorted({item.kind.value for item in findings}))
    return f"{phrases.IDENTIFIER_FOUND} {kinds}. You can send: {privacy.mask(words, findings)}"
