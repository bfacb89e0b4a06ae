"""The channel's verbs: what playbooks, rules and people may plan."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from linli.connect.gateway.models import Effect
from linli.connect.gateway.outbox import verbs  # noqa: F401  (makes the verbs known)
from linli.kernel.verbs.arguments import BadArguments
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import registry
from tests.connect.gateway.outbox.conftest import COMMUNITY, GROUP, NOON, SU, effect, planned


@pytest.fixture
def run(channel, org):
    def run(name, key="a", **given):
        context = Context(
            org_id=org.id,
            community_id=COMMUNITY,
            group_id=GROUP,
            member_id=SU,
            run_id=12,
            at=NOON,
            actor="run:12",
            key=key,
            cause=UUID(int=5),
            depth=2,
        )
        with transaction.atomic():
            return registry.run(name, given, context)

    return run


def test_a_message_may_mention_the_member_and_keeps_its_cause(run):
    result = run(
        "channel.send_message",
        text="hello",
        mention_member=True,
        message_class="service",
        late_after=timedelta(hours=2),
        source="playbook x / hi",
    )

    found = effect(result["effect"])
    assert found.payload == {"text": "hello", "mentions": ["@77"]}
    assert (found.message_class, found.late_after) == ("service", NOON + timedelta(hours=2))
    assert (found.origin, found.sender) == ("run:12", "playbook x")
    assert (found.cause, found.depth) == (UUID(int=5), 2)


def test_calling_a_verb_twice_with_one_key_plans_once(run):
    assert run("channel.send_message", text="a") == run("channel.send_message", text="a")
    assert Effect.objects.count() == 1


def test_a_direct_message_is_a_matter_of_one_word(run):
    found = effect(run("channel.send_message", text="psst", to="dm")["effect"])

    assert (found.surface, found.target, found.person) == ("dm", "@77", "@77")


@pytest.mark.parametrize(
    ("name", "given", "verb", "payload"),
    [
        (
            "channel.mute_member",
            {"duration": timedelta(minutes=10), "reason": "ads"},
            "mute_member",
            {"person": "@77", "until": "2026-11-23T04:10:00Z", "reason": "ads"},
        ),
        ("channel.unmute_member", {}, "unmute_member", {"person": "@77"}),
        ("channel.kick_member", {"reason": "ads"}, "kick_member", {"person": "@77", "reason": "ads"}),
        ("channel.ban_member", {}, "ban_member", {"person": "@77"}),
        ("channel.admit_member", {}, "admit_member", {"person": "@77"}),
        ("channel.recall_message", {"message": "$1"}, "recall_message", {"message": "$1"}),
        ("channel.react_to", {"message": "$1", "emoji": "👍"}, "react_to", {"message": "$1", "emoji": "👍"}),
    ],
)
def test_each_verb_plans_its_order(run, name, given, verb, payload):
    found = effect(run(name, **given)["effect"])

    assert (found.verb, found.payload, found.state) == (verb, payload, "planned")


def test_a_wrong_argument_plans_nothing(run):
    with pytest.raises(BadArguments):
        run("channel.send_message", txt="hello")

    assert Effect.objects.count() == 0
    assert planned() == []
