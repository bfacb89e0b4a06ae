"""From a message to a case, its effects and its facts."""

from datetime import timedelta

import msgspec
import pytest

from linli.connect.gateway.models import Effect
from linli.facts.inbound import Part
from linli.kernel.orgs.models import AuditEntry
from linli.people.members.models import Member
from linli.run.moderation import reactions
from linli.run.moderation.actions import lists
from linli.run.moderation.models import Case, RuleSet, WordList
from tests.cast import MOMO, events_after
from tests.run.saying import edit, message, said, say

AD = "兼职刷单,加微信领取"


@pytest.fixture
def ads(cast):
    """A rule set that enforces: recalls and warns about 刷单 and links to bad.com."""
    rule_set = lists.open_rule_set(name="广告", community=None, mode="enforce", by=cast.by_lin, at=cast.at)
    add(cast, rule_set, "words", "刷单\n加微信")
    add(cast, rule_set, "domains", "bad.com")
    lists.change_rule_set(rule_set_id=rule_set.id, by=cast.by_lin, at=cast.at, warning="请不要发广告")
    return rule_set


def add(cast, rule_set, kind, text, sense="block"):
    word_list = WordList.objects.get(rule_set=rule_set, kind=kind, sense=sense)
    return lists.add_words(word_list_id=word_list.id, text=text, by=cast.by_lin, at=cast.at)


def facts_after(position, *kinds):
    return [event for event in events_after(position) if event.kind in kinds]


def effects():
    return list(Effect.objects.order_by("id").values_list("verb", "message_class", "target"))


def test_an_advertisement_is_recalled_and_its_author_warned(cast, ads):
    events = say(cast, "早上好", AD)

    reactions.moderate_messages(events)

    case = Case.objects.get()
    assert (case.matched, case.mode, case.done) == (["刷单", "加微信"], "enforce", ["recall", "warn"])
    assert (case.message, case.member_id, case.group_id) == ("t-1", cast.su.id, cast.group.id)
    assert (case.excerpt, case.event, case.rule_version) == ("兼职刷单,加微信领取", events[1].id, 4)
    assert effects() == [
        ("recall_message", "safety", "reading-1"),
        ("send_message", "safety", "reading-1"),
    ]
    assert set(Effect.objects.values_list("cause", "depth")) == {(events[1].id, 0)}
    warning = Effect.objects.get(verb="send_message").payload
    assert warning["mentions"] == ["su"]
    assert warning["text"] == "@苏苏 请不要发广告"


def test_the_log_tells_what_was_found_and_done(cast, ads):
    [event] = say(cast, AD)

    reactions.moderate_messages([event])

    matched, sanction = facts_after(event.position, "moderation.matched", "sanction.applied")
    case = Case.objects.get()
    assert msgspec.structs.astuple(matched.fact) == (case.id, "广告", "enforce", "t-0", "")
    assert msgspec.structs.astuple(sanction.fact) == (case.id, "recall", "t-0")
    assert (matched.cause, sanction.cause, sanction.member) == (event.id, event.id, cast.su.id)


def test_a_message_that_arrives_twice_is_punished_once(cast, ads):
    events = say(cast, AD)

    reactions.moderate_messages(events)
    reactions.moderate_messages([*events, *events])

    assert (Case.objects.count(), Effect.objects.count()) == (1, 2)
    assert len(facts_after(events[0].position, "sanction.applied")) == 1


def test_observing_writes_a_case_and_does_nothing_outside(cast, ads):
    lists.set_mode(rule_set_id=ads.id, mode="observe", by=cast.by_lin, at=cast.at)
    events = say(cast, AD)

    reactions.moderate_messages(events)

    case = Case.objects.get()
    assert (case.mode, case.would, case.done, case.effects) == ("observe", "recall warn", [], [])
    assert Effect.objects.count() == 0
    assert facts_after(events[0].position, "sanction.applied") == []
    assert [one.fact.would for one in facts_after(events[0].position, "moderation.matched")] == [
        "recall warn"
    ]


def test_a_rule_set_that_is_off_sees_nothing(cast, ads):
    lists.set_mode(rule_set_id=ads.id, mode="off", by=cast.by_lin, at=cast.at)

    reactions.moderate_messages(say(cast, AD))

    assert (Case.objects.count(), Effect.objects.count()) == (0, 0)


def test_an_advertisement_edited_in_later_is_caught(cast, ads):
    at = cast.at + timedelta(hours=1)
    posted = said(cast, message("大家好", id="e-1", at=at))
    edited = said(cast, edit(AD, of="e-1", id="e-1.1", at=at + timedelta(minutes=1)))

    reactions.moderate_messages([one for one in posted + edited if one.kind.startswith("message.")])

    case = Case.objects.get()
    assert (case.message, case.is_edit, case.done) == ("e-1", True, ["recall", "warn"])


