"""Posts that several runs share."""

from collections.abc import Sequence

from linli.run.playbooks.models import Gathering


def runs_of(ids: Sequence[int]) -> dict[int, list[int]]:
    """The runs of gatherings of the organisation in scope."""
    return dict(Gathering.objects.filter(id__in=list(ids)).values_list("id", "runs"))
