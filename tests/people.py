"""Named people whose rights are the point.

asha, ben    coders: each sees and moves what they asked themselves
cole         a clinician: asks as a coder does, sees nobody else's
dee          the lead coder: sees every query of the department, moves only her own
eve          an outsider: another tenant's lead coder, to whom nothing here exists
"""

from dataclasses import dataclass

from casework.model.person import Role
from dialogs.message import Speaker

TRUST = "11111111-2222-3333-4444-555555555555"
ELSEWHERE = "99999999-8888-7777-6666-555555555555"


@dataclass(frozen=True)
class Somebody:
    """A member of staff as the channel names them, with what they may do."""

    speaker: Speaker
    role: Role = Role.CODER


asha = Somebody(Speaker(TRUST, "id-asha", "Asha Patel"))
ben = Somebody(Speaker(TRUST, "id-ben", "Ben Okoro"))
cole = Somebody(Speaker(TRUST, "id-cole", "Dr Cole"), Role.CLINICIAN)
dee = Somebody(Speaker(TRUST, "id-dee", "Dee Marsh"), Role.LEAD_CODER)
eve = Somebody(Speaker(ELSEWHERE, "id-eve", "Eve Stone"), Role.LEAD_CODER)

EVERYBODY = (asha, ben, cole, dee, eve)
