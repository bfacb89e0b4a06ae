"""The report of a community of this installation, from the lake of its organisation."""

from pathlib import Path

from django.db import transaction

from linli.kernel.events import reading
from linli.kernel.orgs import scope
from linli.measure.insights import activity, lake, report
from linli.measure.insights.report import Report
from linli.people.communities.reading import anywhere
from linli.people.members.models import Member


def rebuild_lake(org: int, *, folder: Path) -> int:
    """Write the lake of an organisation anew from the log; returns its rows. `folder` is `settings.LAKE`."""
    with scope.org(org), transaction.atomic():
        operators = list(Member.objects.filter(is_operator=True).values_list("id", flat=True))
        return lake.rebuild(reading.stream(org), folder=folder, org=org, operators=operators)


def open_lake(org: int, community: int, *, folder: Path) -> activity.Activity:
    """The activity of one community as the lake has it; the caller closes it."""
    return activity.from_lake(lake.pattern(folder, org), communities={community})


def read_community(name: str, *, folder: Path) -> Report:
    """The report of the community of this name or slug, whatever its organisation, up to the last event.

    The lake of its organisation is rebuilt first. Raises NoSuchSubject when none has one, or several.
    """
    org, community = anywhere.locate_community(name)
    rebuild_lake(org, folder=folder)
    with open_lake(org, community, folder=folder) as found:
        return report.read_activity(found)
