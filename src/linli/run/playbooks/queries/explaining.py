"""Why did this member get, or not get, this: sentences in the order things happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from linli.kernel.orgs import scope
from linli.run.playbooks.models import Playbook, Run, Skip
from linli.run.playbooks.queries import reasons, visit_words
from linli.run.playbooks.queries import runs as reading
from linli.run.playbooks.queries.compiled import document_of


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
        found.extend(Sentence(at, text, run.id) for at, text in visit_words.sentences(document, visit))
    if run.context.get("holdout"):
        found.insert(1, Sentence(run.started_at, _held(), run.id))
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


def _held() -> str:
    return _("They are in the group that is left out to compare with: nothing is sent to them")


def _began(run: Run) -> str:
    template = _("Run {number} of the playbook began, on version {version}")
    return template.format(number=run.run_no, version=run.version.number)


def _ended(run: Run) -> str:
    if run.state == "stopped":
        return _("The run was stopped at step {step}: {outcome}").format(step=run.step, outcome=run.outcome)
    return _("The run came to its end: {outcome}").format(outcome=run.outcome)


def _skips(member: int, playbook: Playbook) -> Iterator[Sentence]:
    for skip in Skip.objects.filter(member_id=member, playbook=playbook).order_by("at", "id"):
        yield Sentence(skip.at, reasons.sentence(skip.reason, skip.detail))


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
