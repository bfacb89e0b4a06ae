"""What staff and playbooks do: lists, modes, cases, measures."""

import json
from datetime import timedelta

import pytest

from linli.connect.gateway.models import Effect
from linli.kernel.orgs.models import AuditEntry
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import registry
from linli.people.members import exports
from linli.run.moderation import jobs, reactions, verbs  # noqa: F401  (the verbs register themselves)
from linli.run.moderation.actions import evidence, lists, sanctions
from linli.run.moderation.models import Case, ListedWord, RuleSet, WordList
from linli.run.moderation.queries import cases
from linli.run.moderation.queries import lists as listed
from tests.cast import events_after
from tests.run.saying import say


@pytest.fixture
def rule_set(cast):
    return lists.open_rule_set(name="广告", community=None, mode="enforce", by=cast.by_lin, at=cast.at)


def block_list(rule_set, kind="words"):
    return WordList.objects.get(rule_set=rule_set, kind=kind, sense="block")


def add(cast, word_list, text):
    return lists.add_words(word_list_id=word_list.id, text=text, by=cast.by_lin, at=cast.at)


def a_case(cast, rule_set, text="兼职刷单"):
    add(cast, block_list(rule_set), "刷单")
    reactions.moderate_messages(say(cast, text))
    return Case.objects.get()


def test_pasting_adds_each_word_once_and_says_what_was_refused(cast, rule_set):
    word_list = block_list(rule_set)
    add(cast, word_list, "刷单")

    added = add(cast, word_list, "刷單\n加微信\nx\n代购")

    assert (added.added, added.repeated) == (2, 1)
    assert added.refused == (("x", "one character matches too much"),)
    assert sorted(ListedWord.objects.values_list("text", flat=True)) == ["代购", "刷单", "加微信"]
    assert RuleSet.objects.get().lists_version == 3
    entry = AuditEntry.objects.filter(action="moderation.words_added").order_by("-id").first()
    assert entry.after == {"count": 2, "words": ["加微信", "代购"]}


def test_pasting_what_is_listed_already_changes_nothing(cast, rule_set):
    add(cast, block_list(rule_set), "刷单")

    added = add(cast, block_list(rule_set), "刷单")

    assert (added.added, added.repeated) == (0, 1)
    assert RuleSet.objects.get().lists_version == 2


def test_domains_are_cut_out_of_links(cast, rule_set):
    added = add(cast, block_list(rule_set, "domains"), "https://www.bad.com/x\nbad.com, other.net 不是")

    assert (added.added, added.refused) == (2, (("不是", "not a domain"),))
    assert sorted(ListedWord.objects.values_list("folded", flat=True)) == ["bad.com", "other.net"]


def test_too_long_a_paste_is_refused_whole(cast, rule_set):
    with pytest.raises(lists.TooManyWords):
        add(cast, block_list(rule_set), "\n".join(f"词{index}" for index in range(lists.MOST_AT_ONCE + 1)))

    assert ListedWord.objects.count() == 0


def test_removed_words_are_not_found_any_more(cast, rule_set):
    add(cast, block_list(rule_set), "刷单")
    word = ListedWord.objects.get()

    removed = lists.remove_words(
        word_list_id=word.word_list_id, word_ids=[word.id], by=cast.by_lin, at=cast.at
    )
    reactions.moderate_messages(say(cast, "刷单"))

    assert removed == 1
    assert Case.objects.count() == 0


def test_another_organisation_cannot_reach_the_lists(cast, rule_set):
    word_list = block_list(rule_set)

    with cast.scope_elsewhere(), pytest.raises(listed.NoSuchWordList):
        lists.add_words(word_list_id=word_list.id, text="刷单", by=cast.by_zhou, at=cast.at)

    assert ListedWord.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"mode": "enforce"}, 'A rule set has nothing called "mode" that could be changed.'),
        ({"guard_actions": 0}, "The rate guard needs at least one action in one minute."),
    ],
)
def test_a_rule_set_cannot_be_changed_into_nonsense(cast, rule_set, changes, message):
    with pytest.raises(lists.CannotChangeRuleSet) as refused:
        lists.change_rule_set(rule_set_id=rule_set.id, by=cast.by_lin, at=cast.at, **changes)

    assert str(refused.value) == message
    assert RuleSet.objects.get().version == 1


def test_two_rule_sets_of_one_name_are_refused(cast, rule_set):
    with pytest.raises(lists.CannotChangeRuleSet):
        lists.open_rule_set(name="广告", community=None, by=cast.by_lin, at=cast.at)

    assert RuleSet.objects.count() == 1


