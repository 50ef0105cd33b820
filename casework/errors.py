"""Errors that are safe to show: each carries the sentence that tells the person what to do."""

from datetime import datetime

from casework.words import moment_words


class CaseworkError(Exception):
    """Something that the person can mend or should know. `str(error)` is the sentence to show."""


class NotFound(CaseworkError):
    """There is no such thing, or it is not this person's to see: the two read alike on purpose."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"I can't find {reference} among your queries. Say “my queries” to see them.")


class NotYours(CaseworkError):
    """The person may see it but not move it."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"Only the person who asked {reference} can do that.")


class AlreadyClosed(CaseworkError):
    """Somebody, perhaps the same person a moment ago, was first."""

    def __init__(self, reference: str, code: str) -> None:
        told = f" with {code}" if code else ""
        super().__init__(f"{reference} is already closed{told}. Ask again to start a new query.")


class NotOffered(CaseworkError):
    """A code that this query never suggested: a stale or forged button."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"That code was not among the suggestions for {reference}. Please ask again.")


class HoldsIdentifier(CaseworkError):
    """The words hold what may identify a patient. Raised before anything is stored."""

    def __init__(self, kinds: list[str]) -> None:
        self.kinds = kinds
        super().__init__("I have not kept that: it may identify a patient.")


class CaseMoved(CaseworkError):
    """The card was out of date: somebody, perhaps the same person a moment ago, was first."""

    def __init__(self, reference: str, query_id: int, who: str, what: str, at: datetime | None) -> None:
        self.query_id = query_id
        when = f" on {moment_words(at)}" if at else ""
        said = f" {who} was first ({what}{when})." if who else ""
        super().__init__(f"{reference} has moved on.{said} This is how it stands now.")


class NotAllowed(CaseworkError):
    """The person's role does not allow it on what they may see."""

    def __init__(self, what: str = "do that") -> None:
        super().__init__(f"Your role does not let you {what}. Ask your lead coder.")


class Stranger(CaseworkError):
    """Nobody knows this person here, or they have left."""

    def __init__(self) -> None:
        super().__init__(
            "Sorry, I don't know you yet, so I can't help here. "
            "Ask your coding team to add you to my list of people."
        )


class Unusable(CaseworkError):
    """What was typed into a form cannot be used; the sentence says why and how to mend it."""


class QuestionNotFound(NotFound):
    """As NotFound, for a question put to a clinician."""

    def __init__(self, reference: str) -> None:
        CaseworkError.__init__(
            self, f"I can't find {reference} among your questions. Say “my questions” to see them."
        )


class EpisodeNotFound(NotFound):
    """As NotFound, for an episode or a request for its notes."""

    def __init__(self, what: str = "that episode") -> None:
        CaseworkError.__init__(self, f"I can't find {what} among yours. Say “my episodes” to see them.")


class QuestionMoved(CaseworkError):
    """As CaseMoved, for a question put to a clinician: somebody, perhaps the same person, was first."""

    def __init__(
        self, reference: str, clarification_id: int, who: str, what: str, at: datetime | None
    ) -> None:
        self.clarification_id = clarification_id
        when = f" on {moment_words(at)}" if at else ""
        said = f" {who} was first ({what}{when})." if who else ""
        super().__init__(f"{reference} has moved on.{said} This is how it stands now.")


class RulingNotFound(NotFound):
    """As NotFound, for a ruling."""

    def __init__(self, reference: str) -> None:
        CaseworkError.__init__(self, f"I can't find ruling {reference}. Say “rulings” to see them.")


class RulingMoved(CaseworkError):
    """As CaseMoved, for a ruling: somebody, perhaps the same person, was first."""

    def __init__(self, reference: str, ruling_id: int, who: str, what: str, at: datetime | None) -> None:
        self.ruling_id = ruling_id
        when = f" on {moment_words(at)}" if at else ""
        said = f" {who} was first ({what}{when})." if who else ""
        super().__init__(f"{reference} has moved on.{said} This is how it stands now.")


class OwnRuling(CaseworkError):
    """Somebody would agree with themselves."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"{reference} is your own work: somebody else has to agree with it.")
