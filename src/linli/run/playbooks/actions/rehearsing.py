"""A test run on yourself: everything is said to you, nothing lasts, and time passes faster."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.run.playbooks.actions import beginning
from linli.run.playbooks.actions.advancing import advance
from linli.run.playbooks.actions.moves import Impulse
from linli.run.playbooks.document.problems import CannotPublish
from linli.run.playbooks.document.shapes import Playbook as Document
from linli.run.playbooks.models import ALIVE, Playbook, PlaybookVersion, Run
from linli.run.playbooks.queries import compiled as versions
from linli.run.playbooks.queries import world as surroundings
from linli.run.playbooks.queries.people import Place

FASTEST = 100_000
REPLACED = "replaced"
Value = str | int | float | bool


class CannotRehearse(Refusal):
    """The playbook, its subject or the speed do not fit."""


@transaction.atomic
def rehearse(
    *,
    source: str,
    about: Place,
    to: int | None,
    staff: int,
    speed: int,
    by: Actor,
    at: datetime,
    inputs: Mapping[str, Value] | None = None,
) -> Run:
    """Let a document, published or not, begin for one subject as a rehearsal; returns the run.

    about  member, group and community whose data texts and conditions read
    to     the member who gets everything as a direct message; None: it is shown with the run only
    staff  the account whose tasks all tasks are
    speed  how much faster time passes, 1 to FASTEST (1440: a day in a minute)

    No points, tags, calls or activities; nothing counts in figures, caps or experiments. A rehearsal of the
    same playbook that this person has under way is stopped. Raises CannotPublish and CannotRehearse.
    """
    document = _document(source)
    place = _place(document, about)
    if not 1 <= speed <= FASTEST:
        raise CannotRehearse(_("choose how much faster time passes: 1 to {most}").format(most=FASTEST))
    given = beginning.checked_inputs(document.inputs, inputs or {})
    version = _version(document, source, by, at)
    subject = f"test:{staff}"
    _stop_the_last(version.playbook_id, subject, at)
    member, group, community = place
    run: Run = Run.objects.create(
        playbook_id=version.playbook_id,
        version=version,
        subject=subject,
        community_id=community,
        group_id=group,
        member_id=member,
        run_no=Run.objects.filter(playbook_id=version.playbook_id, subject=subject).count() + 1,
        key=f"test:{uuid4().hex}",
        is_test=True,
        state="ready",
        step=document.steps[0].id,
        wake_at=at,
        hears=list(versions.compiled_versions([version.id])[version.id].hears),
        context=_context(given, {"speed": speed, "to": to, "staff": staff}),
        started_at=at,
    )
    audit.record("playbooks.rehearsed", subject=f"run:{run.id}", by=by, at=at, after={"speed": speed})
    advance([Impulse(run=run.id, at=at, since=at)])
    run.refresh_from_db()
    return run


def _context(inputs: Mapping[str, Value], test: Mapping[str, int | None]) -> dict[str, object]:
    known: dict[str, object] = {"used": [], "began": 0, "test": dict(test)}
    return {**known, "inputs": dict(inputs)} if inputs else known


def _document(source: str) -> Document:
    found = surroundings.check(source)
    if found.playbook is None:
        raise CannotPublish(found.errors)
    return found.playbook


def _place(document: Document, about: Place) -> Place:
    member, group, community = about
    if document.subject != "group" and member is None:
        raise CannotRehearse(_("choose a member for whom it is rehearsed"))
    if document.subject != "person" and group is None:
        raise CannotRehearse(_("choose a group in which it is rehearsed"))
    return (
        None if document.subject == "group" else member,
        None if document.subject == "person" else group,
        community,
    )


def _version(document: Document, source: str, by: Actor, at: datetime) -> PlaybookVersion:
    """The published version of this text, else one that is kept for rehearsals alone."""
    playbook, _is_new = Playbook.objects.select_for_update().get_or_create(
        code=document.id,
        defaults={"draft": source, "draft_changed_at": at, "title": document.title[:120]},
    )
    digest = hashlib.sha256(source.encode()).hexdigest()
    known = PlaybookVersion.objects.filter(playbook=playbook)
    same: PlaybookVersion | None = known.filter(content_hash=digest).order_by("-number").first()
    if same is not None:
        return same
    lowest = known.order_by("number").values_list("number", flat=True).first() or 0
    made: PlaybookVersion = PlaybookVersion.objects.create(
        playbook=playbook,
        number=min(lowest, 0) - 1,
        content_hash=digest,
        source=source,
        document=msgspec.json.decode(msgspec.json.encode(document)),
        published_at=at,
        published_by=by.code,
    )
    return made


def _stop_the_last(playbook: int, subject: str, at: datetime) -> None:
    alive = Run.objects.filter(playbook_id=playbook, subject=subject, state__in=ALIVE)
    advance([Impulse(run=id, at=at, since=at, stop=REPLACED) for id in alive.values_list("id", flat=True)])
