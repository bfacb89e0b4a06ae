"""Addresses of the console. The pages of running a community are listed in `urls_operate.py`."""

from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from linli.faces.console import urls_operate
from linli.faces.console.views import (
    account,
    audit,
    communities,
    groups,
    login,
    member,
    member_changes,
    members,
    settings,
    staff,
    today,
    tokens,
)

app_name = "console"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="console:today"), name="home"),
    path("login/", login.login, name="login"),
    path("login/code/", login.login_code, name="login-code"),
    path("logout/", login.logout, name="logout"),
    path("invitation/<str:secret>/", login.invitation, name="invitation"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="account-password"),
    path("account/second-factor/", account.second_factor, name="account-second-factor"),
    path("switch/", account.switch_org, name="switch-org"),
    path("today/", today.today, name="today"),
    path("groups/", groups.groups, name="groups"),
    path("groups/seen/<int:address_id>/", groups.group_bind, name="group-bind"),
    path("groups/<int:group_id>/", groups.group_edit, name="group-edit"),
    path("groups/<int:group_id>/close/", groups.group_close, name="group-close"),
    path("communities/", communities.communities, name="communities"),
    path("communities/new/", communities.community_new, name="community-new"),
    path("communities/<int:community_id>/", communities.community, name="community"),
    path("communities/<int:community_id>/edit/", communities.community_edit, name="community-edit"),
    path("communities/<int:community_id>/stage/", communities.community_stage, name="community-stage"),
    path(
        "communities/<int:community_id>/announcement/",
        communities.community_announce,
        name="community-announce",
    ),
    path("communities/<int:community_id>/rules/", communities.community_rules, name="community-rules"),
    path("members/", members.members, name="members"),
    path("members/<int:member_id>/", member.member, name="member"),
    path("members/<int:member_id>/tag/", member_changes.tag, name="member-tag"),
    path("members/<int:member_id>/untag/", member_changes.untag, name="member-untag"),
    path("members/<int:member_id>/team/", member_changes.operator, name="member-operator"),
    path("members/<int:member_id>/merge/", member_changes.merge, name="member-merge"),
    path(
        "members/<int:member_id>/merges/<int:merge_id>/undo/",
        member_changes.undo_merge,
        name="member-unmerge",
    ),
    path("members/<int:member_id>/export/", member_changes.export, name="member-export"),
    path("members/<int:member_id>/erase/", member_changes.erase, name="member-erase"),
    path("staff/", staff.staff, name="staff"),
    path("staff/invite/", staff.staff_invite, name="staff-invite"),
    path("staff/<int:seat_id>/", staff.staff_seat, name="staff-seat"),
    path("staff/<int:seat_id>/remove/", staff.staff_remove, name="staff-remove"),
    path("staff/<int:seat_id>/renew/", staff.staff_renew, name="staff-renew"),
    path("staff/<int:seat_id>/second-factor/", staff.staff_factor_off, name="staff-factor-off"),
    path("audit/", audit.audit, name="audit"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/new/", tokens.token_new, name="token-new"),
    path("tokens/<int:token_id>/revoke/", tokens.token_revoke, name="token-revoke"),
    path("settings/", settings.settings, name="settings"),
    path("settings/earning/", settings.settings_earning, name="settings-earning"),
    path("settings/policy/", settings.settings_policy, name="settings-policy"),
    path("settings/policy/drop/", settings.settings_policy_drop, name="settings-policy-drop"),
    *urls_operate.urlpatterns,
]
