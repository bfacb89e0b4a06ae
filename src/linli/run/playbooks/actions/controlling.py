"""Pausing, resuming, draining and stopping playbooks and runs."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from linli.connect.gateway.outbox import actions as outbox
from linli.connect.gateway.outbox import planning
from linli.facts.playbooks import RunEnded
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs import audit, scope
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.people.tasks.actions import closing
from linli.run.playbooks.actions.advancing import advance
from linli.run.playbooks.actions.moves import Impulse
from linli.run.playbooks.actions.writing import CHANNEL
from linli.run.playbooks.models import ALIVE, Gathering, Playbook, Run

STOPPED = "stopped"
SENDER = "playbook "


class CannotControl(Refusal):
    """The playbook or run is not in a state in which this can be done."""


@transaction.atomic
def pause_playbook(*, playbook: Playbook, by: Actor, at: datetime) -> None:
    """No run moves, none starts and nothing of it is sent until it is resumed; exits still apply."""
    _change(playbook, "active", "paused", by=by, at=at)
    outbox.pause_sender(sender=sender_of(playbook.code), reason="playbook", by=by, at=at)


@transaction.atomic
def resume_playbook(*, playbook: Playbook, by: Actor, at: datetime) -> None:
    """Runs go on where they were; what came due meanwhile is done now. One that drained is open again."""
    if Playbook.objects.filter(id=playbook.id, state="draining").exists():
        _change(playbook, "draining", "active", by=by, at=at)
        return
    _change(playbook, "paused", "active", by=by, at=at)
    outbox.resume_sender(sender=sender_of(playbook.code), by=by, at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE playbooks_run SET state = coalesce(context->>'paused_in', 'waiting'),"
            " context = context - 'paused_in', fence = fence + 1"
            " WHERE org_id = %s AND playbook_id = %s AND state = 'paused'",
            [scope.org_id(), playbook.id],
        )
        cursor.execute(f"NOTIFY {CHANNEL}")


@transaction.atomic
def drain_playbook(*, playbook: Playbook, by: Actor, at: datetime) -> None:
    """Nobody new comes in; runs under way go on to their end."""
    _change(playbook, "active", "draining", by=by, at=at)


@transaction.atomic
def stop_playbook(*, playbook: Playbook, by: Actor, at: datetime) -> int:
    """No run starts any more and those under way stop, with what they meant to send; returns how many."""
    locked = Playbook.objects.select_for_update().get(id=playbook.id)
    if locked.state not in ("active", "paused", "draining"):
        raise CannotControl(
            _("the playbook {code} is not running, so it cannot be stopped").format(code=locked.code)
        )
    Playbook.objects.filter(id=locked.id).update(state=STOPPED)
    drafts = _stop_runs(locked, at)
    log.append(drafts, by=by)
    planning.void_all(dict.fromkeys(_origins_with_plans(locked.code), STOPPED), at=at)
    Gathering.objects.filter(playbook=locked, closed_at=None).update(closed_at=at)
    outbox.resume_sender(sender=sender_of(locked.code), by=by, at=at)
    audit.record(
        "playbooks.stopped",
        subject=f"playbook:{locked.id}",
        by=by,
        at=at,
        before={"state": locked.state},
        after={"state": STOPPED, "runs": len(drafts)},
    )
    return len(drafts)


@transaction.atomic
def stop_version(*, playbook: Playbook, number: int, by: Actor, at: datetime) -> int:
    """Stop the runs that are under way on one version, with what they meant to send; returns how many."""
    drafts = _stop_runs(playbook, at, version=number)
    log.append(drafts, by=by)
    origins = [f"run:{draft.fact.run}" for draft in drafts if isinstance(draft.fact, RunEnded)]
    planning.void_all(dict.fromkeys(origins, STOPPED), at=at)
    audit.record(
        "playbooks.version_stopped",
        subject=f"playbook:{playbook.id}",
        by=by,
        at=at,
        after={"version": number, "runs": len(drafts)},
    )
    return len(drafts)


@transaction.atomic
def stop_run(*, run: Run, by: Actor, at: datetime) -> None:
    """End one run and take back what it has planned and not sent."""
    locked = Run.objects.select_for_update().get(id=run.id)
    if locked.state not in ALIVE:
        raise CannotControl(_("this run has ended already"))
    advance([Impulse(run=locked.id, at=at, since=at, stop=STOPPED)])
    audit.record(
        "playbooks.run_stopped", subject=f"run:{locked.id}", by=by, at=at, before={"state": locked.state}
    )


@transaction.atomic
def stop_runs_of(
    *, playbook: Playbook, member: int | None, group: int | None, by: Actor, at: datetime
) -> int:
    """Stop the runs that a playbook has for a member (in a group, where one is named) or a group."""
    found = Run.objects.filter(playbook=playbook, state__in=ALIVE, member_id=member, is_test=False)
    if group is not None:
        found = found.filter(Q(group_id=group) | Q(group_id=None))
    ids = list(found.order_by("id").values_list("id", flat=True))
    advance([Impulse(run=id, at=at, since=at, stop=STOPPED) for id in ids])
    audit.record(
        "playbooks.runs_stopped", subject=f"playbook:{playbook.id}", by=by, at=at, after={"runs": len(ids)}
    )
    return len(ids)


def follow_sending(*, sender: str, is_paused: bool, at: datetime) -> None:
    """The outbox stopped a sender, or let it go on: a playbook of that name does the same."""
    state = "active" if is_paused else "paused"
    code = sender.removeprefix(SENDER)
    playbook = Playbook.objects.filter(code=code, state=state).first() if sender.startswith(SENDER) else None
    if playbook is None:
        return
    if is_paused:
        pause_playbook(playbook=playbook, by=SYSTEM, at=at)
    else:
        resume_playbook(playbook=playbook, by=SYSTEM, at=at)


def sender_of(code: str) -> str:
    """What the outbox calls a playbook."""
    return f"{SENDER}{code}"


def _change(playbook: Playbook, before: str, after: str, *, by: Actor, at: datetime) -> None:
    changed = Playbook.objects.filter(id=playbook.id, state=before).update(state=after)
    if not changed:
        sentence = {
            "active": _("the playbook {code} is not active, so it cannot be paused"),
            "draining": _("the playbook {code} takes people in already"),
            "paused": _("the playbook {code} is not paused, so it cannot be resumed"),
            "drain": _("the playbook {code} is not active, so it cannot be drained"),
        }["drain" if after == "draining" else before]
        raise CannotControl(sentence.format(code=playbook.code))
    audit.record(
        f"playbooks.{after}",
        subject=f"playbook:{playbook.id}",
        by=by,
        at=at,
        before={"state": before},
        after={"state": after},
    )


def _stop_runs(playbook: Playbook, at: datetime, *, version: int | None = None) -> list[Draft]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id FROM playbooks_run r JOIN playbooks_playbookversion v ON v.id = r.version_id"
            " WHERE r.org_id = %s AND r.playbook_id = %s AND r.state = ANY(%s)"
            " AND (%s::int IS NULL OR v.number = %s) ORDER BY r.id FOR UPDATE OF r",
            [scope.org_id(), playbook.id, list(ALIVE), version, version],
        )
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "UPDATE playbooks_run SET state = 'stopped', outcome = %s, ended_at = %s, fence = fence + 1"
            " WHERE id = ANY(%s) RETURNING id, community_id, group_id, member_id",
            [STOPPED, at, ids],
        )
        stopped = cursor.fetchall()
        cursor.execute("DELETE FROM playbooks_wait WHERE run_id = ANY(%s)", [ids])
    closing.cancel_tasks({f"run:{id}": STOPPED for id in ids}, at=at)
    return [
        Draft(
            fact=RunEnded(id, playbook.code, STOPPED),
            occurred_at=at,
            community=community,
            group=group,
            member=member,
        )
        for id, community, group, member in stopped
    ]


def _origins_with_plans(code: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT origin FROM gateway_effect WHERE org_id = %s AND sender = %s"
            " AND state IN ('planned', 'reserved', 'awaiting_person') ORDER BY origin",
            [scope.org_id(), sender_of(code)],
        )
        return [row[0] for row in cursor.fetchall()]
