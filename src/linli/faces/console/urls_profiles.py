"""Addresses of the pages of profiles."""

from django.urls import URLPattern, URLResolver, path

from linli.faces.console.views import (
    profile_files,
    profile_numbers,
    profile_of_member,
    profile_people,
    profiles,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("profiles/", profiles.profiles, name="profiles"),
    path("profiles/fields/new/", profiles.profile_field_new, name="profile-field-new"),
    path("profiles/fields/<int:field_id>/", profiles.profile_field, name="profile-field"),
    path("profiles/fields/<int:field_id>/act/", profiles.profile_field_act, name="profile-field-act"),
    path("profiles/template/", profiles.profile_template, name="profile-template"),
    path("profiles/template/take/", profiles.profile_take_template, name="profile-take-template"),
    path("profiles/quality/", profile_numbers.profile_quality, name="profile-quality"),
    path("profiles/portraits/", profile_numbers.profile_portraits, name="profile-portraits"),
    path("profiles/persona/<int:community_id>/", profile_numbers.profile_persona, name="profile-persona"),
    path("profiles/directory/", profile_people.profile_directory, name="profile-directory"),
    path("profiles/duplicates/", profile_people.profile_duplicates, name="profile-duplicates"),
    path("profiles/duplicates/<int:pair_id>/", profile_people.profile_duplicate, name="profile-duplicate"),
    path(
        "profiles/duplicates/<int:pair_id>/decide/",
        profile_people.profile_duplicate_decide,
        name="profile-duplicate-decide",
    ),
    path("profiles/files/", profile_files.profile_files, name="profile-files"),
    path("profiles/files/<int:import_id>/", profile_files.profile_import, name="profile-import"),
    path("profiles/files/<int:import_id>/act/", profile_files.profile_import_act, name="profile-import-act"),
    path(
        "profiles/files/<int:import_id>/report.csv",
        profile_files.profile_import_report,
        name="profile-import-report",
    ),
    path("profiles/export/", profile_files.profile_export, name="profile-export"),
    path("profiles/export/<int:export_id>/", profile_files.profile_export_file, name="profile-export-file"),
    path("profiles/members/<int:member_id>/", profile_of_member.profile_of_member, name="profile-of-member"),
]
