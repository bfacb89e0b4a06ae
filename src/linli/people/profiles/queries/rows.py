"""Members as rows of a table: columns of their own, how they live in a community, and their answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from linli.kernel.orgs import scope
from linli.people.profiles.models import Answer, MemberExport
from linli.people.profiles.queries import wording
from linli.people.profiles.queries.fields import FieldLine

LIVING = {
    "joined_at": "b.joined_at::date::text",
    "left_at": "b.left_at::date::text",
    "stage": "b.stage",
    "relation": "b.relation",
    "contribution": "b.contribution",
    "last_active_at": "b.last_active_at::date::text",
    "messages_30": "b.messages_30::text",
    "messages": "b.messages::text",
}


@dataclass(frozen=True)
class Choice:
    """What a table of members holds: fields, and columns of LIVING for one community."""

    fields: tuple[FieldLine, ...]
    living: tuple[str, ...] = ()
    community_id: int | None = None


def headings(choice: Choice) -> list[str]:
    """The first row; answers can be imported again by it."""
    own = [_("Member ID"), _("Name")]
    return [*own, *(living_name(one) for one in choice.living), *(one.name for one in choice.fields)]


def rows_of(member_ids: Sequence[int], choice: Choice, *, sees_personal: bool) -> list[list[str]]:
    """A row for each of these members who is still there, in the order of their ids; two queries."""
    columns = ", ".join(LIVING[one] for one in choice.living)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT m.id, m.name{', ' + columns if columns else ''} FROM members_member m"
            " LEFT JOIN belonging_belonging b ON b.member_id = m.id AND b.community_id = %s"
            " WHERE m.org_id = %s AND m.id = ANY(%s) AND m.merged_into_id IS NULL AND m.erased_at IS NULL"
            " ORDER BY m.id",
            [choice.community_id, scope.org_id(), list(member_ids)],
        )
        people = cursor.fetchall()
    answers = _answers(member_ids, choice.fields, sees_personal=sees_personal)
    return [
        [
            str(row[0]),
            *("" if cell is None else str(cell) for cell in row[1:]),
            *(answers.get((row[0], one.id), "") for one in choice.fields),
        ]
        for row in people
    ]


def exports(*, by: str, limit: int = 20) -> list[MemberExport]:
    """The tables somebody asked for, newest first."""
    return list(MemberExport.objects.filter(by=by).order_by("-started_at", "-id")[:limit])


def find_export(export_id: int, *, by: str) -> MemberExport | None:
    """A table somebody asked for; nobody gets another's."""
    found: MemberExport | None = MemberExport.objects.filter(id=export_id, by=by).first()
    return found


def living_name(code: str) -> str:
    """What a column about life in a community is called."""
    said = {
        "joined_at": _("Joined"),
        "left_at": _("Left"),
        "stage": _("Stage of life"),
        "relation": _("Relation"),
        "contribution": _("Contribution"),
        "last_active_at": _("Last active"),
        "messages_30": _("Messages in 30 days"),
        "messages": _("Messages"),
    }
    return said[code]


def _answers(
    member_ids: Sequence[int], fields: Sequence[FieldLine], *, sees_personal: bool
) -> dict[tuple[int, int], str]:
    by_id = {one.id: one for one in fields}
    found = Answer.objects.filter(member_id__in=member_ids, field_id__in=list(by_id))
    return {
        (member, field): (
            wording.masked(by_id[field], value)
            if by_id[field].is_personal and not sees_personal
            else wording.shown(by_id[field], value)
        )
        for member, field, value in found.values_list("member_id", "field_id", "value")
    }
