"""Are the answers on offer fair: reasonable options worded alike, and always a way out?"""

from collections.abc import Iterator

from casework.fairness.documented import Read, Sheet
from casework.fairness.draft import MOST_OPTIONS, Format, Part
from casework.fairness.faults import Fault, Unfair
from casework.fairness.reading import listed, read

_OTHER = listed("other|other please specify|other specify|other please state|other diagnosis")
_UNABLE = listed(
    "unable to determine|clinically undetermined|undetermined|unable to say"
    "|cannot be determined|unknown|not known"
)
_YES_NO = listed("yes|no")
_DENIES = listed("no|not|none|neither|absent")
_SHORTEST_SHOUT = 6
_ABBREVIATIONS = listed("NSTEMI|NSTEACS|IECOPD|AECOPD")


def faults(sheet: Sheet) -> Iterator[Fault]:
    """What the form of the question asks of its options."""
    if sheet.draft.format is Format.OPEN:
        yield from _of_open(sheet)
    elif sheet.draft.format is Format.YES_NO:
        yield from _ways_out(sheet)
        yield from _of_yes_no(sheet)
    else:
        yield from _ways_out(sheet)
        yield from _of_choice(sheet)


def _ways_out(sheet: Sheet) -> Iterator[Fault]:
    for has, name in ((sheet.draft.has_other, "Other"), (sheet.draft.has_unable, "Unable to determine")):
        if not has:
            sentence = f"The answers lack “{name}”: add it, so that nobody has to choose what does not fit."
            yield Fault(Unfair.NO_WAY_OUT, "options", name, sentence)


def _of_open(sheet: Sheet) -> Iterator[Fault]:
    if sheet.draft.options:
        sentence = "An open question has no options: take them away, or make it a multiple choice."
        yield Fault(Unfair.WRONG_OPTIONS, "options", sheet.draft.options[0][:60], sentence)


def _of_yes_no(sheet: Sheet) -> Iterator[Fault]:
    if any(_plain(option) not in _YES_NO for option in sheet.draft.options):
        sentence = (
            "A yes/no question has no options of its own: take them away, or make it a multiple choice."
        )
        yield Fault(Unfair.WRONG_OPTIONS, "options", sheet.draft.options[0][:60], sentence)
    said = sheet.of(Part.DOCUMENTED)[0]
    if not said.reading.shown:
        sentence = (
            "A yes/no question may only confirm what the record already holds: "
            "say what is documented, or ask openly."
        )
        yield Fault(Unfair.NEW_DIAGNOSIS, "documented", "", sentence)
    for mention in sheet.new(said):
        sentence = (
            f"You say that “{mention.words}” is documented, but no indicator shows it: "
            "add the words of the record with their source, or ask openly."
        )
        yield Fault(Unfair.NEW_DIAGNOSIS, "documented", mention.words, sentence)


def _of_choice(sheet: Sheet) -> Iterator[Fault]:
    options = sheet.of(Part.OPTION)
    if not options:
        sentence = "A multiple choice needs at least one reasonable option: add one, or ask openly."
        yield Fault(Unfair.WRONG_OPTIONS, "options", "", sentence)
    if len(sheet.draft.options) > MOST_OPTIONS:
        sentence = f"That is more than {MOST_OPTIONS} options: keep the reasonable ones, or ask openly."
        yield Fault(Unfair.TOO_LONG, "options", "", sentence)
    yield from _needless(options)
    yield from _yes_or_no_in_disguise(sheet, options)
    yield from _shouted(options)


def _needless(options: list[Read]) -> Iterator[Fault]:
    seen: set[str] = set()
    for option in options:
        where, words = option.passage.where, option.reading.shown
        plain = _plain(words)
        if not plain:
            yield Fault(
                Unfair.WRONG_OPTIONS, where, "", f"{where.capitalize()} is empty: word it or take it away."
            )
        elif plain in _OTHER | _UNABLE:
            sentence = (
                f"{where.capitalize()} repeats a fixed answer: take “{words}” away, it is always offered."
            )
            yield Fault(Unfair.WRONG_OPTIONS, where, words, sentence)
        elif plain in seen:
            sentence = f"{where.capitalize()} stands there twice: take one “{words}” away."
            yield Fault(Unfair.WRONG_OPTIONS, where, words, sentence)
        seen.add(plain)


def _yes_or_no_in_disguise(sheet: Sheet, options: list[Read]) -> Iterator[Fault]:
    """“Sepsis” or “No sepsis”: a yes/no question about what nobody has documented."""
    if len(options) != 2:
        return
    named = {mention.condition for option in options for mention in option.mentions}
    denied = [option for option in options if _is_denial(option)]
    if len(named) == 1 and len(denied) == 1 and not named <= sheet.documented:
        words = next(mention.words for option in options for mention in option.mentions)
        sentence = (
            f"The options only say yes or no to “{words}”, which no indicator shows as documented: "
            "offer every reasonable diagnosis, or ask openly."
        )
        yield Fault(Unfair.NEW_DIAGNOSIS, "options", words, sentence)


def _is_denial(option: Read) -> bool:
    """“No sepsis”, “Sepsis ruled out”; not “Infection without sepsis”, which is a diagnosis."""
    if _plain(option.reading.shown).split(" ")[0] in _DENIES:
        return True
    return any(mention.start == 0 and not mention.there for mention in option.mentions)


def _shouted(options: list[Read]) -> Iterator[Fault]:
    """One option in capitals among others that are not."""
    loud = [option for option in options if _is_loud(option.reading.shown)]
    if loud and len(loud) < len(options):
        for option in loud:
            sentence = (
                f"{option.passage.where.capitalize()} stands out by its capitals: word every option alike."
            )
            yield Fault(Unfair.PUSHING_OPTION, option.passage.where, option.reading.shown, sentence)


def _is_loud(words: str) -> bool:
    long = [word for word in words.split() if len(word) >= _SHORTEST_SHOUT and word not in _ABBREVIATIONS]
    return words.isupper() and bool(long)


def _plain(text: str) -> str:
    return " ".join("".join(char if char.isalnum() else " " for char in read(text).low).split())
