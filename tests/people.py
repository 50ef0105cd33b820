"""Named people whose rights are the point.

asha, ben    coders: each sees and moves what they asked themselves
cole         a clinician: asks as a coder does, sees nobody else's
dee, finn    lead coders: see every query of the department and work the queue
mona         the coding manager: as a lead coder, and told when the leads do not act
kit          a coding clerk: asks nothing, sees no query
ada          an administrator: sees no query, sets the department up
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
finn = Somebody(Speaker(TRUST, "id-finn", "Finn Hale"), Role.LEAD_CODER)
mona = Somebody(Speaker(TRUST, "id-mona", "Mona Reed"), Role.CODING_MANAGER)
kit = Somebody(Speaker(TRUST, "id-kit", "Kit Lowe"), Role.CODING_CLERK)
ada = Somebody(Speaker(TRUST, "id-ada", "Ada Quist"), Role.ADMINISTRATOR)
eve = Somebody(Speaker(ELSEWHERE, "id-eve", "Eve Stone"), Role.LEAD_CODER)

EVERYBODY = (asha, ben, cole, dee, finn, mona, kit, ada, eve)