def test_editing_a_punished_message_is_not_punished_again(cast, ads):
    at = cast.at + timedelta(hours=1)
    posted = said(cast, message(AD, id="e-1", at=at))
    reactions.moderate_messages([one for one in posted if one.kind == "message.posted"])

    edited = said(cast, edit(AD + "快来", of="e-1", id="e-1.1", at=at + timedelta(minutes=5)))
    reactions.moderate_messages([one for one in edited if one.kind == "message.edited"])

    assert (Case.objects.count(), Effect.objects.count()) == (1, 2)


def test_a_link_hidden_behind_a_card_is_seen(cast, ads):
    part = Part(kind="link", text="点我", ref="https://go.bad.com/x")
    events = said(cast, message("点我", id="l-1", at=cast.at + timedelta(hours=1), parts=(part,)))

    reactions.moderate_messages([one for one in events if one.kind == "message.posted"])

    assert Case.objects.get().matched == ["go.bad.com"]


def test_operators_programs_and_imported_history_are_exempt(cast, ads):
    Member.objects.filter(id=cast.momo.id).update(is_operator=True)
    [by_operator] = say(cast, AD, who=MOMO)
    [posted] = say(cast, AD, prefix="u")
    imported = msgspec.structs.replace(posted, origin="import")
    by_bot = msgspec.structs.replace(posted, fact=msgspec.structs.replace(posted.fact, is_bot=True))

    reactions.moderate_messages([by_operator, imported, by_bot])

    assert (Case.objects.count(), Effect.objects.count()) == (0, 0)


def test_a_rule_set_of_another_community_does_not_act(cast, ads):
    lists.change_rule_set(rule_set_id=ads.id, by=cast.by_lin, at=cast.at, community_id=cast.community.id + 1)

    reactions.moderate_messages(say(cast, AD))

    assert Case.objects.count() == 0


def test_two_rule_sets_recall_a_message_once_and_warn_once(cast, ads):
    other = lists.open_rule_set(name="兼职", community=None, mode="enforce", by=cast.by_lin, at=cast.at)
    add(cast, other, "words", "兼职")

    reactions.moderate_messages(say(cast, AD))

    assert Case.objects.count() == 2
    assert [verb for verb, _, _ in effects()] == ["recall_message", "send_message"]


def test_a_flood_of_one_person_is_recalled_whole_and_warned_about_once_a_minute(cast, ads):
    events = say(cast, *[f"{AD}{index}" for index in range(5)], gap=timedelta(seconds=0))

    reactions.moderate_messages(events)

    verbs = sorted(verb for verb, _, _ in effects())
    assert verbs == ["recall_message"] * 5 + ["send_message"]


def test_a_mute_is_ordered_with_its_end(cast, ads):
    lists.change_rule_set(
        rule_set_id=ads.id, by=cast.by_lin, at=cast.at, mute_minutes=30, is_warning=False, is_recalling=False
    )
    [event] = say(cast, AD)

    reactions.moderate_messages([event])

    case, effect = Case.objects.get(), Effect.objects.get()
    assert (case.done, case.muted_until) == (["mute"], event.recorded_at + timedelta(minutes=30))
    assert (effect.verb, effect.person) == ("mute_member", "su")


def test_a_rule_that_acts_too_often_stops_itself_and_raises_an_alert(cast, ads):
    lists.change_rule_set(rule_set_id=ads.id, by=cast.by_lin, at=cast.at, guard_actions=3, guard_minutes=10)
    events = say(cast, *[f"{AD}{index}" for index in range(5)])

    reactions.moderate_messages(events)

    cases = list(Case.objects.order_by("id").values_list("mode", "is_alert"))
    assert cases == [("enforce", False)] * 3 + [("observe", True), ("observe", False)]
    assert Effect.objects.filter(verb="recall_message").count() == 3
    rule_set = RuleSet.objects.get(id=ads.id)
    assert (rule_set.mode, rule_set.fell_back_at) == ("observe", events[3].recorded_at)
    assert AuditEntry.objects.filter(action="moderation.fell_back").count() == 1


def test_new_words_count_from_the_next_batch_on(cast, ads):
    reactions.moderate_messages(say(cast, "代购奶粉"))
    add(cast, ads, "words", "代购")

    reactions.moderate_messages(say(cast, "代购奶粉", prefix="u"))

    assert list(Case.objects.values_list("message", flat=True)) == ["u-0"]


def test_another_organisation_s_lists_are_not_used(cast, ads):
    with cast.scope_elsewhere():
        theirs = lists.open_rule_set(name="别家", community=None, mode="enforce", by=cast.by_zhou, at=cast.at)
        add(cast, theirs, "words", "早上好")

    reactions.moderate_messages(say(cast, "早上好"))

    assert Case.objects.count() == 0


def test_a_clean_batch_costs_one_query_in_a_savepoint(cast, ads, django_assert_num_queries):
    events = say(cast, *["今天读到第三章了"] * 50)
    reactions.moderate_messages(events)

    with django_assert_num_queries(3):
        reactions.moderate_messages(events)
