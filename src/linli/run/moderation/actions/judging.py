"""Judging a batch of messages: find what is listed, write a case for each, order the measures in the same
transaction.

Almost every message ends at the first look: one pass over the whole batch, no query for each. Only when
something matched are rule sets locked, so that two workers never act twice on one message or run past the
rate guard.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from django.db import transaction

from linli.facts.messages import MessageEdited, MessagePosted
from linli.facts.moderation import RuleMatched, SanctionApplied
from linli.kernel.events import log
from linli.kernel.events.event import Draft, Event
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import SYSTEM
from linli.run.moderation import folding, rules
from linli.run.moderation.actions import measures
from linli.run.moderation.models import Case, RuleSet
from linli.run.moderation.queries import cases, compiled, people

Said = MessagePosted | MessageEdited
_SAID = (MessagePosted, MessageEdited)


class Finding(msgspec.Struct):
    """A message, a rule set, the words it matched, and the text around the first of them."""

    event: Event
    said: Said
    rule_set: int
    words: list[str]
    excerpt: str


@transaction.atomic
def judge_messages(events: Sequence[Event]) -> list[Case]:
    """Compare messages with the lists and act on what is found; returns the new cases.

    A message that one rule set has a case for is never taken up by it again: not when the event arrives
    twice and not when it is edited.
    """
    readable, texts = _readable(events)
    if not readable:
        return []
    rule_sets = compiled.working_rule_sets()
    if not rule_sets:
        return []
    findings = _find(readable, texts, rule_sets)
    return _take_up(findings) if findings else []


def _readable(events: Sequence[Event]) -> tuple[list[Event], list[str]]:
    """What can be judged, and its text. Imported history and programs never are, nor what no group can act
    on.
    """
    readable, texts = [], []
    for event in events:
        fact = event.fact
        if event.origin == "import" or event.group is None or not isinstance(fact, _SAID) or fact.is_bot:
            continue
        if isinstance(fact, MessagePosted) and fact.hidden:
            continue
        text = _text_with_links(fact) if fact.parts else fact.text
        if text:
            readable.append(event)
            texts.append(text)
    return readable, texts


def _text_with_links(said: Said) -> str:
    """What a reader can meet in a message: its text, and the addresses behind its links."""
    return "\n".join([said.text, *(part.ref for part in said.parts if part.kind in {"link", "card"})])


def _find(events: Sequence[Event], texts: Sequence[str], rule_sets: Sequence[RuleSet]) -> list[Finding]:
    batch = folding.fold_batch(texts)
    scopes = {rule_set.id: rule_set.community_id for rule_set in rule_sets}
    found: dict[tuple[int, int], Finding] = {}
    for hit in sorted(compiled.get_matcher(rule_sets).find(batch)):
        event = events[hit.text]
        if scopes[hit.rule_set] not in {None, event.community}:
            continue
        known = found.get((hit.text, hit.rule_set))
        if known is None:
            around = rules.excerpt(batch.text(hit.text), hit.start, hit.end)
            found[hit.text, hit.rule_set] = _finding(event, hit.rule_set, hit.word, around)
        elif hit.word not in known.words:
            known.words.append(hit.word)
    return list(found.values())


def _finding(event: Event, rule_set: int, word: str, around: str) -> Finding:
    assert isinstance(event.fact, _SAID)  # noqa: S101  (kept by _readable)
    return Finding(event, event.fact, rule_set, [word], around)


def _take_up(findings: Sequence[Finding]) -> list[Case]:
    wanted = {finding.rule_set for finding in findings}
    locked = RuleSet.objects.select_for_update().filter(id__in=wanted).order_by("id")
    rule_sets: dict[int, RuleSet] = {rule_set.id: rule_set for rule_set in locked}
    exempt = people.exempt({finding.event.member or 0 for finding in findings})
    fresh = [one for one in _first_time(findings) if one.event.member not in exempt]
    new_cases = Case.objects.bulk_create(_with_guard(fresh, rule_sets))
    _announce(new_cases, fresh, rule_sets)
    return list(new_cases)


def _first_time(findings: Sequence[Finding]) -> list[Finding]:
    """Without those for which a case exists, and each once."""
    messages = {finding.said.message for finding in findings}
    known = set(Case.objects.filter(message__in=messages).values_list("rule_set_id", "group_id", "message"))
    fresh = []
    for finding in findings:
        identity = (finding.rule_set, finding.event.group, finding.said.message)
        if identity not in known:
            known.add(identity)
            fresh.append(finding)
    return fresh


def _with_guard(findings: Sequence[Finding], rule_sets: dict[int, RuleSet]) -> list[Case]:
    """A case for each finding; a rule set that acts too often stops itself on the way."""
    acted: dict[int, int] = {}
    made = []
    for finding in findings:
        rule_set, at = rule_sets[finding.rule_set], finding.event.recorded_at
        is_alert = False
        if rule_set.mode == "enforce":
            if rule_set.id not in acted:
                since = at - timedelta(minutes=rule_set.guard_minutes)
                acted[rule_set.id] = cases.count_enforced(rule_set.id, since=since)
            if rules.is_over_guard(acted=acted[rule_set.id], limit=rule_set.guard_actions):
                _fall_back(rule_set, at=at)
                is_alert = True
            else:
                acted[rule_set.id] += 1
        made.append(_case(finding, rule_set, is_alert=is_alert))
    return made


def _fall_back(rule_set: RuleSet, *, at: datetime) -> None:
    rule_set.mode, rule_set.fell_back_at = "observe", at
    rule_set.version += 1
    rule_set.changed_at = at
    rule_set.save(update_fields=["mode", "fell_back_at", "version", "changed_at"])
    audit.record(
        "moderation.fell_back",
        subject=f"rule_set:{rule_set.id}",
        by=SYSTEM,
        at=at,
        before={"mode": "enforce"},
        after={"mode": "observe", "actions": rule_set.guard_actions, "minutes": rule_set.guard_minutes},
    )


def _case(finding: Finding, rule_set: RuleSet, *, is_alert: bool) -> Case:
    event, is_enforced = finding.event, rule_set.mode == "enforce"
    ordered = rule_set.measures
    return Case(
        rule_set=rule_set,
        rule_version=rule_set.version,
        community_id=event.community,
        group_id=event.group or 0,
        member_id=event.member,
        message=finding.said.message,
        event=event.id,
        is_edit=isinstance(finding.said, MessageEdited),
        matched=finding.words,
        excerpt=finding.excerpt,
        mode=rule_set.mode,
        would="" if is_enforced else " ".join(ordered),
        done=ordered if is_enforced else [],
        muted_until=_muted_until(rule_set, event) if is_enforced else None,
        is_alert=is_alert,
        found_at=event.recorded_at,
        by=SYSTEM.code,
    )


def _muted_until(rule_set: RuleSet, event: Event) -> datetime | None:
    return event.recorded_at + timedelta(minutes=rule_set.mute_minutes) if rule_set.mute_minutes else None


def _announce(new_cases: Sequence[Case], findings: Sequence[Finding], rule_sets: dict[int, RuleSet]) -> None:
    if not new_cases:
        return
    measures.order(new_cases, rule_sets, [finding.event.as_cause for finding in findings])
    drafts = []
    for case, finding in zip(new_cases, findings, strict=True):
        matched = RuleMatched(case.id, rule_sets[finding.rule_set].name, case.mode, case.message, case.would)
        drafts.append(_draft(matched, finding.event))
        if case.done:
            sanction = SanctionApplied(case.id, rules.gravest(case.done), case.message)
            drafts.append(_draft(sanction, finding.event))
    log.append(drafts, by=SYSTEM)


def _draft(fact: RuleMatched | SanctionApplied, event: Event) -> Draft:
    return Draft(
        fact=fact,
        occurred_at=event.recorded_at,
        community=event.community,
        group=event.group,
        member=event.member,
        cause=event.as_cause,
    )
