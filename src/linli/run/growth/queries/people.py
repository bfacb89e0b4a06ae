"""Which member holds the points of a record that was merged."""

from linli.people.members.models import Member


def current_member(member: int) -> int:
    """The member a record was merged into, or itself."""
    seen = {member}
    while into := Member.objects.filter(id=member).values_list("merged_into_id", flat=True).first():
        if into in seen:
            break
        seen.add(into)
        member = into
    return member
