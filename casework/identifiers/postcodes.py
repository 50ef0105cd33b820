"""Postcodes: whole ones however they are spaced, and the first half after “lives in” or “postcode”.

The form is that of the Royal Mail's Programmers' Guide; only the areas that exist count, because a spine
level, a stage or a code is often a letter and digits (T12, C50, N20).
"""

import re
from collections.abc import Iterator

from casework.identifiers.finding import Finding, IdentifierKind
from casework.identifiers.plain import Plain, as_digits

_ALL_AREAS = """
    ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e ec
    eh en ex fk fy g gl gu gy ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw ky l la ld le ll ln ls
    lu m me mk ml n ne ng nn np nr nw ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so sp
    sr ss st sw sy ta td tf tn tq tr ts tw ub w wa wc wd wf wn wr ws wv yo ze
"""
_AREAS = frozenset(_ALL_AREAS.split())
_OUT = r"(?P<out>[a-z]{1,2}[\doil][\da-z]?)"
_WHOLE = re.compile(
    rf"(?<![a-z\d]){_OUT}(?P<gap>[\s.,\-_/]{{0,3}})(?P<in>[\doi][abd-hjlnp-uw-z]{{2}})(?![a-z\d])"
)
_SPACED = re.compile(
    r"(?<![A-Za-z\d])(?P<out>[A-Z]{2} \d[A-Z\d]?"
    r"|[A-Z]{1,2}\d[A-Z\d]?)(?P<gap> {1,3})(?P<in>\d ?[ABD-HJLNP-UW-Z] ?[ABD-HJLNP-UW-Z])"
    r"(?![A-Za-z\d])"
)
_LIVES = re.compile(
    r"(?:(?<![a-z])(?:liv(?:es?|ed|ing)|resid(?:es|ed|ing|ent)|home(?: address)?|address|addr|based)"
    r"(?:[\W_]{1,3}(?:is|in|at|near|around|alone|locally|nearby|now|the|area|with \w{2,12}|of)){0,4}"
    r"|(?<![a-z])(?:post\s?-?code|postal code|p/code|pcode|pc)(?:[\W_]{1,3}(?:is|of|area|starts|beginning"
    r"|begins|with|district|sector)){0,3})"
    rf"[\W_]{{1,3}}{_OUT}(?![a-z\d])"
)
_SHAPE = re.compile(r"[a-z]{1,2}\d(?:\d|[a-z])?")
_ORDINAL = frozenset(["1st", "2nd", "3rd"] + [f"{digit}th" for digit in range(10)])
# After a code or a level in small letters: “e11 2yr”, “l4 5hr”, “n1 2ln”.
_UNITS = frozenset(
    (
        "hr",
        "yr",
        "wk",
        "ry",
        "pt",
        "ds",
        "lb",
        "ft",
        "ln",
        "ug",
        "ng",
        "gs",
        "bd",
        "qd",
        "hx",
        "fx",
        "dx",
        "rx",
        "sx",
        "tx",
        "px",
        "pr",
        "ty",
        "nd",
        "th",
    )
)
_WORDS = frozenset(("old", "ill", "oat", "odd", "iff", "its", "ist", "oft", "one"))


def postcodes(plain: Plain) -> Iterator[Finding]:
    """Whole postcodes of an area that exists, and halves after their cue."""
    for match in _WHOLE.finditer(plain.lower):
        if _is_whole(plain.text, match):
            yield Finding(match.start(), match.end(), IdentifierKind.POSTCODE)
    for match in _SPACED.finditer(plain.text):
        inward = match["in"].replace(" ", "").lower()
        if _has_area(match["out"].replace(" ", "").lower()) and inward not in _ORDINAL:
            yield Finding(match.start(), match.end(), IdentifierKind.POSTCODE)
    for match in _LIVES.finditer(plain.lower):
        if match["out"][-2:].isalnum() and any(map(str.isdigit, match["out"])) and _has_area(match["out"]):
            yield Finding(match.start("out"), match.end("out"), IdentifierKind.POSTCODE)


def _is_whole(text: str, match: re.Match[str]) -> bool:
    out, inward = match["out"], match["in"]
    if inward in _ORDINAL or inward in _WORDS:
        return False
    written = text[match.start() : match.end()]
    if not (_SHAPE.fullmatch(out) and inward[0].isdigit()):
        if not written.replace("l", "L").isupper() or not any(map(str.isdigit, written)):
            return False
        if not inward[0].isdigit() and not out[1].isalpha():
            return False  # “G47 OSA” is a code and a disease
        out = _with_digits(out)
    if not _has_area(out):
        return False
    like_a_level = len(out) <= 3 and not out[1].isalpha()
    small = not text[match.start("in") : match.end("in")].isupper()
    return not (like_a_level and small and match["gap"] and inward[1:] in _UNITS)


def _with_digits(out: str) -> str:
    """The first half with what looks like a digit after its letters read as one."""
    letters = 2 if len(out) > 2 and out[1] not in "0123456789" else 1
    return out[:letters] + as_digits(out[letters : letters + 1]) + out[letters + 1 :]


def _has_area(out: str) -> bool:
    """Whether the letters before the first digit are an area."""
    letters = out[:2] if len(out) > 1 and out[1].isalpha() else out[:1]
    return letters in _AREAS and any(map(str.isdigit, out))
