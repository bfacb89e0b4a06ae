"""Addresses of the pages of consent."""

from django.urls import URLPattern, URLResolver, path

from linli.faces.console.views import privacy

urlpatterns: list[URLPattern | URLResolver] = [
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/purposes/<str:code>/", privacy.purpose, name="privacy-purpose"),
    path("privacy/requests/", privacy.privacy_requests, name="privacy-requests"),
    path("privacy/retention/", privacy.privacy_retention, name="privacy-retention"),
    path("privacy/access/", privacy.privacy_access, name="privacy-access"),
    path("privacy/notice/", privacy.privacy_notice, name="privacy-notice"),
    path("members/<int:member_id>/consents/", privacy.member_consent, name="member-consent"),
    path("members/<int:member_id>/archive/", privacy.member_archive, name="member-archive"),
    path("members/<int:member_id>/stays/", privacy.member_stays, name="member-stays"),
]
