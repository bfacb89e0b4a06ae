"""Which record stands for a member now."""

from collections.abc import Collection

from linli.people.members.models import Member


def kept_ids(member_ids: Collection[int]) -> dict[int, int]:
    """The record each of these was merged into, or itself; those without a row are left out."""
    found = Member.objects.filter(id__in=member_ids).values_list("id", "merged_into_id")
    return {id: into or id for id, into in found}
