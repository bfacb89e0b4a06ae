"""Addresses of the pages of ties."""

from django.urls import URLPattern, path

from linli.faces.console.views import relationships

urlpatterns: list[URLPattern] = [
    path("relationships/", relationships.relationships, name="relationships"),
    path("relationships/table/", relationships.relationship_table, name="relationship-table"),
    path("relationships/candidates/", relationships.relationship_candidates, name="relationship-candidates"),
    path(
        "relationships/<int:community_id>/refresh/",
        relationships.relationships_refresh,
        name="relationships-refresh",
    ),
]
