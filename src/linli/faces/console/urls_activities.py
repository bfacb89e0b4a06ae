"""Addresses of the pages of activities."""

from django.urls import URLPattern, URLResolver, path

from linli.faces.console.views import activities

urlpatterns: list[URLPattern | URLResolver] = [
    path("activities/", activities.activities, name="activities"),
    path("activities/new/", activities.activity_new, name="activity-new"),
    path("activities/<int:activity_id>/", activities.activity, name="activity"),
    path("activities/<int:activity_id>/close/", activities.activity_close, name="activity-close"),
]
