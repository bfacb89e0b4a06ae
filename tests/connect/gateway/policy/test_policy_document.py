"""What a sending policy may say, and the sentence for everything else."""

from datetime import UTC, datetime, time, timedelta

import pytest

from linli.connect.gateway.models import SendingPolicy
from linli.connect.gateway.policy import actions, parsing, queries, strict_yaml
from linli.connect.gateway.policy.document import DEFAULT_SOURCE, Breaker, Holdout
from linli.connect.gateway.policy.rules import CalendarWindow, RollingWindow, Window
from linli.kernel.orgs import actor, scope
from linli.kernel.orgs.models import AuditEntry, Organisation

AT = datetime(2026, 11, 21, 8, tzinfo=UTC)
LIN = actor.staff(1)


def problems_of(text):
    with pytest.raises(parsing.BadPolicy) as found:
        parsing.parse(text)
    return list(found.value.problems)


def test_the_default_policy_reads_as_it_is_written():
    policy = parsing.default()

    night = policy.quiet_hours[1]
    assert night.window == Window(time(23), time(8))
    assert night.applies_to == {"content", "nurture", "promo"}
    assert [cap.id for cap in policy.caps] == ["dm-day", "dm-week", "group-day", "mention-all"]
    assert policy.caps[0].window == CalendarWindow("day")
    assert policy.caps[1].window == RollingWindow(timedelta(days=7))
    assert policy.caps[3].applies_to == {"safety", "service", "content", "nurture", "promo"}
    assert policy.on_cap["promo"] == "drop"
    assert policy.breaker == Breaker(timedelta(minutes=15), 20, 20)
    assert policy.zone == ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("kind: policy\nzone: UTC+8", "zone: 'UTC+8' is not a zone like Asia/Shanghai"),
        ("kind: policy\nzone: Etc/GMT-8", "zone: 'Etc/GMT-8' is not a zone like Asia/Shanghai"),
        ("kind: policy\nzone: Asia/Shangai", "zone: 'Asia/Shangai' is not a zone like Asia/Shanghai"),
        ("kind: playbook", "kind: 'playbook' is not one of policy"),
        (
            "kind: policy\nspeed: 3",
            "speed: there is no such key here; there are: breaker, caps, channel_rates, classes, holdout, id,"
            " kind, on_cap, quiet_hours, zone",
        ),
        (
            'kind: policy\nquiet_hours: [{surface: dm, from: 21:30, to: "09:00"}]',
            'quiet_hours[0].from: the time must be in quotes, like "21:30" (without them YAML reads 1290)',
        ),
        (
            'kind: policy\nquiet_hours: [{surface: dm, from: "9:30", to: "10:00"}]',
            "quiet_hours[0].from: a time like \"21:30\" is needed here, not '9:30'",
        ),
        (
            'kind: policy\nquiet_hours: [{surface: dm, from: "10:00", to: "07:00"}]',
            "quiet_hours[0].to: quiet hours may last 20 hours at most, or a day could pass in silence",
        ),
        (
            'kind: policy\nquiet_hours: [{surface: dm, from: "10:00", to: "11:00", zone: moon}]',
            "quiet_hours[0].zone: 'moon' is not a zone like Asia/Shanghai, nor member, group, community",
        ),
        (
            "kind: policy\ncaps: [{id: a, surface: dm, unit: person, max: 0, window: {rolling: 7d}}]",
            "caps[0].max: a whole number from 1 to 100000 is needed here, not 0",
        ),
        (
            "kind: policy\ncaps: [{id: a, surface: dm, unit: person, max: 1, window: {}}]",
            "caps[0].window: a window has either `calendar: day|week|month` or `rolling: 7d`",
        ),
        (
            "kind: policy\ncaps: [{id: a, surface: dm, unit: person, max: 1, window: {rolling: 7 days}}]",
            "caps[0].window.rolling: a length like 15m, 24h or 7d is needed here, not '7 days'",
        ),
        (
            "kind: policy\non_cap: {promo: queue}",
            "on_cap.promo: 'queue' is not one of wait_slot, drop, ignore_but_count, ignore",
        ),
        (
            "kind: policy\nbreaker: {max_failed: 20}",
            "breaker.max_failed: a share like 20% is needed here, not 20",
        ),
        (
            "kind: policy\nchannel_rates: [{connector: x, per_chat: fast}]",
            "channel_rates[0].per_chat: a rate like 25/s, 18/min or 1000/h is needed here, not 'fast'",
        ),
        ("kind: policy\ncaps: {}", "caps: this is a set of named values, not a list"),
        ("- 1", "the document: this is a list, not a set of named values"),
    ],
)
def test_each_mistake_has_one_sentence_that_names_its_path(text, sentence):
    assert sentence in problems_of(text)


def test_all_mistakes_are_told_at_once():
    found = problems_of("kind: policy\nzone: here\nspeed: 1\non_cap: {promo: x}")

    assert [one.partition(":")[0] for one in found] == ["zone", "on_cap.promo", "speed"]


