"""Every address of the one port that web answers; live streams and webhooks are the gateway's."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("linli.faces.ui.urls")),
    path("api/v1/", include("linli.faces.api.urls")),
]
