"""What the team says to each other under a task."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.facts.tasks import TaskCommented
from linli.kernel.errors import Refusal
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.models import Seat
from linli.kernel.orgs.rules import covers
from linli.people.tasks.actions import telling
from linli.people.tasks.models import TaskStep
from linli.people.tasks.queries import finding
from linli.people.tasks.rules.mentions import mentioned

MAX_TEXT, MOST_COMMENTS = 2000, 200


class CannotComment(Refusal):
    """There is nothing to say, or too much."""


@transaction.atomic
def comment(*, task: int, text: str, by: Actor, at: datetime) -> TaskStep:
    """Write under a task, open or closed; "@name" addresses a colleague who reaches it.

    Raises CannotComment and NoSuchTask.
    """
    found = finding.get_task(task)
    words = text.strip().replace("\x00", "")
    if not 1 <= len(words) <= MAX_TEXT:
        raise CannotComment(_("a comment has 1 to %(most)s characters: shorten it") % {"most": MAX_TEXT})
    if found.steps.filter(kind="comment").count() >= MOST_COMMENTS:
        raise CannotComment(_("this task has many comments already: talk to each other elsewhere"))
    names = {
        seat.staff_id: seat.staff.name
        for seat in Seat.objects.filter(staff__is_active=True).select_related("staff")
        if covers(communities=seat.reach, community=found.community_id)
    }
    to = mentioned(words, names)
    telling.note([found], "comment", by=by, at=at, text=words, mentions=to)
    telling.announce([(found, TaskCommented(found.id, tuple(to)))], by=by, at=at)
    telling.record("tasks.commented", found, by=by, at=at, after={"mentioned": to})
    step: TaskStep = found.steps.order_by("-id")[0]
    return step
