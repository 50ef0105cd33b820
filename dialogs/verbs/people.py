"""The payloads of absence."""

from dialogs.verbs.base import Payload

PAYLOADS: tuple[type[Payload], ...] = ()
