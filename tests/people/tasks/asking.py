"""Short ways to open tasks and to look at the log."""

from datetime import timedelta

from django.db import transaction

from linli.kernel.events.reactions import lanes
from linli.kernel.orgs.actor import SYSTEM
from linli.people.tasks.actions import opening
from linli.people.tasks.actions.opening import Opening
from linli.people.tasks.models import Task
from tests.cast import AT, events_after

DUE = AT + timedelta(hours=4)


def wish(cast, key="k-1", **more):
    """An opening about Momo in Lin's community, due four hours after AT, unless told otherwise."""
    given = {
        "key": key,
        "about": "step",
        "title": "Say hello to Momo",
        "community": cast.community.id,
        "member": cast.momo.id,
        "origin": "run:12",
        "source": "playbook newcomer-7d / step hello",
        "role": "moderator",
        "due_at": DUE,
    }
    return Opening(**{**given, **more})


def ask(*openings, by=SYSTEM, at=AT):
    """Open them; the tasks in order."""
    with transaction.atomic():
        ids = opening.open_tasks(openings, by=by, at=at)
    found = Task.objects.in_bulk(ids)
    return [found[id] for id in ids]


def task_events(kind="task."):
    """The facts about tasks in the log, oldest first."""
    return [one.fact for one in events_after() if one.kind.startswith(kind)]


def hear(after=0):
    """Let the room react to what was appended after a position; the position now."""
    events = events_after(after)
    for reaction in lanes()["people"]:
        if reaction.run.__module__ == "linli.people.tasks.reactions":
            wanted = [one for one in events if one.kind in reaction.kinds]
            if wanted:
                with transaction.atomic():
                    reaction.run(wanted)
    return events[-1].position if events else after
