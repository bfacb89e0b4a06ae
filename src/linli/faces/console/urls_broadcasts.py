"""Addresses of the pages of the room "broadcasts"."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
