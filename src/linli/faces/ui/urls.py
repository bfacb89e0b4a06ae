"""Addresses of the interface itself: the language switch and the components on show."""

from django.urls import path

from . import views

app_name = "ui"

urlpatterns = [
    path("language/", views.language, name="language"),
    path("console/_/components/", views.components, name="components"),
    path("console/_/components/today/", views.today, name="example-today"),
    path("console/_/components/home/", views.home, name="example-home"),
    path("console/_/components/ranking/", views.ranking, name="example-ranking"),
    path("console/_/components/chat/", views.chat, name="example-chat"),
    path("console/_/components/login/", views.login, name="example-login"),
]
