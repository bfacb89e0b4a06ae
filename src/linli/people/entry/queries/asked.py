"""What an applicant is asked: fields of the profile and criteria; and what is known when it is scored."""

from collections.abc import Sequence
from dataclasses import dataclass

from linli.people.communities import queries as communities
from linli.people.entry.models import Application, Fee
from linli.people.entry.queries import applications
from linli.people.entry.rules.policy import Criterion, Policy
from linli.people.entry.rules.scoring import Known
from linli.people.profiles.queries import answers, fields
from linli.people.profiles.queries.fields import FieldLine
from linli.people.profiles.rules import kinds

IN_WORDS = ("task", "share", "supply", "test")


@dataclass(frozen=True)
class Asked:
    """The form of an application.

    needed    fields that count for coming in or that everybody must fill
    optional  the rest of the community's information template
    criteria  tasks, what one can share or supply, tests
    """

    needed: tuple[FieldLine, ...]
    optional: tuple[FieldLine, ...]
    criteria: tuple[Criterion, ...]

    @property
    def codes(self) -> frozenset[str]:
        """Every field that may be answered here."""
        return frozenset(one.code for one in (*self.needed, *self.optional))


def asked(community_id: int, policy: Policy) -> Asked:
    """What a community asks its applicants; one query."""
    wanted = {one.field for one in policy.criteria if one.kind == "attribute"}
    required = {one.field for one in policy.criteria if one.kind == "attribute" and one.is_required}
    listed = fields.fields_for(community_id)
    needed = [one for one in listed if one.code in wanted or (one.is_asked and one.is_required)]
    needed.sort(key=lambda one: one.code not in required)
    chosen = {one.code for one in needed}
    return Asked(
        needed=tuple(needed),
        optional=tuple(one for one in listed if one.is_asked and one.code not in chosen),
        criteria=tuple(one for one in policy.criteria if one.kind in IN_WORDS),
    )


def known(application: Application, policy: Policy) -> Known:
    """What is known about an application, for its score; at most four queries."""
    codes = [one.field for one in policy.criteria if one.kind == "attribute"]
    rules = communities.current_rules(application.community_id)
    return Known(
        answers=applications.given_of(application),
        profile=profile_of(application.member_id, codes),
        is_invited=application.inviter_member_id is not None,
        has_agreed=rules is None or application.rules_version == rules.version,
        has_paid=Fee.objects.filter(application_id=application.pk, state__in=("paid", "waived")).exists(),
    )


def profile_of(member_id: int, codes: Sequence[str]) -> dict[str, list[str]]:
    """A member's answers by field: the codes and every label of what they chose, or their words."""
    if not codes:
        return {}
    values = answers.values_of_many([member_id], codes=codes).get(member_id, {})
    lines = fields.by_code(values)
    return {code: _spoken(lines[code], value) for code, value in values.items() if code in lines and value}


def _spoken(field: FieldLine, value: str) -> list[str]:
    if field.kind == kinds.Kind.REGION:
        return [value, *value.split("/")]
    if field.kind not in kinds.WITH_CHOICES:
        return [value]
    labels = {one.code: one.labels for one in field.choices}
    return [word for code in kinds.parts(value) for word in (code, *labels.get(code, ()))]
