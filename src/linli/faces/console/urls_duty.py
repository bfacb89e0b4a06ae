"""Addresses of the pages about turns on duty."""

from django.urls import URLPattern, URLResolver, path

from linli.faces.console.views import duty, duty_report, duty_settings, duty_term

urlpatterns: list[URLPattern | URLResolver] = [
    path("duty/", duty.board, name="duty"),
    path("duty/terms/<int:term_id>/", duty_term.term, name="duty-term"),
    path("duty/report/", duty_report.report, name="duty-report"),
    path("duty/settings/", duty_settings.settings, name="duty-settings"),
    path("duty/settings/checklist/", duty_settings.checklist, name="duty-checklist"),
]
