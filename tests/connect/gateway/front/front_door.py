"""The front door as the tests serve it: one route of its own, everything else to LINLI_WEB_ADDRESS."""

import os

from django.conf import settings

settings.configure(USE_I18N=False)

from linli.connect.gateway.front import address, proxy, router  # noqa: E402


async def live(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"live " + scope["path"].encode()})


application = router.Front(
    {"/live/": "tests.connect.gateway.front.front_door:live"},
    proxy=proxy.WebProxy(address.parse(os.environ["LINLI_WEB_ADDRESS"])),
    dsn="postgresql://nobody@127.0.0.1:1/nothing",
)
