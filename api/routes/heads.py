"""HEAD: whatever answers GET answers it too, the same head and nothing after it."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TOLD = ("route", "state")
"""What the layers outside read of a request once it is answered."""


class Heads:
    """Hands a HEAD on as a GET, and keeps the body back."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        asked = {**scope, "method": "GET"}  # a copy: the server minds the method that was sent

        async def bare(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        try:
            await self._app(asked, receive, bare)
        finally:
            scope.update({name: asked[name] for name in _TOLD if name in asked})
