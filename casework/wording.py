"""Is this question to a clinician fair?

The rules are those of the compliant query guidance of AHIMA and ACDIS (2022), taken as a local rule set; the
decision is in docs/adr/0010. A prompt that a program wrote is a question too and passes the same check.

    faults = check(draft)     # none: it may be sent; otherwise each `sentence` tells its writer what to mend

Nothing here reads a database, a clock or a network. A draft is read in one pass, up to its limits.
"""

from casework.fairness import answers, evidence, identity, leading, size, talk
from casework.fairness.documented import sheet
from casework.fairness.draft import Draft, Format, Indicator, passages
from casework.fairness.faults import Fault, Unfair

__all__ = ["Draft", "Fault", "Format", "Indicator", "Unfair", "check"]

_RULES = (size, identity, evidence, leading, answers, talk)


def check(draft: Draft) -> list[Fault]:
    """What is unfair about the draft, once each, in the order of the rules; empty where it is fair."""
    read = sheet(draft, passages(draft))
    found = (fault for rule in _RULES for fault in rule.faults(read))
    return list({(fault.kind, fault.where, fault.words.lower()): fault for fault in found}.values())
