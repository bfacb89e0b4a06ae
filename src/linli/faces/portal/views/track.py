"""My growth track: what I have done in the community, step by step."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.faces.portal.access import MemberRequest, member_page
from linli.faces.portal.tabs import tabs
from linli.faces.ui.page import page
from linli.people.communities import naming
from linli.people.members.queries import track as tracks
from linli.people.members.queries.track import Step
from linli.people.roles.queries import wording

ICONS = {
    "membership.joined": ("user-plus", "green"),
    "membership.left": ("user-minus", "grey"),
    "message.posted": ("message-circle", "sky"),
    "checkin.done": ("flame", "amber"),
    "role.assigned": ("badge-check", "violet"),
    "role.handed_over": ("badge-check", "violet"),
}
OTHER = ("flag", "green")
SHOWN = 60


@dataclass(frozen=True)
class StepShown:
    """A step as the phone shows it."""

    what: str
    place: str
    at: datetime
    icon: str
    hue: str


@require_safe
@member_page
def track(request: MemberRequest) -> HttpResponse:
    """The steps of oneself, without what the team thinks of them."""
    steps = tracks.track_of(request.visitor.member_ids, is_own=True, limit=SHOWN)
    return page(request, "portal/track.html", steps=_shown(steps), bar=tabs("me"))


def _shown(steps: list[Step]) -> list[StepShown]:
    groups = naming.names_of_groups({one.group for one in steps if one.group is not None})
    called = wording.role_names(sorted({one.community for one in steps if one.community is not None}))
    found = []
    for one in steps:
        params = dict(one.sentence.params)
        if "role" in params and one.community is not None:
            params["role"] = called.get((one.community, str(params["role"])), str(params["role"]))
        icon, hue = ICONS.get(one.kind, OTHER)
        place = groups[one.group].name if one.group in groups else ""
        found.append(StepShown(gettext(one.sentence.msgid) % params, place, one.at, icon, hue))
    return found