def test_setting_the_mode_is_audited_and_ends_a_fall_back(cast, rule_set):
    RuleSet.objects.update(mode="observe", fell_back_at=cast.at)

    lists.set_mode(rule_set_id=rule_set.id, mode="enforce", by=cast.by_cheng, at=cast.at)

    assert RuleSet.objects.values_list("mode", "fell_back_at").get() == ("enforce", None)
    entry = AuditEntry.objects.get(action="moderation.mode_set")
    assert (entry.actor, entry.before, entry.after) == (
        cast.by_cheng.code,
        {"mode": "observe"},
        {"mode": "enforce"},
    )


def test_a_dismissed_case_suggests_what_to_allow(cast, rule_set):
    case = a_case(cast, rule_set, "刷单词的方法")

    sanctions.dismiss_case(case_id=case.id, by=cast.by_cheng, at=cast.at + timedelta(hours=2))
    sanctions.dismiss_case(case_id=case.id, by=cast.by_lin, at=cast.at + timedelta(hours=3))

    case.refresh_from_db()
    assert (case.dismissed_by, case.lifted_by) == (cast.by_cheng.code, cast.by_cheng.code)
    assert cases.allow_suggestions() == [
        cases.AllowSuggestion(rule_set.id, "刷单", 1, "刷单词的方法"),
    ]
    assert AuditEntry.objects.filter(action="moderation.dismissed").count() == 1


def test_lifting_a_mute_lets_the_member_speak_and_cannot_be_done_twice(cast, rule_set):
    at = cast.at + timedelta(hours=1)
    case = sanctions.mute_member(
        member=cast.su.id,
        group=cast.group.id,
        community=cast.community.id,
        minutes=60,
        reason="吵架",
        by=cast.by_cheng,
        at=at,
        key="k",
    )

    sanctions.lift_sanction(case_id=case.id, by=cast.by_cheng, at=at + timedelta(minutes=5))
    with pytest.raises(sanctions.CannotLift):
        sanctions.lift_sanction(case_id=case.id, by=cast.by_cheng, at=at + timedelta(minutes=6))

    assert list(Effect.objects.order_by("id").values_list("verb", "person")) == [
        ("mute_member", "su"),
        ("unmute_member", "su"),
    ]


def test_the_mute_verb_twice_with_one_key_mutes_once(cast):
    context = Context(
        org_id=cast.org.id,
        community_id=cast.community.id,
        group_id=cast.group.id,
        member_id=cast.su.id,
        at=cast.at + timedelta(hours=1),
        actor="run:3",
        key="3/mute/1",
    )

    first = registry.run("moderation.mute_member", {"minutes": 10, "reason": "刷屏"}, context)
    second = registry.run("moderation.mute_member", {"minutes": 10, "reason": "刷屏"}, context)

    case = Case.objects.get()
    assert first == second == {"case": case.id}
    assert (case.reason, case.by, case.done) == ("刷屏", "run:3", ["mute"])
    assert Effect.objects.count() == 1
    sanction = events_after()[-1]
    assert (sanction.kind, sanction.fact.severity, sanction.member) == (
        "sanction.applied",
        "mute",
        cast.su.id,
    )


def test_the_recall_verb_names_the_message(cast):
    context = Context(
        org_id=cast.org.id,
        community_id=cast.community.id,
        group_id=cast.group.id,
        at=cast.at,
        actor=cast.by_lin.code,
        key="x",
    )

    registry.run("moderation.recall_message", {"message": "m-1"}, context)

    assert Effect.objects.get().payload == {"message": "m-1"}
    assert AuditEntry.objects.get(action="moderation.recall").actor == cast.by_lin.code


def test_counts_and_filters(cast, rule_set):
    case = a_case(cast, rule_set)

    assert cases.counts_by_rule(since=cast.at) == [cases.RuleCount(rule_set.id, "广告", 1, 1, 0)]
    assert list(cases.cases(communities=frozenset({cast.community.id}))) == [case]
    assert list(cases.cases(communities=frozenset())) == []
    assert list(cases.cases(only_alerts=True)) == []
    with cast.scope_elsewhere():
        assert list(cases.cases()) == []
        with pytest.raises(cases.NoSuchCase):
            cases.get_case(case.id)


def test_erasing_a_member_takes_their_words_out_of_the_cases(cast, rule_set):
    a_case(cast, rule_set)
    [exported] = json.loads(json.dumps(exports.registered()["moderation"]([cast.su.id])))
    assert (exported["excerpt"], exported["matched"]) == ("兼职刷单", ["刷单"])

    evidence.forget_evidence_of([cast.su.id])

    assert Case.objects.values_list("excerpt", "matched", "mode").get() == ("", [], "enforce")


def test_old_evidence_is_forgotten_and_new_is_kept(cast, rule_set):
    case = a_case(cast, rule_set)

    assert evidence.forget_old_evidence(at=case.found_at + timedelta(days=179)) == 0
    assert evidence.forget_old_evidence(at=case.found_at + timedelta(days=181)) == 1
    assert Case.objects.get().excerpt == ""
