"""From words typed to slots: each word with the tokens of an index that may answer for it."""

import math
from bisect import bisect_left
from dataclasses import dataclass
from itertools import islice, product

from knowledge.search.index import LIGHT, Index
from knowledge.search.lexicon import Lexicon, Reading
from knowledge.search.matches import Slot, Where
from knowledge.search.reading import DENIED, ReadWord, read_words
from knowledge.search.spelling import Spelling
from knowledge.search.text import one_spelling, stem, words

MOST_READINGS = 4
LONGEST_WORD = 40
LONGEST_SHORT_FORM = 3
SHORTEST_BEGINNING = 4
MOST_BEGINNINGS = 4
SURE_SPELLING = 0.85
SURE_BEGINNING = 0.7
SURE_WIDER = 0.45
MOST_WIDER = 4
UNKNOWN_SHARE = 0.55


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a question is read with: the index's words, their near spellings, the lexicon."""

    index: Index
    spelling: Spelling
    token_of_known: list[int]
    sorted_known: list[str]
    number_of_sorted: list[int]
    lexicon: Lexicon


def questions(text: str, vocabulary: Vocabulary) -> list[tuple[Slot, ...]]:
    """The ways to read a text, each a row of slots; more than one where a short form is ambiguous."""
    written = [word for word in words(text) if word != "?"]
    stems = [stem(word) for word in written]
    places = _ambiguous_places(stems, vocabulary)
    readings = [
        read_words(written, vocabulary.lexicon, choice) for choice in _choices(stems, places, vocabulary)
    ]
    if readings[0] and len(stems) <= LONGEST_SHORT_FORM and all(word.via for word in readings[0]):
        readings.append(
            [ReadWord(w, vocabulary.lexicon.token(s)) for w, s in zip(written, stems, strict=True)]
        )
    return [_slots(read, vocabulary) for read in readings]


def _ambiguous_places(stems: list[str], vocabulary: Vocabulary) -> list[tuple[int, list[Reading]]]:
    ambiguous, longest = vocabulary.lexicon.ambiguous, vocabulary.lexicon.longest_ambiguous
    places, at = [], 0
    while at < len(stems):
        for length in range(min(longest, len(stems) - at), 0, -1):
            readings = ambiguous.get(tuple(stems[at : at + length]))
            if readings:
                places.append((at, readings))
                at += length - 1
                break
        at += 1
    return places


def _choices(
    stems: list[str], places: list[tuple[int, list[Reading]]], vocabulary: Vocabulary
) -> list[dict[int, Reading]]:
    if not places:
        return [{}]
    around = {vocabulary.lexicon.token(s) for s in stems}
    kept: list[list[tuple[int, Reading]]] = []
    for at, readings in places:
        spoken_for = [reading for reading in readings if reading.context & around]
        kept.append([(at, reading) for reading in spoken_for or readings])
    return [dict(one) for one in islice(product(*kept), MOST_READINGS)]


def _slots(read: list[ReadWord], vocabulary: Vocabulary) -> tuple[Slot, ...]:
    slots: dict[str, Slot] = {}
    skip = False
    for at, word in enumerate(read):
        if skip:
            skip = False
            continue
        if word.token in slots:
            continue
        slot = _known(word, vocabulary)
        # What is denied and unknown stays unknown: a guess at it would be taken for its opposite.
        guess = word.via is None and not word.token.startswith(DENIED)
        if slot is None and guess:
            slot = _wider(word, vocabulary)
        if slot is None and guess:
            following = read[at + 1] if at + 1 < len(read) else None
            joined = _joined(word, following, vocabulary)
            if joined is not None:
                slots[joined.written] = joined
                skip = True
                continue
            halves = _split(word, vocabulary)
            if halves:
                slots.update({f"{word.token}/{half.meant}": half for half in halves})
                continue
            slot = _near(word, vocabulary) or _beginning(word, vocabulary)
        slots[word.token] = slot or Slot(word.written, (), _unknown_weight(word, vocabulary))
    return tuple(slots.values())


def _unknown_weight(word: ReadWord, vocabulary: Vocabulary) -> float:
    """A word that nothing is found under counts as one that few codes hold, a light one a quarter of it."""
    light = word.token in vocabulary.lexicon.light or word.token.startswith(DENIED) or word.written.isdigit()
    rare = math.log(1 + len(vocabulary.index.codes))
    return UNKNOWN_SHARE * rare * (LIGHT if light else 1.0)


