"""The sentences about news."""

from casework.model.bulletin import Bulletin
from casework.model.person import Role
from casework.news import Readers

NO_NEWS = "There is no news for you."
WHATS_NEW = "What's new"
NOT_READ = "News that you have not read yet"
READ = "You have read this."
I_HAVE_READ = "I have read this"
WHO_HAS_READ = "Who has read it"
CODERS = frozenset({Role.CODER, Role.LEAD_CODER, Role.CODING_MANAGER})
# What is sent by the form, what is read in it, and who that is.
GROUPS = {
    "coders": ("Coders and lead coders", CODERS),
    "clinicians": ("Coders, lead coders and clinicians", CODERS | {Role.CLINICIAN}),
    "everybody": ("Everybody", frozenset(Role)),
}


def sent(one: Bulletin) -> str:
    """What its kind and title say."""
    return f"{one.kind.capitalize()}: {one.title}"


def counted(found: Readers) -> str:
    """How many have read it."""
    return f"{len(found.read)} of {len(found.read) + len(found.unread)} have read “{found.bulletin.title}”."
