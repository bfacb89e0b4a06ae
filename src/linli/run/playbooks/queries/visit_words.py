"""What came of a visit to a step, in a sentence."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from linli.connect.gateway.outbox import explain
from linli.run.playbooks.document.shapes import Playbook as Document
from linli.run.playbooks.document.step_shapes import AnyStep, Call, HumanTask, Post, Survey, Wait
from linli.run.playbooks.queries.runs import VisitLine


def sentences(document: Document, visit: VisitLine) -> Iterator[tuple[datetime, str]]:
    """What happened at a step, with its moments. A step that moved away with its version has words, too."""
    step = next((one for one in document.steps if one.id == visit.step), None)
    rests = isinstance(step, Wait | HumanTask | Call) or (isinstance(step, Post) and "after" in visit.inputs)
    if rests and "pretended" not in visit.result:
        yield visit.entered_at, _rests(step).format(step=visit.step, after=visit.inputs.get("after"))
        if visit.left_at is not None:
            yield visit.left_at, _left(visit)
    else:
        yield visit.entered_at, _done(step, visit)
    if "fallback" in visit.result:
        yield (
            visit.entered_at,
            _("Step {step}: said elsewhere, because the person is out of reach").format(step=visit.step),
        )


def _rests(step: AnyStep | None) -> str:
    if isinstance(step, HumanTask):
        return _("Step {step}: asks a person")
    if isinstance(step, Call):
        return _("Step {step}: tells another program and waits for its answer")
    if isinstance(step, Post):
        return _("Step {step}: waits until {after} has closed")
    return _("Step {step}: waits")


def _left(visit: VisitLine) -> str:
    outcome = visit.result.get("outcome", "")
    known: dict[str, Callable[[], str]] = {
        "timeout": lambda: _("Step {step}: nothing came in time"),
        "over": lambda: _("Step {step}: the time was over"),
        "moved": lambda: _("Step {step}: left, because the run moved to another version"),
        "closed": lambda: _("Step {step}: it has closed"),
        "answered": lambda: _("Step {step}: the program answered"),
        "failed": lambda: _("Step {step}: the program did not take it"),
    }
    template = known[outcome]() if outcome in known else _("Step {step}: {outcome}")
    return template.format(step=visit.step, outcome=outcome)


def _done(step: AnyStep | None, visit: VisitLine) -> str:
    found = _pretended(visit.result) or (_posted(visit) if visit.effect is not None else None)
    if found is None:
        found = _refused(visit.result) or _by_kind(step, visit)
    return found.format(step=visit.step, **_values(visit))


def _values(visit: VisitLine) -> dict[str, Any]:
    result, inputs = visit.result, visit.inputs
    return {
        "state": visit.effect_state,
        "reason": visit.effect_reason or result.get("refused", ""),
        "because": explain.reason(visit.effect_reason) if visit.effect_reason else "",
        "time": _time(visit.effect_due_at),
        "target": result.get("go", ""),
        "read": listed(inputs),
        "points": inputs.get("points"),
        "arm": result.get("arm", ""),
        "run": result.get("run", ""),
        "playbook": inputs.get("playbook", ""),
    }


def _pretended(result: dict[str, Any]) -> str | None:
    if result.get("pretended") == "holdout":
        return _("Step {step}: not done, they are in the group that is left out to compare with")
    if "pretended" in result or "rehearsed" in result:
        return _("Step {step}: only rehearsed")
    return None


def _posted(visit: VisitLine) -> str:
    if visit.effect_state == "suppressed" and not visit.effect_reason.startswith("origin:"):
        return _("Step {step}: not sent. {because}")
    if visit.effect_state == "planned" and visit.effect_reason:
        return _("Step {step}: put off until {time}. {because}")
    if visit.effect_state == "awaiting_person":
        return _("Step {step}: waits for a person to send it")
    if visit.effect_state == "unknown":
        return _("Step {step}: nobody can tell whether it arrived. {because}")
    if visit.effect_reason:
        return _("Step {step}: posted, and the outbox says {state} ({reason})")
    return _("Step {step}: posted, and the outbox says {state}")


def _refused(result: dict[str, Any]) -> str | None:
    known: dict[str, Callable[[], str]] = {
        "not_active": lambda: _("Step {step}: the playbook {playbook} is not running, so it did not begin"),
        "other_subject": lambda: _("Step {step}: the playbook {playbook} is about something else"),
        "entry": lambda: _("Step {step}: the playbook {playbook} does not take them in now"),
        "depth": lambda: _("Step {step}: too many playbooks began each other"),
    }
    refused = result.get("refused")
    if not refused:
        return None
    return known[refused]() if refused in known else _("Step {step}: refused: {reason}")


def _by_kind(step: AnyStep | None, visit: VisitLine) -> str:
    result = visit.result
    if "gathering" in result:
        return _("Step {step}: will be said together with others")
    if "run" in result:
        return _("Step {step}: the playbook {playbook} began, as run {run}")
    if "playbook" in visit.inputs:
        return _("Step {step}: the playbook {playbook} was stopped for them")
    if "go" in result:
        if (
            not visit.inputs
            and result.get("arm") not in (None, "else")
            and not isinstance(result["arm"], int)
        ):
            return _("Step {step}: the experiment gave the arm {arm}, so it went to {target}")
        if visit.inputs:
            return _("Step {step}: went to {target} because {read}")
        return _("Step {step}: went to {target}")
    if "nothing" in result:
        return _("Step {step}: there was nothing to take back")
    if "key" in visit.inputs:
        return _("Step {step}: awarded {points}")
    if isinstance(step, Survey) and result.get("reason"):
        return _("Step {step}: not asked, because they were asked too short ago")
    return _("Step {step}: done")


def listed(read: dict[str, Any]) -> str:
    """Values with their names, as conditions write them."""
    return ", ".join(f"{name} = {_shown(value)}" for name, value in read.items())


def _shown(value: object) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _time(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else ""