def _known(word: ReadWord, vocabulary: Vocabulary) -> Slot | None:
    number = vocabulary.index.vocabulary.get(word.token)
    if number is None:
        return None
    how, meant = None, ""
    if word.via is not None and word.via.long.lower() != word.written:
        how = Where.PHRASE if getattr(word.via, "kind", "") == "phrase" else Where.ABBREVIATION
        meant = word.via.long
    return Slot(word.written, ((number, 1.0),), float(vocabulary.index.weights[number]), how, meant)


def _wider(word: ReadWord, vocabulary: Vocabulary) -> Slot | None:
    """A word that no title or term holds, by the wider words for it: a muscle's name by muscle and limb."""
    numbers = vocabulary.index.vocabulary
    meant = [token for token in vocabulary.lexicon.wider.get(word.token, ()) if token in numbers]
    if not meant:
        return None
    tokens = tuple((numbers[token], SURE_WIDER) for token in meant[:MOST_WIDER])
    return Slot(word.written, tokens, _unknown_weight(word, vocabulary), Where.RELATED, " ".join(meant))


def _token_of(written: str, vocabulary: Vocabulary) -> int | None:
    return vocabulary.index.vocabulary.get(vocabulary.lexicon.token(stem(written)))


def _joined(word: ReadWord, following: ReadWord | None, vocabulary: Vocabulary) -> Slot | None:
    """Two words typed apart that the classification writes as one: hemi arthroplasty."""
    if following is None or following.via is not None or not (word.written + following.written).isalpha():
        return None
    number = _token_of(word.written + following.written, vocabulary)
    if number is None:
        return None
    written = f"{word.written} {following.written}"
    return Slot(written, ((number, 1.0),), float(vocabulary.index.weights[number]), Where.SPELLING, written)


def _split(word: ReadWord, vocabulary: Vocabulary) -> list[Slot]:
    """One word typed where the classification writes two: kneereplacement."""
    written = word.written
    if not 8 <= len(written) <= LONGEST_WORD or not written.isalpha():
        return []
    for cut in range(4, len(written) - 3):
        numbers = [_token_of(part, vocabulary) for part in (written[:cut], written[cut:])]
        if all(number is not None for number in numbers):
            return [
                Slot(written, ((n, 1.0),), float(vocabulary.index.weights[n]), Where.SPELLING, part)
                for n, part in zip(numbers, (written[:cut], written[cut:]), strict=True)
                if n is not None
            ]
    return []


def _near(word: ReadWord, vocabulary: Vocabulary) -> Slot | None:
    found = vocabulary.spelling.near(one_spelling(word.written))
    tokens: dict[int, str] = {}
    for _distance, number in found:
        tokens.setdefault(vocabulary.token_of_known[number], vocabulary.spelling.known[number])
    if not tokens:
        return None
    weight = max(float(vocabulary.index.weights[token]) for token in tokens)
    sure = SURE_SPELLING - 0.1 * (found[0][0] - 1)
    return Slot(
        word.written,
        tuple((token, sure) for token in tokens),
        weight,
        Where.SPELLING,
        next(iter(tokens.values())),
    )


def _beginning(word: ReadWord, vocabulary: Vocabulary) -> Slot | None:
    """A word cut short: chole, append, haem."""
    start = one_spelling(word.written)
    if len(start) < SHORTEST_BEGINNING or not start.isalpha():
        return None
    at = bisect_left(vocabulary.sorted_known, start)
    tokens: dict[int, str] = {}
    while at < len(vocabulary.sorted_known) and vocabulary.sorted_known[at].startswith(start):
        number = vocabulary.number_of_sorted[at]
        tokens.setdefault(vocabulary.token_of_known[number], vocabulary.sorted_known[at])
        at += 1
    if not tokens:
        return None
    weights = vocabulary.index.weights
    likely = sorted(tokens, key=lambda token: float(weights[token]))[:MOST_BEGINNINGS]
    return Slot(
        word.written,
        tuple((token, SURE_BEGINNING) for token in likely),
        max(float(weights[token]) for token in likely),
        Where.BEGINNING,
        tokens[likely[0]],
    )