def test_two_caps_cannot_share_an_id():
    cap = "{id: a, surface: dm, unit: person, max: 1, window: {rolling: 7d}}"

    assert problems_of(f"kind: policy\ncaps: [{cap}, {cap}]") == ["caps: the id 'a' is there twice"]


def test_quiet_hours_that_leave_no_opening_are_refused():
    text = (
        "kind: policy\nquiet_hours:\n"
        '  - {surface: dm, from: "00:00", to: "12:00", applies_to: [promo]}\n'
        '  - {surface: dm, from: "12:00", to: "00:00", applies_to: [promo, nurture]}\n'
    )

    assert problems_of(text) == ["quiet_hours: together they leave promo on dm no open minute of the day"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("kind: policy\nkind: policy", "line 2: the key 'kind' is there twice"),
        ("a: &x 1\nb: *x", "line 1: anchors and aliases (& and *) are not allowed"),
        ("a: !!python/name:os.system x", "line 1: tags (!) are not allowed"),
        ("on: 1", "line 1: the key 'on' is not a word; put it in quotes"),
        ("a: [1", "line 1: expected ',' or ']', but got '<stream end>'"),
        ("a: 1\n---\nb: 2", "one document is expected here, not 2"),
        ("", "one document is expected here, not 0"),
        ("a: " + "x" * 200_000, "the document is longer than 200 kB"),
    ],
)
def test_yaml_that_means_something_else_than_it_says_is_refused(text, sentence):
    with pytest.raises(strict_yaml.BadYaml) as found:
        strict_yaml.load_one(text)

    assert str(found.value) == sentence


def test_deep_nesting_is_refused_and_not_a_crash():
    with pytest.raises(strict_yaml.BadYaml):
        strict_yaml.load_one("[" * 50_000)


@pytest.fixture
def org(db):
    found = Organisation.objects.create(name="Lin", slug="lin", created_at=AT)
    with scope.org(found.id):
        yield found


def test_a_community_follows_its_own_policy_then_the_organisation_then_the_default(org):
    actions.save_policy(text="kind: policy\nid: whole", community=None, by=LIN, at=AT)
    actions.save_policy(text="kind: policy\nid: own", community=7, by=LIN, at=AT)

    found = queries.policies_for([(org.id, 7), (org.id, 8), (org.id + 1, 7)])

    assert [found[org.id, 7].id, found[org.id, 8].id, found[org.id + 1, 7].id] == ["own", "whole", "default"]


def test_saving_again_makes_the_next_version_and_keeps_a_trail(org):
    actions.save_policy(text="kind: policy\nid: first", community=None, by=LIN, at=AT)
    actions.save_policy(text="kind: policy\nid: second # why", community=None, by=LIN, at=AT)

    assert queries.effective_policy(org=org.id, community=None).id == "second"
    assert queries.source_of(community=3) == "kind: policy\nid: second # why"
    assert list(SendingPolicy.objects.values_list("version", flat=True)) == [2]
    assert (
        list(AuditEntry.objects.order_by("id").values_list("action", "subject", "actor"))
        == [("policy.saved", f"organisation:{org.id}", "staff:1")] * 2
    )


def test_a_policy_with_a_mistake_changes_nothing(org):
    with pytest.raises(parsing.BadPolicy):
        actions.save_policy(text="kind: policy\nzone: x", community=None, by=LIN, at=AT)

    assert SendingPolicy.objects.count() == 0
    assert AuditEntry.objects.count() == 0


def test_a_dropped_policy_gives_way_to_the_default(org):
    actions.save_policy(text="kind: policy\nid: own", community=7, by=LIN, at=AT)

    actions.drop_policy(community=7, by=LIN, at=AT)

    assert queries.source_of(community=7) == DEFAULT_SOURCE
    assert AuditEntry.objects.filter(action="policy.dropped").count() == 1


def test_a_share_of_people_may_be_left_out_to_compare():
    text = "kind: policy\nholdout: {id: h-2026q4, percent: 3, applies_to: [nurture, promo]}"

    policy, _document = parsing.parse(text)

    assert policy.holdout == Holdout("h-2026q4", "person", 3, frozenset({"nurture", "promo"}))


@pytest.mark.parametrize(
    ("holdout", "sentence"),
    [
        ("{id: h, percent: 60, applies_to: [promo]}", "holdout.percent: a whole number from 1 to 50"),
        (
            "{id: h, percent: 3}",
            "holdout.applies_to: what keeps people safe or serves them is never left out",
        ),
        ("{percent: 3, applies_to: [promo]}", "holdout.id: a word is needed here, not nothing"),
        ("{id: h, percent: 3, applies_to: [promo], salt: 1}", "holdout.salt: there is no such key here"),
    ],
)
def test_a_holdout_that_makes_no_sense_is_refused(holdout, sentence):
    assert any(one.startswith(sentence) for one in problems_of(f"kind: policy\nholdout: {holdout}"))
