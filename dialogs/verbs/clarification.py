"""The payloads of asking a clinician and answering."""

from dialogs.verbs.base import Payload

PAYLOADS: tuple[type[Payload], ...] = ()
