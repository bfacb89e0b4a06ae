"""Addresses of the API."""

from django.urls import path

from linli.faces.api.api import api, document

urlpatterns = [path("openapi.json", document, name="openapi"), path("", api.urls)]
