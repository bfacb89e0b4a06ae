"""What was found and done: the list of cases, counts for each rule, and what dismissals teach."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.people.members.exports import Plain
from linli.run.moderation.models import Case

_EXPORTED = (
    "id",
    "found_at",
    "group_id",
    "message",
    "matched",
    "excerpt",
    "mode",
    "done",
    "muted_until",
)


class NoSuchCase(Refusal):
    """There is no case of this number in this organisation."""


@dataclass(frozen=True)
class RuleCount:
    """How often a rule set matched, acted, and was found wrong by a person."""

    rule_set: int
    name: str
    matched: int
    acted: int
    dismissed: int


@dataclass(frozen=True)
class AllowSuggestion:
    """A word whose cases people dismissed: consider allowing the phrase it stood in."""

    rule_set: int
    word: str
    dismissed: int
    excerpt: str


def get_case(case_id: int) -> Case:
    """One case, or NoSuchCase."""
    case: Case | None = Case.objects.select_related("rule_set").filter(id=case_id).first()
    if case is None:
        raise NoSuchCase(_("There is no case {case} here.").format(case=case_id))
    return case


def cases(
    *,
    communities: frozenset[int] | None = None,
    rule_set: int | None = None,
    member: int | None = None,
    only_open: bool = False,
    only_alerts: bool = False,
) -> QuerySet[Case]:
    """Cases with their evidence, newest first. `communities` limits to what a seat may see (None = all)."""
    found = Case.objects.select_related("rule_set").order_by("-found_at", "-id")
    if communities is not None:
        found = found.filter(community_id__in=communities)
    if rule_set is not None:
        found = found.filter(rule_set_id=rule_set)
    if member is not None:
        found = found.filter(member_id=member)
    if only_open:
        found = found.filter(dismissed_at=None, lifted_at=None)
    if only_alerts:
        found = found.filter(is_alert=True)
    return found


def find_case(*, key: str) -> Case | None:
    """The case of a measure ordered with this key, or None."""
    found: Case | None = Case.objects.filter(key=key).first()
    return found


def counts_by_rule(*, since: datetime, communities: frozenset[int] | None = None) -> list[RuleCount]:
    """For every rule set with cases since a moment: matches, actions, dismissals."""
    found = cases(communities=communities).filter(found_at__gte=since, rule_set__isnull=False)
    rows = (
        found.order_by()
        .values("rule_set_id", "rule_set__name")
        .annotate(
            matched=Count("id"),
            acted=Count("id", filter=Q(mode="enforce")),
            dismissed=Count("id", filter=Q(dismissed_at__isnull=False)),
        )
        .order_by("-matched", "rule_set_id")
    )
    return [
        RuleCount(row["rule_set_id"], row["rule_set__name"], row["matched"], row["acted"], row["dismissed"])
        for row in rows
    ]


def count_enforced(rule_set: int, *, since: datetime) -> int:
    """How often a rule set acted after a moment."""
    return int(Case.objects.filter(rule_set_id=rule_set, mode="enforce", found_at__gt=since).count())


def allow_suggestions(*, limit: int = 50) -> list[AllowSuggestion]:
    """Words in dismissed cases, most often dismissed first, with the newest text each stood in."""
    dismissed = Case.objects.filter(dismissed_at__isnull=False, rule_set__isnull=False)
    counted: Counter[tuple[int, str]] = Counter()
    excerpts: dict[tuple[int, str], str] = {}
    for rule_set, matched, text in dismissed.order_by("-found_at", "-id").values_list(
        "rule_set_id", "matched", "excerpt"
    )[:2000]:
        for word in matched:
            counted[rule_set, word] += 1
            excerpts.setdefault((rule_set, word), text)
    return [
        AllowSuggestion(rule_set, word, count, excerpts[rule_set, word])
        for (rule_set, word), count in counted.most_common(limit)
    ]


def export(member_ids: Sequence[int]) -> Plain:
    """What this room holds about a person (all their member ids), as plain values, oldest first."""
    rows = Case.objects.filter(member_id__in=member_ids).order_by("found_at", "id")
    plain: Plain = msgspec.to_builtins(list(rows.values(*_EXPORTED)))
    return plain
