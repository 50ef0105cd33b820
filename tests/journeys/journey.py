"""What Casey Coder does in Teams and sees there; each sight is kept as a picture."""

import re
from itertools import count

from tests.journeys.programs import Browser, Seen

BOT = "Coding Query Bot"
PICTURES = count(1)


class Journey:
    """Casey at the keyboard."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._seen = Seen("", [], 0)

    def given_casey_has_added_the_bot(self) -> None:
        self._seen = self._browser.do("arrive")

    def given_casey_is_in(self, chat: str) -> None:
        self._seen = self._browser.do("open", chat=chat)

    def when_casey_writes(self, words: str) -> None:
        self._seen = self._browser.do("say", text=words)

    def when_casey_mentions_the_bot(self, words: str) -> None:
        self._seen = self._browser.do("mention", name=BOT, text=words)

    def when_casey_presses(self, button: str, *, place: int = 1) -> None:
        """`place` counts among the buttons of that name on the latest card."""
        self._seen = self._browser.do("press", button=button, place=place - 1)

    def when_casey_fills_in(self, words: str) -> None:
        self._browser.do("fill", text=words)

    def then_the_card_shows(self, sight: str, *parts: str) -> None:
        """The latest card holds each of these words; `sight` names the picture that is kept of it."""
        name = re.sub(r"\W+", "-", sight)
        self._browser.do("shot", name=f"{next(PICTURES):02}-{name}")
        missing = [part for part in parts if part not in self._seen.said]
        assert not missing, f"{missing} not in:\n{self._seen.said}"

    def then_the_card_hides(self, *parts: str) -> None:
        found = [part for part in parts if part in self._seen.said]
        assert not found, f"{found} in:\n{self._seen.said}"

    def then_the_buttons_are(self, *buttons: str) -> None:
        assert self._seen.buttons == list(buttons)

    def then_the_bot_has_said(self, times: int) -> None:
        assert self._seen.cards == times

    def then_a_picture_of_the_card_is_kept(self, name: str) -> None:
        self._browser.do("picture", name=name)

    def the_reference(self) -> str:
        """The number of the query on the card."""
        found = re.search(r"CQ-\d+", self._seen.said)
        assert found, self._seen.said
        return found[0]
