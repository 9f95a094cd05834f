"""HEAD wherever there is GET: the same answer without its body (RFC 9110, section 9.3.2).

It takes as long as GET, exports too. The body of a fault of this server, which is answered outside
of all middleware, the server itself leaves out.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """ASGI middleware; the framework's routes know GET alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        asked = {**scope, "method": "GET"}
        try:
            await self._app(asked, receive, sent)
        finally:
            # Requests are counted by what the router chose for them.
            scope["route"] = asked.get("route")
