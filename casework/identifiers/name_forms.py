"""Whether words can be a person's name: forename and surname in either order, or a surname after a title."""

from casework.identifiers.people_words import (
    bare,
    is_common_word,
    is_eponym,
    is_forename,
    is_surname,
    may_be_name,
)

# Two capitals that are no person, and stand so in no word list of the search.
_PAIRS = (
    "austin moore,austin flint,graham steell,charles bonnet,pierre robin,thomas splint,mary joseph,"
    "ray amputation,robert jones,miles operation,ross procedure,norwood stage,russell silver,martin bell,"
    "stevens johnson,gordon syndrome,ross operation,ivor lewis,hamilton russell,max page,kelly clamp,"
    "scott syndrome,jack knife,weber christian,craig bed,marie tooth"
)
_EPONYMS = frozenset(_PAIRS.split(","))
# After “Mr” and “Ms”, which are a scan, a valve and a disease too.
_AFTER_MR = (
    "scan,angiogram,angiography,spine,brain,head,imaging,urography,enterography,guided,pelvis,abdomen,liver,"
    "knee,hip,shoulder,arthrogram,venogram,severe,moderate,mild,trivial,with,and,or,relapse,flare,score,rate,"
    "out,the,cholangiogram,fistulography,elastography,proctogram,only"
)
_NO_SURNAME = frozenset(_AFTER_MR.split(","))


def is_known(word: str) -> bool:
    """Whether it is a common forename or surname."""
    return is_forename(word) or is_surname(word)


def without_what_follows(written: str) -> str:
    """The name alone, where a word of medicine in capitals came with it: “Mrs Quigley UTI”."""
    while " " in written:
        rest, _, last = written.rpartition(" ")
        if is_known(last) or may_be_name(last) or len(rest.rstrip(". ")) < 3:
            return written
        written = rest.rstrip()
    return written


def may_be_titled(title: str, words: list[str], *, sure: bool) -> bool:
    """Whether a title and these words name a person; `sure` where another identifier stands near."""
    if words[-1].lower() in _NO_SURNAME or words[0].lower() in _NO_SURNAME:
        return False
    if any(is_known(word) for word in words):
        return True
    if title in ("MR", "MS"):
        return sure and all(map(may_be_name, words))
    if title == "miss" or (len(words[0].strip(".")) > 1 and is_common_word(words[0])):
        return False
    unmistakable = title.capitalize() in ("Mrs", "Miss", "Mstr", "Master", "Mx")
    return unmistakable or all(may_be_name(word) for word in words if len(word) > 2)


def is_pair(one: str, two: str) -> bool:
    """Whether the two are a forename and a surname, in either order."""
    if f"{bare(one)} {bare(two)}" in _EPONYMS or is_eponym(one, two):
        return False
    if is_forename(one) or is_forename(two):
        other = two if is_forename(one) else one
        return is_surname(other) or may_be_name(other)
    capitals = one[0].isupper() and two[0].isupper()
    return capitals and may_be_name(one) and (is_surname(two) or may_be_name(two))


def is_person(one: str, two: str, *, comma: bool) -> bool:
    """As `is_pair`; with a comma between them the surname comes first."""
    if not comma:
        return is_pair(one, two)
    if f"{bare(one)} {bare(two)}" in _EPONYMS or is_eponym(one, two):
        return False
    return (
        may_be_name(one) and may_be_name(two) if not is_forename(two) else is_surname(one) or may_be_name(one)
    )


def is_single(cue: str, word: str) -> bool:
    """Whether one word after its cue is a name: after a baby or a twin, or after “name:”."""
    if not word[0].isupper():
        return False
    if "name" in cue or "called" in cue or cue.startswith(("baby", "twin", "b/o", "infant")):
        return is_known(word) or may_be_name(word)
    return is_known(word) and cue.startswith(("patient", "pt", "client"))
