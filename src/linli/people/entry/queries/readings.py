"""What conditions read about how somebody came in."""

from collections.abc import Mapping, Sequence

from linli.people.entry.models import Application


def sources(member_ids: Sequence[int]) -> Mapping[int, str]:
    """From where each came: the source of their newest application that was accepted."""
    rows = Application.objects.filter(member_id__in=member_ids, state="accepted").order_by("member_id", "-id")
    return dict(rows.distinct("member_id").values_list("member_id", "source"))


def scores(member_ids: Sequence[int]) -> Mapping[int, int]:
    """The score of the newest application that was sent."""
    rows = Application.objects.filter(member_id__in=member_ids).exclude(sent_at=None)
    return dict(rows.order_by("member_id", "-id").distinct("member_id").values_list("member_id", "score"))
