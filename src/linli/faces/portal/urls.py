"""Addresses of the members' phone pages, under /m/."""

from django.urls import path

from linli.faces.portal.views import (
    applying,
    chat,
    duty,
    entering,
    guide,
    home,
    me,
    media,
    moving,
    newcomer,
    profile,
    track,
)

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("check-in/", home.check_in, name="check-in"),
    path("points/", home.points, name="points"),
    path("ranking/", home.ranking, name="ranking"),
    path("j/<str:token>/", entering.join, name="join"),
    path("apply/<str:code>/", applying.apply, name="apply"),
    path("move/<str:token>/", moving.move, name="move"),
    path("room/", chat.latest, name="rooms"),
    path("room/<str:address>/", chat.room, name="room"),
    path("room/<str:address>/about/", chat.about, name="room-about"),
    path("room/<str:address>/leave/", chat.leave, name="room-leave"),
    path("room/<str:address>/<str:message>/", chat.message, name="message"),
    path("image/<str:token>/", media.image, name="image"),
    path("me/", me.me, name="me"),
    path("me/name/", me.name, name="name"),
    path("me/track/", track.track, name="track"),
    path("me/profile/", profile.profile, name="profile"),
    path("me/profile/<int:number>/", profile.screen, name="profile-screen"),
    path("me/profile/listing/", profile.listing, name="profile-listing"),
    path("duty/", duty.duty, name="duty"),
    path("directory/", profile.who_can_what, name="directory"),
    path("guide/", guide.guide, name="guide"),
    path("first-steps/", newcomer.first_steps, name="first-steps"),
    path("first-steps/tick/", newcomer.tick, name="first-steps-tick"),
    path("first-steps/introduction/", newcomer.introduction, name="introduction"),
    path("me/data/", me.data, name="data"),
    path("me/export/", me.export, name="export"),
    path("me/erase/", me.erase, name="erase"),
    path("me/stay/", me.stay, name="stay"),
    path("me/consents/", me.consents, name="consents"),
]
