"""What a colleague does in Teams and sees there; each sight is kept as a picture."""

import re
from collections.abc import Iterator

from tests.journeys.programs import Browser, Seen

BOT = "Coding Query Bot"


class Colleague:
    """Somebody at their own keyboard. They look at the latest card of the open chat.

    `on` names another: the one that holds these words, say a number. In a channel always name it, for there
    the newest post stands first. `place` counts among the buttons of that name on the card.
    """

    def __init__(self, who: str, browser: Browser, numbers: Iterator[int]) -> None:
        self.who = who
        self._browser = browser
        self._numbers = numbers
        self._seen = Seen("", [], 0)

    def arrives(self) -> None:
        """Opens Teams anew, where the bot has just been added."""
        self._seen = self._browser.do("arrive")

    def goes_to(self, chat: str) -> None:
        """Opens a chat or channel by its name in the list on the left."""
        self._seen = self._browser.do("open", chat=chat)

    def writes(self, words: str) -> None:
        self._seen = self._browser.do("say", text=words)

    def mentions_the_bot(self, words: str) -> None:
        self._seen = self._browser.do("mention", name=BOT, text=words)

    def presses(self, button: str, *, place: int = 1, on: str = "") -> None:
        self._seen = self._browser.do("press", button=button, place=place - 1, about=on)

    def unfolds(self, button: str, *, on: str = "") -> None:
        """Presses a button that only shows more of the card."""
        self._seen = self._browser.do("unfold", button=button, about=on)

    def fills_in(self, words: str, *, field: str = "", on: str = "") -> None:
        """Types into the field of that label, or into the first."""
        self._browser.do("fill", text=words, label=field, about=on)

    def chooses(self, option: str, *, field: str = "", on: str = "") -> None:
        """Takes an option of the list of that label; without a label, a radio button or a box to tick."""
        self._browser.do("choose", option=option, label=field, about=on)

    def is_told(self, *parts: str, on: str = "") -> None:
        """Waits for what comes without being asked for: the card comes to hold each of these words."""
        self._seen = self._browser.do("wait", texts=parts, about=on)

    def sees(self, sight: str, *parts: str, on: str = "") -> None:
        """The card holds each of these words; `sight` names the picture that is kept of it."""
        name = re.sub(r"\W+", "-", sight)
        self._seen = self._browser.do("shot", name=f"{next(self._numbers):02}-{self.who}-{name}", about=on)
        missing = [part for part in parts if part not in self._seen.said]
        assert not missing, f"{missing} not in:\n{self._seen.said}"

    def is_answered(self, *parts: str) -> None:
        """What was pressed changed no card: the note under it holds each of these words."""
        missing = [part for part in parts if part not in self._seen.note]
        assert not missing, f"{missing} not in: {self._seen.note}"

    def hears(self, *parts: str) -> None:
        """The bot's last message, mostly one without a card, holds each of these."""
        missing = [part for part in parts if part not in self._seen.words]
        assert not missing, f"{missing} not in: {self._seen.words}"

    def does_not_see(self, *parts: str) -> None:
        found = [part for part in parts if part in self._seen.said]
        assert not found, f"{found} in:\n{self._seen.said}"

    def sees_buttons(self, *buttons: str) -> None:
        assert self._seen.buttons == list(buttons)

    def has_been_told(self, times: int) -> None:
        """So many cards are in the open chat."""
        assert self._seen.cards == times

    def keeps_a_picture(self, name: str, *, on: str = "", height: int = 0) -> None:
        """The whole card, or so many pixels of it from its top, as a picture of that name."""
        self._browser.do("picture", name=name, about=on, height=height)

    def the_reference(self) -> str:
        """The number of the query on the card."""
        found = re.search(r"CQ-\d+", self._seen.said)
        assert found, self._seen.said
        return found[0]
