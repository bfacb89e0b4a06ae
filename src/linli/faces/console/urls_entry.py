"""Addresses of the pages of entry."""

from django.urls import URLPattern, URLResolver, path

from linli.faces.console.views import entry, entry_coming, entry_newcomers, entry_policy

urlpatterns: list[URLPattern | URLResolver] = [
    path("entry/", entry.entry, name="entry"),
    path("entry/applications/<int:application_id>/", entry.application, name="entry-application"),
    path("entry/fees/<int:fee_id>/", entry.fee, name="entry-fee"),
    path("entry/waiting/", entry.waiting, name="entry-waiting"),
    path("entry/policy/", entry_policy.policy, name="entry-policy"),
    path("entry/policy/<int:community_id>/change/", entry_policy.change, name="entry-policy-change"),
    path("entry/newcomers/", entry_newcomers.newcomers, name="entry-newcomers"),
    path("entry/newcomers/<int:community_id>/plan/", entry_newcomers.plan, name="entry-plan"),
    path("entry/newcomers/<int:community_id>/step/", entry_newcomers.step, name="entry-step"),
    path("entry/newcomers/<int:community_id>/introduce/", entry_newcomers.introduce, name="entry-introduce"),
    path("entry/meeting/", entry_newcomers.meeting, name="entry-meeting"),
    path("entry/coming/", entry_coming.coming, name="entry-coming"),
    path("entry/coming.csv", entry_coming.export, name="entry-coming-export"),
    path("entry/campaigns/", entry_coming.campaigns, name="entry-campaigns"),
]
