"""Addresses of the pages for running a community: channels, playbooks, outbox, points, insights and more."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
