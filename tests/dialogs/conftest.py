"""What conversations of several people may ask for."""

from tests.dialogs.office import known as known
