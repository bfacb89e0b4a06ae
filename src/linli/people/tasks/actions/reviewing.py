"""Applications as tasks: opened when somebody applied, closed when somebody decided."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
from django.utils import translation
from django.utils.translation import gettext as _

from linli.kernel.events.event import Cause
from linli.kernel.orgs.actor import SYSTEM
from linli.people.communities.models import Community
from linli.people.members.queries import names
from linli.people.tasks.actions import opening
from linli.people.tasks.openings import Opening

ORIGIN = "application"
WITHIN = timedelta(hours=24)


class Applied(msgspec.Struct, frozen=True):
    """Somebody applied to a community."""

    application: int
    community: int
    member: int
    at: datetime
    cause: Cause


def open_for_applications(applied: Sequence[Applied], *, at: datetime) -> None:
    """A task for each application; it closes by itself when the application is decided."""
    people = names.names_of({one.member for one in applied})
    places = Community.objects.filter(id__in={one.community for one in applied})
    languages: Mapping[int, str] = dict(places.values_list("id", "language"))
    wanted = []
    for one in applied:
        with translation.override(languages.get(one.community, "en")):
            wanted.append(_opening(one, people.get(one.member, "")))
    opening.open_tasks(wanted, by=SYSTEM, at=at)


def _opening(one: Applied, person: str) -> Opening:
    return Opening(
        key=f"{ORIGIN}:{one.application}",
        about="review",
        title=_("Decide on the application of %(person)s") % {"person": person},
        purpose=_("Whoever applies is waiting: an answer within a day keeps them interested."),
        community=one.community,
        member=one.member,
        origin=f"{ORIGIN}:{one.application}",
        source=_("Applications"),
        role="moderator",
        due_at=one.at + WITHIN,
        remind=(timedelta(hours=2),),
        escalate=((timedelta(0), "planner"),),
        outcomes=(),
        cause=one.cause,
    )
