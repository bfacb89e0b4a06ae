"""Addresses of the pages of segments."""

from django.urls import URLPattern, URLResolver, path

from linli.faces.console.views import segment_editor, segments

urlpatterns: list[URLPattern | URLResolver] = [
    path("segments/", segments.segments, name="segments"),
    path("segments/new/", segment_editor.segment_new, name="segment-new"),
    path("segments/report/", segments.segments_report, name="segments-report"),
    path("segments/schemes/", segments.segments_schemes, name="segments-schemes"),
    path("segments/<int:segment_id>/", segments.segment, name="segment"),
    path("segments/<int:segment_id>/edit/", segment_editor.segment_edit, name="segment-edit"),
    path("segments/<int:segment_id>/archive/", segments.segment_archive, name="segment-archive"),
    path("segments/<int:segment_id>/people/", segments.segment_people, name="segment-people"),
    path("segments/<int:segment_id>/out/", segments.segment_person_out, name="segment-person-out"),
]
