"""Importing chat history: a file's records through the gateway's door, in steps that survive being killed."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import transaction

from linli.connect.adapters.archive.contract import Archive, NotUnderstood, Record
from linli.connect.gateway.intake import accepting
from linli.connect.gateway.models import Address, Channel, Identity
from linli.facts.inbound import Inbound
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import IMPORT, Actor
from linli.people.communities.actions.groups import bind_group
from linli.people.communities.models import Community, Group, HistoryImport

STEP = 2000
PROBLEMS_KEPT = 100
_EDGE = 1_048_576


@dataclass(frozen=True)
class Progress:
    """Where an import stands: records read, and what became of them. seen = added + duplicates +
    not_understood.
    """

    seen: int
    added: int
    duplicates: int
    not_understood: int
    members: int
    is_finished: bool
    problems: tuple[str, ...] = ()


def import_history(
    *,
    community: Community,
    path: Path,
    archive: Archive,
    by: Actor,
    at: datetime,
    tell: Callable[[Progress], None] = lambda progress: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Progress:
    """Take a file into a community; goes on where an unfinished import of the same file stopped.

    Every step of STEP records is one transaction with the position it reached: killed anywhere, nothing is
    lost or doubled. A finished file read again adds nothing. `tell` is called after each step.
    """
    channel = _history_channel(community, at)
    run = _open_run(community, channel, path, archive, by=by, at=at)
    records = islice(archive.records(), run.position, None)
    while not should_stop() and (step := list(islice(records, STEP))):
        _take_step(run, community, channel, step, by=by, at=at)
        tell(_progress(run, is_finished=False))
    else:
        if not should_stop():
            run.finished_at = at
            run.save(update_fields=["finished_at"])
    return _progress(run, is_finished=run.finished_at is not None)


@transaction.atomic
def _take_step(
    run: HistoryImport,
    community: Community,
    channel: Channel,
    step: Sequence[Record],
    *,
    by: Actor,
    at: datetime,
) -> None:
    records = [record for record in step if isinstance(record, Inbound)]
    _bind_new_groups(community, channel, records, by=by, at=at)
    taken = accepting.accept(channel.id, records, at=at, by=IMPORT)
    problems = list(_problems(step, taken, run.position))
    run.position += len(step)
    run.added += taken.added
    run.duplicates += taken.duplicates
    run.not_understood += len(problems)
    run.problems = (run.problems + problems)[:PROBLEMS_KEPT]
    run.save(update_fields=["position", "added", "duplicates", "not_understood", "problems"])


def _problems(step: Sequence[Record], taken: accepting.Accepted, position: int) -> Iterator[str]:
    for record in step:
        if isinstance(record, NotUnderstood):
            where = f"{record.where}, " if record.where else ""
            yield f"{where}line {record.line}: {record.reason} {record.excerpt}".strip()
    understood = [place for place, record in enumerate(step) if isinstance(record, Inbound)]
    for index, sentence in taken.refused:
        yield f"record {position + understood[index] + 1}: {sentence}"


def _history_channel(community: Community, at: datetime) -> Channel:
    """Every community has one channel for its history, so that a message in two files is one message."""
    name = f"History · {community.slug}"[:80]
    channel, _ = Channel.objects.get_or_create(name=name, defaults={"adapter": "archive", "created_at": at})
    found: Channel = channel
    return found


def _open_run(
    community: Community, channel: Channel, path: Path, archive: Archive, *, by: Actor, at: datetime
) -> HistoryImport:
    """The unfinished import of this file, or a new one from the beginning."""
    fingerprint = fingerprint_of(path)
    unfinished = HistoryImport.objects.filter(community=community, fingerprint=fingerprint, finished_at=None)
    found: HistoryImport | None = unfinished.order_by("-id").first()
    if found is not None:
        return found
    with transaction.atomic():
        audit.record(
            "history.imported",
            subject=f"community:{community.id}",
            by=by,
            at=at,
            after={"format": archive.format},
        )
        made: HistoryImport = HistoryImport.objects.create(
            community=community,
            channel_id=channel.id,
            file_name=path.name[:255],
            fingerprint=fingerprint,
            format=archive.format,
            started_at=at,
        )
    return made


def fingerprint_of(path: Path) -> str:
    """Tells files apart by size, beginning and end; a folder by the names and sizes inside it."""
    digest = hashlib.sha256()
    if path.is_dir():
        for inner in sorted(path.rglob("*")):
            digest.update(f"{inner.relative_to(path)} {inner.stat().st_size}\n".encode())
        return digest.hexdigest()
    with path.open("rb") as file:
        size = path.stat().st_size
        digest.update(f"{size}\n".encode() + file.read(_EDGE))
        file.seek(max(0, size - _EDGE))
        digest.update(file.read(_EDGE))
    return digest.hexdigest()


def _bind_new_groups(
    community: Community, channel: Channel, records: Sequence[Inbound], *, by: Actor, at: datetime
) -> None:
    names = {
        record.group: record.group_name for record in records if len(record.group) <= 255 and record.group
    }
    bound = set(
        Address.objects.filter(channel=channel, external__in=list(names), group_id__isnull=False).values_list(
            "external", flat=True
        )
    )
    for external in names.keys() - bound:
        name = _free_name(community, names[external] or external)
        bind_group(community=community, name=name, channel_id=channel.id, external=external, by=by, at=at)


def _free_name(community: Community, wanted: str) -> str:
    """The name, or the name with the first number that makes it new in this community."""
    base = wanted.strip()[:110] or "group"
    taken = set(
        Group.objects.filter(community=community, name__startswith=base).values_list("name", flat=True)
    )
    if base not in taken:
        return base
    return next(name for number in range(2, 10_000) if (name := f"{base} ({number})") not in taken)


def _progress(run: HistoryImport, *, is_finished: bool) -> Progress:
    members = Identity.objects.filter(channel_id=run.channel_id, is_bot=False).count() if is_finished else 0
    return Progress(
        seen=run.position,
        added=run.added,
        duplicates=run.duplicates,
        not_understood=run.not_understood,
        members=members,
        is_finished=is_finished,
        problems=tuple(run.problems),
    )
