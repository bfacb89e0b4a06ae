"""Addresses of the pages of belonging."""

from django.urls import URLPattern, URLResolver, path

from linli.faces.console.views import lifecycle

urlpatterns: list[URLPattern | URLResolver] = [
    path("lifecycle/", lifecycle.lifecycle, name="lifecycle"),
    path("lifecycle/<int:community_id>/rules/", lifecycle.lifecycle_rules, name="lifecycle-rules"),
]
