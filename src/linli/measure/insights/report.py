"""From a source to all its figures: a chat-history file without any server, or any open activity table."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from linli.connect.adapters.archive import reader
from linli.facts.inbound import Inbound
from linli.measure.insights import activity as activities
from linli.measure.insights.activity import Activity
from linli.measure.insights.metrics import active, archive, cohorts, retention, size, speech
from linli.measure.insights.metrics.archive import Figure, GroupFigures
from linli.measure.insights.metrics.cohorts import CohortMatrix
from linli.measure.insights.metrics.metric import Metric, Period, whole_days

RECENT_DAYS = 30
COHORT_WEEKS = 9
_REPORTED_TROUBLE = 10
_STEP = 10_000


@dataclass(frozen=True, slots=True)
class Trouble:
    """Records of a file that were not understood: how many, and the first of them in words."""

    count: int = 0
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one source.

    figures   the figures a chat history is known by (`metrics.archive`)
    period    all calendar days of the source; None where nothing happened
    whole     the inventory's metrics over the period
    recent    the same over its last 30 days
    """

    figures: dict[str, Figure]
    groups: list[GroupFigures]
    weekly: CohortMatrix
    period: Period | None = None
    whole: list[Metric] = field(default_factory=list)
    recent: list[Metric] = field(default_factory=list)
    trouble: Trouble = Trouble()

    def as_dict(self) -> dict[str, object]:
        """For JSON: the figures by key, and everything else under `metrics`."""
        return {**self.figures, "metrics": self._metrics()}

    def _metrics(self) -> dict[str, object]:
        return {
            "from": self.period and _text(self.period.start),
            "to": self.period and _text(self.period.end),
            "whole": {metric.id: metric.as_dict() for metric in self.whole},
            "recent": {metric.id: metric.as_dict() for metric in self.recent},
            "groups": [_group(group) for group in self.groups],
            "weekly_cohorts": {
                "starts": [f"{start:%Y-%m-%d}" for start in self.weekly.starts],
                "sizes": list(self.weekly.sizes),
                "cells": [list(row) for row in self.weekly.cells],
            },
            "not_understood": asdict(self.trouble),
        }


def report_file(path: Path, *, zone: str | None = None) -> dict[str, object]:
    """The report of a chat-history file as JSON values; `zone` is for files whose times have none.

    Raises what `open_archive` raises: each says what is wrong with the file and how to mend it.
    """
    return read_file(path, zone=zone).as_dict()


def read_file(
    path: Path, *, zone: str | None = None, on_progress: Callable[[int], None] | None = None
) -> Report:
    """The report of a chat-history file. `on_progress` hears now and then how many records were read."""
    return read_records(reader.open_archive(path, zone=zone).records(), on_progress=on_progress)


def read_records(
    records: Iterable[reader.Record],
    *,
    operators: Collection[str] = (),
    on_progress: Callable[[int], None] | None = None,
) -> Report:
    """The report of an archive's records; what was not understood is counted and left out."""
    tally = _Tally(on_progress)
    with activities.from_records(tally.understood(records), operators=operators) as activity:
        return read_activity(activity, trouble=Trouble(tally.refused, tuple(tally.sentences)))


def read_activity(activity: Activity, *, trouble: Trouble = Trouble()) -> Report:  # noqa: B008
    """The report of an open activity table, over all the time it holds."""
    span = activity.span()
    period = whole_days(*span) if span else None
    return Report(
        figures=archive.figures(activity),
        groups=archive.group_figures(activity),
        weekly=cohorts.cohorts(activity, unit="week", columns=COHORT_WEEKS),
        period=period,
        whole=metrics(activity, period) if period else [],
        recent=metrics(activity, period.last(RECENT_DAYS)) if period else [],
        trouble=trouble,
    )


def metrics(activity: Activity, period: Period) -> list[Metric]:
    """Every metric of this room over a period, in the inventory's order."""
    found = [
        *size.size(activity, period),
        *active.activeness(activity, period),
        *speech.speaking(activity, period),
        retention.retention(activity, period, known_until=period.end),
    ]
    return sorted(found, key=lambda metric: metric.id)


class _Tally:
    def __init__(self, on_progress: Callable[[int], None] | None) -> None:
        self.refused = 0
        self.sentences: list[str] = []
        self._on_progress = on_progress

    def understood(self, records: Iterable[reader.Record]) -> Iterator[Inbound]:
        for number, record in enumerate(records, start=1):
            if self._on_progress and number % _STEP == 0:
                self._on_progress(number)
            if isinstance(record, Inbound):
                yield record
            else:
                self._refuse(record)

    def _refuse(self, record: reader.NotUnderstood) -> None:
        self.refused += 1
        if self.refused <= _REPORTED_TROUBLE:
            place = f"{record.where}, line {record.line}" if record.where else f"line {record.line}"
            self.sentences.append(f"{place}: {record.reason}")


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _group(group: GroupFigures) -> dict[str, object]:
    return asdict(group) | {
        "first_message": _text(group.first_message),
        "last_message": _text(group.last_message),
    }
