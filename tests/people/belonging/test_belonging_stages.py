"""Counting stages, their weeks, and publishing what they mean."""

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from linli.facts.belonging import StageMoved
from linli.kernel.orgs.models import AuditEntry
from linli.people.belonging import rules
from linli.people.belonging.actions import publishing, weeks
from linli.people.belonging.models import Belonging, CommunityDay, StageRules, StageWeek
from linli.people.belonging.queries import places, rulebooks, stages
from linli.people.belonging.rules import Life, Thresholds
from linli.people.members.actions import tagging
from tests.cast import AT, events_after
from tests.people.belonging.living import Living, belonging
from tests.people.belonging.test_belonging_rebuild import days_of

DAY = timedelta(days=1)
ZONE = ZoneInfo("Asia/Shanghai")
SPOKEN = {"hua": (80, 79, 60, 30, 29, 5), "wen": (75, 20), "qi": (50, 49, 48, 20), "li": (40,)}


@pytest.fixture
def living(cast):
    living = Living(cast, AT)
    for who, days in SPOKEN.items():
        for ago in days:
            living.say("message", who, AT - ago * DAY, text="往事")
    living.hear()
    return living


def test_counts_leave_the_team_out_and_say_who_left(cast, living):
    living.say("leave", "li", AT - DAY)
    living.hear()
    tagging.set_operator(member=cast.su, is_operator=True, by=cast.by_lin, at=AT)

    found = stages.counts(cast.community.id)

    assert (found.people, found.left) == (5, 1)
    assert sum(found.relations.values()) == sum(found.contributions.values()) == 5
    behind = stages.members_behind(cast.community.id, stage="lost")
    assert len(behind) == found.stages["lost"]
    assert cast.su.id not in stages.members_behind(cast.community.id)


def test_weeks_of_imported_history_are_those_the_rules_say(cast, living):
    counted = weeks.count_weeks(community_id=cast.community.id)

    assert counted == 26
    assert CommunityDay.objects.get().weeks_stale_from is None
    assert weeks.count_weeks(community_id=cast.community.id) == 0
    found = {one.day: dict(one.stages) for one in stages.weeks(cast.community.id)}
    for day, members in found.items():
        assert members == by_rules(cast.community.id, day)
    assert max(found).isoweekday() == 7
    assert sum(found[max(found)].values()) == 4


def by_rules(community, day):
    """The same, person by person."""
    counted = Counter()
    for row in Belonging.objects.filter(community_id=community):
        joined = row.joined_at.astimezone(ZONE).date()
        if joined <= day:
            life = Life(joined, joined, None, True, days_of([row.member_id], community))
            counted[rules.standing(life, day, rules.DEFAULT).stage] += 1
    return dict(counted)


def test_flows_are_what_changed_between_weeks(cast, living):
    weeks.count_weeks(community_id=cast.community.id)
    found = stages.weeks(cast.community.id)

    moved = stages.flows(found)

    assert sum(moved[pair] for pair in moved if pair[0] == "") == 4
    for earlier, later in zip(found, found[1:], strict=False):
        came = sum(later.flows.get(("", stage), 0) for stage in rules.STAGES)
        assert sum(later.stages.values()) == sum(earlier.stages.values()) + came


def test_later_history_makes_weeks_stale(cast, living):
    weeks.count_weeks(community_id=cast.community.id)
    living.say("message", "lin", AT - 10 * DAY, text="补一段")
    living.hear()

    counted = weeks.count_weeks(community_id=cast.community.id)

    assert counted == 2
    assert sum(stages.weeks(cast.community.id)[-1].stages.values()) == 5


def test_a_preview_says_who_would_move_and_publishing_moves_them(cast, living):
    position = living.position
    wanted = Thresholds(at_risk_days=2, silent_days=4, lost_days=100)
    now = Counter(Belonging.objects.values_list("stage", flat=True))

    preview = rulebooks.preview(cast.community.id, wanted, at=AT)
    publishing.publish_rules(community_id=cast.community.id, thresholds=wanted, by=cast.by_lin, at=AT)
    publishing.apply_rules(community_id=cast.community.id, at=AT)

    then = Counter(Belonging.objects.values_list("stage", flat=True))
    assert (preview.asked, preview.people) == (6, 6)
    assert Counter({stage: 0 for stage in then}) + _sums(preview, 1) == then
    assert _sums(preview, 0) == now
    told = [event for event in events_after(position) if isinstance(event.fact, StageMoved)]
    assert len(told) == preview.moved > 0
    assert {event.fact.rules_version for event in told} == {1}


def _sums(preview, side):
    counted = Counter()
    for pair, members in preview.moves.items():
        counted[pair[side]] += members
    return counted


def test_versions_stay_and_the_same_again_is_none(cast, living):
    for days in (20, 20, 25):
        publishing.publish_rules(
            community_id=None, thresholds=Thresholds(lost_days=days), by=cast.by_lin, at=AT
        )

    found = rulebooks.versions(None)

    assert [(one.version, one.thresholds.lost_days) for one in found] == [(2, 25), (1, 20)]
    assert places.thresholds_of([cast.community.id]) == {cast.community.id: (2, Thresholds(lost_days=25))}
    assert AuditEntry.objects.filter(action="belonging.rules_published").count() == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"silent_days": 40}, "at risk must come before silent, and silent before lost"),
        ({"at_risk_days": 14}, "at risk must come before silent"),
        ({"trusted_days": 1}, "who is trusted was familiar before"),
        ({"new_days": 0}, "out of bounds"),
        ({"lost_days": 366}, "out of bounds"),
        ({"lost_days": "soon"}, "out of bounds"),
        ({"dead_days": 3}, "out of bounds"),
    ],
)
def test_thresholds_that_cannot_be_are_refused(cast, given, words):
    with pytest.raises(publishing.BadStageRules, match=words):
        publishing.read_thresholds(given)

    assert StageRules.objects.count() == 0


def test_a_year_of_weeks_is_counted_once_a_week(cast, living):
    weeks.count_weeks(community_id=cast.community.id)
    before = StageWeek.objects.count()
    living.now = AT + 7 * DAY
    living.turn()

    assert weeks.count_weeks(community_id=cast.community.id) == 1
    assert StageWeek.objects.count() > before
    assert belonging(cast.su).counted_on.isoformat() == "2026-11-09"
