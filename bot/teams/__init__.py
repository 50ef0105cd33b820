"""Microsoft Teams: the one folder that knows the Bot Framework SDK, which is archived.

The SDK says who is calling (its token checks) and gives the turn its frame. Everything else it
does is done here instead, because what was measured of it does not hold: it answers bad input with
500, drops fields of activities, blocks the event loop and spends most of a turn on HTTP clients.
Nothing outside this folder changes when the SDK is replaced.

    body -> adapter (token, tenant, target) -> bot: inbound -> router -> outbound -> sender
"""
