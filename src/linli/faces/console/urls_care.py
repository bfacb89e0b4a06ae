"""Addresses of the pages of care."""

from django.urls import URLPattern, URLResolver, path

from linli.faces.console.views import care, care_silent

_ONE = "care/<int:member_id>/<int:community_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("care/", care.care, name="care"),
    path("care/people/", care.care_people, name="care-people"),
    path("care/silent/", care_silent.care_silent, name="care-silent"),
    path(
        "care/silent/<int:community_id>/<int:member_id>/",
        care_silent.care_reach_out,
        name="care-reach-out",
    ),
    path("care/attempts/<int:outreach_id>/", care_silent.care_answer, name="care-answer"),
    path("care/upkeep/", care_silent.care_upkeep, name="care-upkeep"),
    path("care/upkeep/<int:upkeep_id>/end/", care_silent.care_upkeep_end, name="care-upkeep-end"),
    path("care/notes/<int:note_id>/done/", care.care_note_done, name="care-note-done"),
    path("care/notes/<int:note_id>/remove/", care.care_note_remove, name="care-note-remove"),
    path(_ONE, care.care_member, name="care-member"),
    path(f"{_ONE}end/", care.care_end, name="care-end"),
]
