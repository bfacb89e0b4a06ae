"""Posts: at once, together with those of other runs, after something has closed, or elsewhere."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as _

from linli.connect.gateway.orders import SendMessage
from linli.connect.gateway.outbox.planning import THE_MEMBER, Plan
from linli.run.playbooks.actions.moves import Move, Visit
from linli.run.playbooks.actions.steps import words
from linli.run.playbooks.actions.supplies import Supplies
from linli.run.playbooks.document.step_shapes import Post

CLOSING_GRACE = timedelta(minutes=2)
"""After the hour at which something closes, so long its closing is waited for."""
NO_TEXT = _("the template has no approved text")
NO_PLACE = _("there is nowhere to post it")


def post(move: Move, step: Post, visit: Visit, supplies: Supplies) -> None:
    """Say it, or wait for what has to close first."""
    until = _closing(move, step)
    if until is not None:
        visit.inputs = {"after": step.after, "until": until.isoformat()}
        move.rest(visit, until)
        return
    if step.to == "group" and move.group is None and move.rehearsal is None:
        visit.result = {"refused": NO_PLACE}
    elif step.batch is not None and step.to == "group" and not move.is_pretending:
        move.gathers.append((step, visit))
    else:
        _say(move, step, visit, supplies)
    move.go(step.next)


def _say(move: Move, step: Post, visit: Visit, supplies: Supplies) -> None:
    more = {"persons": move.person.values["person.name"]} if step.batch else {}
    try:
        said = words.words(move, step.saying, supplies.templates, more)
    except words.NoWords:
        visit.result = {"refused": NO_TEXT}
        return
    visit.inputs = {**visit.inputs, **said.of}
    calls = (THE_MEMBER,) if step.mentions_person and step.to == "group" else ()
    payload = SendMessage(said.text, parts=said.parts, mentions=calls, mention_all=step.mentions_all)
    plan = planned(move, step, visit, payload, role=supplies.role_of(step.assign, move.community))
    if move.rehearsal is not None:
        _rehearse(move, plan, visit, said.text)
    else:
        move.plans.append((plan, visit))


def planned(
    move: Move, step: Post, visit: Visit, payload: SendMessage, *, to: str = "", role: str = ""
) -> Plan:
    """The effect of a post on a surface ("" = where the step says)."""
    event = move.impulse.event
    surface = to or step.to
    return Plan(
        key=f"{move.key(visit)}/{surface}",
        group=move.group,
        member=move.member,
        community=move.community,
        payload=payload,
        message_class=step.message_class,
        surface=surface,
        policy=step.delivery,
        priority=step.priority,
        due_at=move.at,
        late_after=move.at + step.late_limit,
        origin=move.origin,
        source=source_of(move.code, step.id),
        cause=event.as_cause if event else None,
        on_cap=step.on_cap,
        slot_wait=step.slot_wait,
        role=role,
        withheld="holdout" if move.is_held else "",
    )


def source_of(code: str, step: str) -> str:
    """What a post comes from, for people."""
    return f"playbook {code} / step {step}"


def _rehearse(move: Move, plan: Plan, visit: Visit, text: str) -> None:
    """Said to whoever rehearses, and to nobody else; without caps and never counted."""
    visit.result = {"rehearsed": True, "text": text[:2000], "surface": plan.surface}
    to = (move.rehearsal or {}).get("to")
    if to is not None:
        payload = SendMessage(text)
        own = Plan(
            key=plan.key,
            group=None,
            member=to,
            community=move.community,
            payload=payload,
            message_class="service",
            surface="dm",
            due_at=move.at,
            late_after=move.at + timedelta(hours=1),
            origin=plan.origin,
            source=plan.source,
            on_cap="ignore",
        )
        move.plans.append((own, visit))


def _closing(move: Move, step: Post) -> datetime | None:
    """Until when the run waits for what `after` names to close; None when it has, or never opened."""
    if not step.after:
        return None
    found = move.result_of(step.after)
    closes_at = found.get("closes_at")
    if found.get("closed") or not closes_at:
        return None
    until = datetime.fromisoformat(closes_at) + (timedelta() if move.rehearsal else CLOSING_GRACE)
    return until if until > move.at else None
