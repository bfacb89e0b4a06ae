"""Readings of many belongings at once, for probes. Ids that are not there are not in the answer."""

from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.db.models.expressions import RawSQL

from linli.people.belonging.models import Belonging

SILENT = "belonging_belonging.counted_on - belonging_belonging.last_sign_on"
JOINED = "belonging_belonging.counted_on - belonging_belonging.joined_on"


def texts(column: str, subjects: Sequence[int]) -> Mapping[int, str]:
    """A column of words (`stage`, `relation`, `contribution`) by belonging."""
    return dict(Belonging.objects.filter(id__in=subjects).values_list("id", column))


def numbers(column: str, subjects: Sequence[int]) -> Mapping[int, int]:
    """A column of numbers by belonging."""
    return dict(Belonging.objects.filter(id__in=subjects).values_list("id", column))


def days(since: str, subjects: Sequence[int]) -> Mapping[int, int]:
    """Whole days from a day to the one the windows end with: `SILENT` or `JOINED`."""
    found = Belonging.objects.filter(id__in=subjects).annotate(n=RawSQL(since, []))  # noqa: S611  (our own)
    return dict(found.values_list("id", "n"))


def is_in(subjects: Sequence[int]) -> Mapping[int, bool]:
    """Whether each is in a group of the community now."""
    found = Belonging.objects.filter(id__in=subjects).annotate(is_in=Q(left_at=None))
    return dict(found.values_list("id", "is_in"))
