"""Addresses of the pages of broadcasts."""

from django.urls import URLPattern, URLResolver, path

from linli.faces.console.views import broadcasts

urlpatterns: list[URLPattern | URLResolver] = [
    path("broadcasts/", broadcasts.broadcasts, name="broadcasts"),
    path("broadcasts/new/", broadcasts.broadcast_new, name="broadcast-new"),
    path("broadcasts/caution/", broadcasts.caution, name="broadcast-caution"),
    path("broadcasts/<int:broadcast_id>/", broadcasts.broadcast, name="broadcast"),
    path("broadcasts/<int:broadcast_id>/edit/", broadcasts.broadcast_edit, name="broadcast-edit"),
    path("broadcasts/<int:broadcast_id>/do/", broadcasts.broadcast_do, name="broadcast-do"),
]
