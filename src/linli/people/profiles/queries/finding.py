"""Who gave an answer, as a subquery for lists of members."""

from linli.kernel.orgs import scope
from linli.kernel.verbs.fragment import Fragment


def people_who_said(code: str, value: str) -> Fragment:
    """The ids of the members whose answer to the field of this code is, or lists, this value.

    Bots and the team are left out, as in every count of answers.
    """
    return Fragment(
        "SELECT a.member_id FROM profiles_answer a JOIN profiles_field f ON f.id = a.field_id"
        " JOIN members_member p ON p.id = a.member_id AND NOT p.is_bot AND NOT p.is_operator"
        " WHERE a.org_id = %s AND f.org_id = %s AND f.code = %s"
        " AND (a.value = %s OR %s = ANY(string_to_array(a.value, ',')))",
        (scope.org_id(), scope.org_id(), code, value, value),
    )
