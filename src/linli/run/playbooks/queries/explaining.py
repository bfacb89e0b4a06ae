"""Why did this member get, or not get, this: sentences in the order things happened."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from linli.kernel.orgs import scope
from linli.run.playbooks.document.shapes import Playbook as Document
from linli.run.playbooks.document.step_shapes import HumanTask, Wait
from linli.run.playbooks.models import Playbook, Run, Skip
from linli.run.playbooks.queries import runs as reading
from linli.run.playbooks.queries.compiled import document_of
from linli.run.playbooks.queries.runs import VisitLine


@dataclass(frozen=True)
class Sentence:
    """One thing that happened, or that did not, and when; `run` is None where no run had to do with it."""

    at: datetime
    text: str
    run: int | None = None


def why(*, member: int, playbook: Playbook) -> list[Sentence]:
    """Everything a playbook did, or did not do, for a member, by time."""
    found = [*_joins(member, playbook), *_skips(member, playbook)]
    for run in reading.runs(playbook=playbook.id, member=member):
        found.extend(explain_run(run))
    return sorted(found, key=lambda one: one.at)


def explain_run(run: Run) -> list[Sentence]:
    """One run from its beginning to where it stands."""
    found = [Sentence(run.started_at, _began(run), run.id)]
    document = document_of(run.version)
    for visit in reading.run_log(run):
        found.extend(Sentence(at, text, run.id) for at, text in _visit(document, visit))
    if run.trouble:
        found.append(
            Sentence(run.wake_at or run.started_at, _("It failed: {error}").format(error=run.trouble))
        )
    if run.ended_at is not None:
        found.append(Sentence(run.ended_at, _ended(run), run.id))
    elif run.state == "paused":
        found.append(
            Sentence(run.wake_at or run.started_at, _("It stands still: the playbook is paused"), run.id)
        )
    return found


def _began(run: Run) -> str:
    template = _("Run {number} of the playbook began, on version {version}")
    return template.format(number=run.run_no, version=run.version.number)


def _ended(run: Run) -> str:
    if run.state == "stopped":
        return _("The run was stopped at step {step}: {outcome}").format(step=run.step, outcome=run.outcome)
    return _("The run came to its end: {outcome}").format(outcome=run.outcome)


def _visit(document: Document, visit: VisitLine) -> Iterator[tuple[datetime, str]]:
    step = document.step(visit.step)
    if isinstance(step, Wait | HumanTask):
        template = _("Step {step}: waits") if isinstance(step, Wait) else _("Step {step}: asks a person")
        yield visit.entered_at, template.format(step=visit.step)
        if visit.left_at is not None:
            yield visit.left_at, _left(visit)
    else:
        yield visit.entered_at, _done(visit)


def _left(visit: VisitLine) -> str:
    outcome = visit.result.get("outcome", "")
    if outcome == "timeout":
        return _("Step {step}: nothing came in time").format(step=visit.step)
    if outcome == "over":
        return _("Step {step}: the time was over").format(step=visit.step)
    return _("Step {step}: {outcome}").format(step=visit.step, outcome=outcome)


def _done(visit: VisitLine) -> str:
    result = visit.result
    if visit.effect is not None:
        if visit.effect_reason:
            template = _("Step {step}: posted, and the outbox says {state} ({reason})")
        else:
            template = _("Step {step}: posted, and the outbox says {state}")
        return template.format(step=visit.step, state=visit.effect_state, reason=visit.effect_reason)
    if "refused" in result:
        return _("Step {step}: refused: {reason}").format(step=visit.step, reason=result["refused"])
    if "go" in result:
        read = _listed(visit.inputs)
        template = (
            _("Step {step}: went to {target} because {read}") if read else _("Step {step}: went to {target}")
        )
        return template.format(step=visit.step, target=result["go"], read=read)
    if "key" in visit.inputs:
        return _("Step {step}: awarded {points}").format(step=visit.step, points=visit.inputs.get("points"))
    return _("Step {step}: done").format(step=visit.step)


def _listed(read: dict[str, Any]) -> str:
    return ", ".join(f"{name} = {_shown(value)}" for name, value in read.items())


def _shown(value: object) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _skips(member: int, playbook: Playbook) -> Iterator[Sentence]:
    for skip in Skip.objects.filter(member_id=member, playbook=playbook).order_by("at", "id"):
        yield Sentence(skip.at, _skipped(skip.reason, skip.detail))


def _skipped(reason: str, detail: Sequence[dict[str, Any]]) -> str:
    sentences = {
        "bot": _("It did not start: programs are left out"),
        "paused": _("It did not start: the playbook was paused"),
        "once_only": _("It did not start: they had it before, and it is for once"),
        "too_soon": _("It did not start: the last time was too short ago"),
        "too_often": _("It did not start: they had it as often as is allowed"),
    }
    if reason in sentences:
        return sentences[reason]
    said = {"trigger": _("the trigger says no"), "audience": _("the audience says no")}.get(reason, reason)
    read = {part["text"]: part["value"] for part in detail if part["level"] > 0 or len(detail) == 1}
    return _("It did not start: {said} because {read}").format(said=said, read=_listed(read))


def _joins(member: int, playbook: Playbook) -> Iterator[Sentence]:
    """Stays for which there is neither a run nor a reason: from before the playbook, or from a file."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.joined_at, g.name, (SELECT min(published_at) FROM playbooks_playbookversion"
            "  WHERE playbook_id = %s AND number > 0) FROM members_membership m"
            " JOIN communities_group g ON g.id = m.group_id"
            " WHERE m.org_id = %s AND m.member_id = %s AND NOT EXISTS (SELECT 1 FROM playbooks_run r"
            "  WHERE r.playbook_id = %s AND r.member_id = m.member_id AND r.group_id = m.group_id)"
            " AND NOT EXISTS (SELECT 1 FROM playbooks_skip s"
            "  WHERE s.playbook_id = %s AND s.member_id = m.member_id AND s.group_id = m.group_id)"
            " ORDER BY m.joined_at, m.id",
            [playbook.id, scope.org_id(), member, playbook.id, playbook.id],
        )
        rows = cursor.fetchall()
    for joined_at, group, published_at in rows:
        if published_at is None or joined_at < published_at:
            template = _("They came into {group} before the playbook was published")
        else:
            template = _("They came into {group} without an event that could start it (imported history)")
        yield Sentence(joined_at, template.format(group=group))
