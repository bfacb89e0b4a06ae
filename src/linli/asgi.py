"""The gateway's application, and the table of who answers what on the one port."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")

import django
from django.conf import settings

from linli.connect.gateway.front import address, proxy, router
from linli.kernel.database import parenthood
from linli.kernel.database.connection import dsn_of

# Path prefix -> "module:attribute" of an ASGI app. Everything else goes to the web process.
ROUTES: dict[str, str] = {
    "/_matrix/app/": "linli.connect.adapters.matrix.receiver:app",
    "/live/room/": "linli.faces.portal.live:application",
}

parenthood.end_with_server()
django.setup()
application = router.Front(
    ROUTES,
    proxy=proxy.WebProxy(
        address.configured(settings.HOME),
        trusted=frozenset(os.environ.get("LINLI_TRUSTED_PROXIES", "").split(",")) - {""},
    ),
    dsn=dsn_of(settings.DATABASES["default"]),
)
