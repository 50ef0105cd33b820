"""The peer: an echo bot on the Bot Framework SDK's CloudAdapter exactly as it ships.

python -m bench.echo_stock PORT
"""

import sys

from aiohttp import web
from botbuilder.core import ActivityHandler, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication


class Nobody:
    """No app id: the SDK then checks no token, as in Microsoft's own echo sample."""

    APP_ID = ""
    APP_PASSWORD = ""


class Echo(ActivityHandler):
    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await turn_context.send_activity(f"you said {turn_context.activity.text}")


def serve(port: int) -> None:
    adapter, bot = CloudAdapter(ConfigurationBotFrameworkAuthentication(Nobody())), Echo()

    async def messages(request: web.Request) -> web.Response:
        return await adapter.process(request, bot)

    app = web.Application()
    app.router.add_post("/api/messages", messages)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
