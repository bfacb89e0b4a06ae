"""The pages that `make shots` visits: every entry of the navigation by itself, and those listed here."""

from collections.abc import Iterator
from dataclasses import dataclass

from . import navigation

Picture = tuple[str, int]


@dataclass(frozen=True)
class ShotPage:
    """A page by its path; or, when that holds an id, by the first link `follow` (CSS) on the page `start`.

    `is_portal` pages are a member's, who has come into a room. `pictures` are (language, width) pairs that
    documents show.
    """

    name: str
    path: str | None = None
    start: str = ""
    follow: str = ""
    needs_login: bool = True
    is_portal: bool = False
    status: int = 200
    pictures: tuple[Picture, ...] = ()


PAGES: tuple[ShotPage, ...] = (
    ShotPage("components", "/console/_/components/", needs_login=False),
    ShotPage("example-today", "/console/_/components/today/", needs_login=False),
    ShotPage("example-home", "/console/_/components/home/", needs_login=False),
    ShotPage("example-ranking", "/console/_/components/ranking/", needs_login=False),
    ShotPage("example-chat", "/console/_/components/chat/", needs_login=False),
    ShotPage("example-login", "/console/_/components/login/", needs_login=False),
    ShotPage("missing", "/no-such-page/", needs_login=False, status=404),
    ShotPage("login", "/console/login/", needs_login=False),
    ShotPage("account", "/console/account/"),
    ShotPage("account-password", "/console/account/password/"),
    ShotPage("account-second-factor", "/console/account/second-factor/"),
    ShotPage(
        "member",
        start="/console/members/",
        follow="#rows td .ll-person a",
        pictures=(("en", 1440), ("zh-hans", 1440)),
    ),
    ShotPage("library-item", start="/console/library/", follow="article h2 a"),
    ShotPage("library-new", "/console/library/new/"),
    ShotPage("library-templates", "/console/library/templates/"),
    ShotPage("library-template", start="/console/library/templates/", follow="#rows td a"),
    ShotPage("library-shares", "/console/library/members/"),
    ShotPage("library-share", start="/console/library/members/", follow="article a.btn"),
    ShotPage("library-balance", "/console/library/balance/"),
    ShotPage("library-strategy", start="/console/library/balance/", follow="td a.btn"),
    ShotPage("library-rules", "/console/library/rules/"),
    ShotPage("phone-shares", "/m/me/shares/", is_portal=True),
    ShotPage("phone-share-new", "/m/me/shares/new/", is_portal=True),
    ShotPage("phone-materials", "/m/materials/", is_portal=True),
    ShotPage("segment", start="/console/segments/", follow="article h2 a"),
    ShotPage("segment-new", "/console/segments/new/?condition=belonging.messages_30%20%3E%3D%205"),
    ShotPage("segment-static", "/console/segments/new/?kind=static"),
    ShotPage("segments-report", "/console/segments/report/"),
    ShotPage("segments-schemes", "/console/segments/schemes/"),
    ShotPage("member-track", "/console/members/1/?tab=track"),
    ShotPage("playbook-runs", "/console/playbooks/1/?tab=runs"),
    ShotPage("playbook-versions", "/console/playbooks/1/?tab=versions"),
    ShotPage("playbook-why", "/console/playbooks/1/?tab=why"),
    ShotPage("playbook-edit", "/console/playbooks/1/edit/"),
    ShotPage("playbook-simulate", "/console/playbooks/1/simulate/"),
    ShotPage("playbook-rehearse", "/console/playbooks/1/rehearse/"),
    ShotPage("playbook-library", "/console/playbooks/library/"),
    ShotPage("playbook-preset", "/console/playbooks/library/newcomer-30d/"),
    ShotPage("playbook-stuck", "/console/playbooks/stuck/"),
    ShotPage("playbook-import", "/console/playbooks/import/"),
    ShotPage("topics-talk", "/console/topics/talk/"),
    ShotPage("topic-new", "/console/topics/new/"),
    ShotPage("discussions", "/console/topics/discussions/"),
    ShotPage("discussion-new", "/console/topics/discussions/new/"),
    ShotPage("rhythm", "/console/topics/rhythm/"),
    ShotPage("activity-new", "/console/activities/new/"),
    ShotPage("member-privacy", "/console/members/1/?tab=privacy"),
    ShotPage("entry-application", start="/console/entry/", follow="#rows td .ll-person a"),
    ShotPage("entry-waiting", "/console/entry/waiting/"),
    ShotPage("entry-policy", "/console/entry/policy/"),
    ShotPage("entry-newcomers", "/console/entry/newcomers/"),
    ShotPage("entry-meeting", "/console/entry/meeting/"),
    ShotPage("entry-coming", "/console/entry/coming/"),
    ShotPage("entry-campaigns", "/console/entry/campaigns/"),
    ShotPage("communities", "/console/communities/"),
    ShotPage("community", start="/console/communities/", follow="td .ll-person a"),
    ShotPage("community-new", "/console/communities/new/"),
    ShotPage("community-identity", "/console/communities/1/identity/"),
    ShotPage("matrix-types", "/console/matrix/types/"),
    ShotPage("matrix-type", start="/console/matrix/types/", follow="td a.ll-strong"),
    ShotPage("matrix-edge", start="/console/matrix/", follow="#paths td a.ll-strong"),
    ShotPage("matrix-edge-new", "/console/matrix/paths/new/"),
    ShotPage("matrix-platforms", "/console/matrix/platforms/"),
    ShotPage("matrix-venues", "/console/matrix/venues/"),
    ShotPage("matrix-apart", "/console/matrix/apart/"),
    ShotPage("community-moves", "/console/communities/1/moves/"),
    ShotPage("community-run", "/console/communities/1/run/"),
    ShotPage("community-brand", "/console/communities/1/brand/"),
    ShotPage("community-grow", "/console/communities/1/grow/"),
    ShotPage("community-close", "/console/communities/1/close/"),
    ShotPage("lifecycle-rules", start="/console/lifecycle/", follow=".ll-tabs li:nth-child(2) a"),
    ShotPage("care-people", "/console/care/people/?whose=all"),
    ShotPage("care-member", start="/console/care/people/?whose=all", follow="td .ll-person a"),
    ShotPage("care-silent", "/console/care/silent/"),
    ShotPage("care-upkeep", "/console/care/upkeep/"),
    ShotPage("staff-invite", "/console/staff/invite/"),
    ShotPage("staff-seat", start="/console/staff/", follow="td a.btn"),
    ShotPage("token-new", "/console/tokens/new/"),
    ShotPage("settings-earning", "/console/settings/earning/"),
    ShotPage("settings-policy", "/console/settings/policy/"),
    ShotPage("channel", start="/console/channels/", follow="td .ll-person a"),
    ShotPage("channel-connect", "/console/channels/connect/"),
    ShotPage("channel-import", "/console/channels/import/"),
    ShotPage("playbook", "/console/playbooks/1/"),
    ShotPage("playbook-new", "/console/playbooks/new/"),
    ShotPage("run", start="/console/playbooks/1/?tab=runs", follow="#runs td .ll-person a"),
    ShotPage("calendar-columns", "/console/calendar/columns/"),
    ShotPage("calendar-column", start="/console/calendar/columns/", follow="td a.ll-strong"),
    ShotPage("calendar-column-new", "/console/calendar/columns/new/"),
    ShotPage("calendar-ready", "/console/calendar/ready/1/"),
    ShotPage("calendar-planning", "/console/calendar/planning/1/"),
    ShotPage("calendar-slot", start="/console/calendar/", follow=".ll-cal-row a[href*=posts]"),
    ShotPage("calendar-slot-new", "/console/calendar/posts/new/"),
    ShotPage("calendar-review", "/console/calendar/review/"),
    ShotPage("calendar-guests", "/console/calendar/guests/"),
    ShotPage("broadcast", start="/console/broadcasts/", follow="td a.ll-strong"),
    ShotPage("broadcast-new", "/console/broadcasts/new/"),
    ShotPage("relationship-table", "/console/relationships/table/"),
    ShotPage("relationship-candidates", "/console/relationships/candidates/?role=duty_helper"),
    ShotPage("profile-field", start="/console/profiles/", follow="td a.ll-strong"),
    ShotPage("profile-template", "/console/profiles/template/"),
    ShotPage("profile-quality", "/console/profiles/quality/"),
    ShotPage("profile-portraits", "/console/profiles/portraits/?community=1"),
    ShotPage("profile-directory", "/console/profiles/directory/"),
    ShotPage("profile-duplicates", "/console/profiles/duplicates/"),
    ShotPage("profile-pair", start="/console/profiles/duplicates/", follow="td a.btn"),
    ShotPage("profile-files", "/console/profiles/files/"),
    ShotPage("outbox-unsent", "/console/outbox/?state=suppressed"),
    ShotPage("moderation-rules", "/console/moderation/rules/"),
    ShotPage("moderation-rule-set", start="/console/moderation/rules/", follow="td a.ll-strong"),
    ShotPage("points-rules", "/console/points/rules/"),
    ShotPage("points-member", start="/console/points/", follow="#rows td .ll-person a"),
    ShotPage("role-type", start="/console/roles/", follow="td a.ll-strong"),
    ShotPage("role-person", start="/console/roles/", follow="td .ll-person a"),
    ShotPage("role-candidates", "/console/roles/candidates/"),
    ShotPage("role-kol", "/console/roles/experts/"),
    ShotPage("role-expert", start="/console/roles/experts/", follow=".ll-board-card a"),
    ShotPage("role-seeds", "/console/roles/seeds/"),
    ShotPage("role-seed", start="/console/roles/seeds/", follow="td .ll-person a"),
    ShotPage("role-fans", "/console/roles/fans/"),
    ShotPage("role-events", "/console/roles/goals/"),
    ShotPage("role-guide", "/console/roles/guide/"),
    ShotPage("tasks-mine", "/console/tasks/"),
    ShotPage("tasks-all", "/console/tasks/?tab=all"),
    ShotPage("tasks-board", "/console/tasks/board/"),
    ShotPage("task", start="/console/tasks/?tab=all", follow="a[data-ll-row]"),
    ShotPage("duty-term", start="/console/duty/", follow=".ll-duty-term h3 a"),
    ShotPage("duty-report", "/console/duty/report/"),
    ShotPage("duty-settings", "/console/duty/settings/"),
    ShotPage("team-job", start="/console/team/", follow=".ll-team-job a.btn"),
    ShotPage("team-matrix", "/console/team/matrix/"),
    ShotPage("team-workload", "/console/team/workload/"),
    ShotPage("team-meetings", "/console/team/meetings/"),
    ShotPage("team-meeting", start="/console/team/meetings/", follow="td a.ll-strong"),
    ShotPage("team-summaries", "/console/team/summaries/"),
    ShotPage("team-week", "/console/team/summaries/week/"),
    ShotPage("role-desk", start="/console/roles/guide/", follow="td a.ll-strong"),
)

