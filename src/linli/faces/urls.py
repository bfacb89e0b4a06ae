"""Every address of the one port that web answers; live streams and webhooks are the gateway's."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("linli.faces.ui.urls")),
    path("console/", include("linli.faces.console.urls")),
    path("m/", include("linli.faces.portal.urls")),
    path("api/v1/", include("linli.faces.api.urls")),
]

handler400 = "linli.faces.ui.errors.bad_request"
handler403 = "linli.faces.ui.errors.permission_denied"
handler404 = "linli.faces.ui.errors.page_not_found"
handler500 = "linli.faces.ui.errors.server_error"
