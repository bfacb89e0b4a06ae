"""Drafts and published versions."""

import hashlib
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from linli.facts.playbooks import PlaybookPublished
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.run.playbooks.document import parsing
from linli.run.playbooks.document.problems import CannotPublish, Problem
from linli.run.playbooks.models import Playbook, PlaybookVersion
from linli.run.playbooks.queries import presets
from linli.run.playbooks.queries import world as surroundings

LONGEST_REASON = 1000


@transaction.atomic
def save_draft(*, source: str, by: Actor, at: datetime) -> Playbook:
    """Keep a text as the draft of the playbook it names; it may have any other problem but no missing id."""
    document, notes = parsing.parse(source)
    if not document.id:
        raise CannotPublish([one for one in notes.problems if one.path == "id"] or [_nameless()])
    title = document.title or document.id
    playbook, _is_new = Playbook.objects.get_or_create(
        code=document.id, defaults={"title": title, "draft_changed_at": at}
    )
    playbook.draft, playbook.draft_changed_at = source, at
    playbook.save(update_fields=["draft", "draft_changed_at"])
    audit.record("playbooks.draft_saved", subject=f"playbook:{playbook.id}", by=by, at=at)
    found: Playbook = playbook
    return found


def adopt_preset(*, code: str, language: str, by: Actor, at: datetime) -> Playbook:
    """Take over a ready-made playbook as a draft, in a language; one that is there already is left alone.

    NoSuchPreset when Linli brings none of this code.
    """
    preset = presets.get_preset(code, language)
    there: Playbook | None = Playbook.objects.filter(code=code).first()
    return there or save_draft(source=preset.source, by=by, at=at)


@transaction.atomic
def publish(*, source: str, by: Actor, at: datetime, reason: str = "") -> PlaybookVersion:
    """Publish a text as the next version of the playbook it names, for runs that start from now on.

    CannotPublish lists every problem, and nothing is written. A text that is already the current version is
    not published again. Runs under way stay on the version they began with. `reason`: why it was changed.
    """
    found = surroundings.check(source)
    if found.playbook is None:
        raise CannotPublish(found.errors)
    document = found.playbook
    digest = hashlib.sha256(source.encode()).hexdigest()
    playbook, _is_new = Playbook.objects.select_for_update().get_or_create(
        code=document.id, defaults={"draft_changed_at": at}
    )
    before = PlaybookVersion.objects.filter(playbook=playbook, number__gt=0).order_by("-number").first()
    if before is not None and before.content_hash == digest and playbook.state == "active":
        same: PlaybookVersion = before
        return same
    version: PlaybookVersion = PlaybookVersion.objects.create(
        playbook=playbook,
        number=before.number + 1 if before else 1,
        content_hash=digest,
        source=source,
        document=_plain(document),
        published_at=at,
        published_by=by.code,
        reason=reason.strip()[:LONGEST_REASON],
    )
    _make_current(playbook, version, document.title or document.id, source, at)
    audit.record(
        "playbooks.published",
        subject=f"playbook:{playbook.id}",
        by=by,
        at=at,
        before={"version": before.number if before else None},
        after={"version": version.number, "hash": digest},
    )
    log.append_one(PlaybookPublished(document.id, version.number), by=by, at=at)
    return version


def _make_current(
    playbook: Playbook, version: PlaybookVersion, title: str, source: str, at: datetime
) -> None:
    playbook.current = version
    playbook.title, playbook.draft, playbook.draft_changed_at = title, source, at
    if playbook.state != "paused":
        playbook.state = "active"
    playbook.save()


def _plain(document: object) -> Any:
    return msgspec.json.decode(msgspec.json.encode(document))


def _nameless() -> Problem:
    return Problem(1, "id", "A playbook needs an id.")