PORTAL: tuple[ShotPage, ...] = tuple(
    ShotPage(f"portal-{name}", path, needs_login=False, is_portal=True)
    for name, path in (
        ("home", "/m/"),
        ("room", "/m/room/demo-room/"),
        ("about", "/m/room/demo-room/about/"),
        ("points", "/m/points/"),
        ("ranking", "/m/ranking/"),
        ("activities", "/m/activities/"),
        ("first-steps", "/m/first-steps/"),
        ("introduction", "/m/first-steps/introduction/"),
        ("me", "/m/me/"),
        ("track", "/m/me/track/"),
        ("data", "/m/me/data/"),
        ("guide", "/m/guide/"),
        ("erase", "/m/me/erase/"),
        ("name", "/m/me/name/"),
        ("profile", "/m/me/profile/"),
        ("profile-screen", "/m/me/profile/0/"),
        ("directory", "/m/directory/"),
        ("duty", "/m/duty/"),
        ("tasks", "/m/tasks/"),
    )
)

# Pictures for documents of pages that are in the navigation.
PICTURES: dict[str, tuple[Picture, ...]] = {
    "today": (("en", 1440), ("zh-hans", 1440)),
    "insights": (("en", 1440), ("zh-hans", 1440)),
}


def listed() -> Iterator[ShotPage]:
    """Every page to visit: the table above, then the navigation's entries that exist. Needs Django set up."""
    yield from PAGES
    yield from PORTAL
    for group in navigation.CONSOLE:
        for entry in group.entries:
            if path := navigation.url_or_none(entry.view):
                name = entry.view.partition(":")[2]
                yield ShotPage(name, path, pictures=PICTURES.get(name, ()))
