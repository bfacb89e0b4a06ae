"""Addresses of the pages of the calendar and its columns."""

from django.urls import URLPattern, URLResolver, path

from linli.faces.console.views import calendar, calendar_columns, calendar_slots

urlpatterns: list[URLPattern | URLResolver] = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/feed/", calendar.calendar_feed, name="calendar-feed"),
    path("calendar/review/", calendar.calendar_review, name="calendar-review"),
    path("calendar/guests/", calendar.calendar_guests, name="calendar-guests"),
    path("calendar/posts/new/", calendar_slots.slot_new, name="calendar-slot-new"),
    path("calendar/posts/<int:slot_id>/", calendar_slots.slot, name="calendar-slot"),
    path("calendar/posts/<int:slot_id>/move/", calendar_slots.slot_move, name="calendar-slot-move"),
    path("calendar/posts/<int:slot_id>/do/", calendar_slots.slot_do, name="calendar-slot-do"),
    path("calendar/posts/<int:slot_id>/guest/", calendar_slots.slot_guest, name="calendar-slot-guest"),
    path("calendar/columns/", calendar_columns.columns, name="calendar-columns"),
    path("calendar/columns/new/", calendar_columns.column_new, name="calendar-column-new"),
    path("calendar/columns/<int:column_id>/", calendar_columns.column, name="calendar-column"),
    path("calendar/columns/<int:column_id>/turn/", calendar_columns.column_turn, name="calendar-column-turn"),
    path("calendar/ready/<int:community_id>/", calendar_columns.presets, name="calendar-presets"),
    path("calendar/planning/<int:community_id>/", calendar_columns.planning, name="calendar-planning"),
]
