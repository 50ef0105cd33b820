"""The payloads of handing a query to the lead coders and working it."""

from dialogs.verbs.base import Payload

PAYLOADS: tuple[type[Payload], ...] = ()
