"""Addresses of the members' phone pages, under /m/."""

from django.urls import path

from linli.faces.portal.views import chat, entering, home, me, media

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("check-in/", home.check_in, name="check-in"),
    path("points/", home.points, name="points"),
    path("ranking/", home.ranking, name="ranking"),
    path("j/<str:token>/", entering.join, name="join"),
    path("room/", chat.latest, name="rooms"),
    path("room/<str:address>/", chat.room, name="room"),
    path("room/<str:address>/about/", chat.about, name="room-about"),
    path("room/<str:address>/leave/", chat.leave, name="room-leave"),
    path("room/<str:address>/<str:message>/", chat.message, name="message"),
    path("image/<str:token>/", media.image, name="image"),
    path("me/", me.me, name="me"),
    path("me/name/", me.name, name="name"),
    path("me/data/", me.data, name="data"),
    path("me/export/", me.export, name="export"),
    path("me/erase/", me.erase, name="erase"),
]
