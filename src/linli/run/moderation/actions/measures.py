"""The measures of a case as effects in the outbox: recall, warn, mute. One batch of cases is one plan."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from hashlib import sha256

import msgspec
from django.utils import translation
from django.utils.translation import gettext as _

from linli.connect.gateway import orders
from linli.connect.gateway.outbox import planning
from linli.kernel.events.event import Cause
from linli.kernel.orgs.actor import SYSTEM
from linli.run.moderation.models import Case, RuleSet
from linli.run.moderation.queries import people
from linli.run.moderation.queries.people import PlatformName

_LONGEST_KEY = 120
WARNING_IS_LATE = timedelta(minutes=10)
_NOBODY = PlatformName("", "")


def order(new_cases: Sequence[Case], rule_sets: Mapping[int, RuleSet], causes: Sequence[Cause]) -> None:
    """Plan the measures of enforced cases and write their keys on the cases; `causes` are their messages.

    What two rules order for one message is done once: the keys of the effects name the target and not the
    rule. A person is warned at most once a minute in a group, however many messages go.
    """
    led_by = {case.id: cause for case, cause in zip(new_cases, causes, strict=True)}
    enforced = [case for case in new_cases if case.done]
    if not enforced:
        return
    groups, members = {case.group_id for case in enforced}, {case.member_id or 0 for case in enforced}
    names = people.platform_names(groups, members)
    languages = people.languages({case.community_id for case in enforced if case.community_id})
    plans: dict[str, planning.Plan] = {}
    for case in enforced:
        rule_set = rule_sets[case.rule_set_id or 0]
        name = names.get((case.group_id, case.member_id or 0), _NOBODY)
        with translation.override(languages.get(case.community_id or 0)):
            wanted = _plans(case, rule_set, name)
        case.effects = [one.key for one in wanted]
        for one in wanted:
            plans.setdefault(one.key, msgspec.structs.replace(one, cause=led_by[case.id]))
    planning.plan(list(plans.values()), by=SYSTEM, at=enforced[-1].found_at)
    Case.objects.bulk_update(enforced, ["effects"])


def _plans(case: Case, rule_set: RuleSet, name: PlatformName) -> list[planning.Plan]:
    made = []
    if "recall" in case.done:
        made.append(_recall(case, rule_set))
    if "warn" in case.done:
        made.append(_warning(case, rule_set, name))
    if "mute" in case.done and case.member_id:
        made.append(_mute(case, rule_set))
    return made


def _recall(case: Case, rule_set: RuleSet) -> planning.Plan:
    return planning.Plan(
        key=f"moderation:recall:{case.group_id}:{short(case.message)}",
        group=case.group_id,
        member=case.member_id,
        payload=orders.RecallMessage(case.message, rule_set.name),
        message_class="safety",
        priority=90,
        due_at=case.found_at,
        origin=origin_of(case),
        source=f"rule set {rule_set.name}",
    )


def _warning(case: Case, rule_set: RuleSet, name: PlatformName) -> planning.Plan:
    words = rule_set.warning or (
        _("Your message was removed because it breaks the group's rules.")
        if "recall" in case.done
        else _("Please mind the group's rules.")
    )
    minute = int(case.found_at.timestamp()) // 60
    return planning.Plan(
        key=f"moderation:warn:{case.group_id}:{case.member_id or short(case.message)}:{minute}",
        group=case.group_id,
        member=case.member_id,
        payload=orders.SendMessage(
            f"@{name.name} {words}" if name.name else words,
            mentions=(name.external,) if name.external else (),
        ),
        message_class="safety",
        priority=80,
        due_at=case.found_at,
        late_after=case.found_at + WARNING_IS_LATE,
        origin=origin_of(case),
        source=f"rule set {rule_set.name}",
    )


def _mute(case: Case, rule_set: RuleSet) -> planning.Plan:
    until = case.muted_until or case.found_at
    return planning.Plan(
        key=f"moderation:mute:{case.id}",
        group=case.group_id,
        member=case.member_id,
        payload=orders.MuteMember("", until, rule_set.name),
        message_class="safety",
        priority=90,
        due_at=case.found_at,
        late_after=until,
        origin=origin_of(case),
        source=f"rule set {rule_set.name}",
    )


def short(key: str) -> str:
    """A key that fits: itself, or its digest where it is long."""
    return key if len(key) <= _LONGEST_KEY else sha256(key.encode()).hexdigest()


def origin_of(case: Case) -> str:
    """Who wants the effects of a case; voiding works by it."""
    return f"case:{case.id}"
