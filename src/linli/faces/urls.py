"""Every address of the one port that web answers; live streams and webhooks are the gateway's."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
