"""The figures a check-up goes by, from the lake of a real log."""

from datetime import timedelta

import pytest
from django.utils import translation

from linli.connect.gateway.intake import accepting
from linli.facts.inbound import Inbound
from linli.measure.checkup import queries, rules, sentences
from linli.people.communities.actions import communities
from linli.people.communities.queries import NoSuchCommunity
from tests.cast import AT, MOMO, ROOM


def say(cast, who, hours, **more):
    at = AT + timedelta(hours=hours)
    record = Inbound(
        kind="message",
        external_id=f"m-{who}-{hours}",
        occurred_at=at,
        group=ROOM,
        sender=who,
        text="早上好",
        **more,
    )
    accepting.accept(cast.channel.id, [record], at=at)


def looked_over(cast, folder, hours):
    return queries.evidence(cast.community.id, folder=folder, at=AT + timedelta(hours=hours))


def test_silence_is_counted_up_to_now(cast, tmp_path):
    say(cast, MOMO, 2)

    seen = looked_over(cast, tmp_path, 42)

    assert (seen.silence_hours, seen.quiet_for_hours) == (40, 40)
    assert (seen.messages, seen.by_members, seen.speakers) == (2, 2, 2)
    assert (seen.has_purpose, seen.has_rules, seen.has_announcement) == (False, False, False)


def test_programs_speak_but_are_no_members(cast, tmp_path):
    say(cast, "bot", 1, is_bot=True)

    seen = looked_over(cast, tmp_path, 3)

    assert (seen.messages, seen.by_members) == (2, 1)


def test_published_texts_are_seen(cast, tmp_path):
    given = {"community": cast.community, "by": cast.by_lin, "at": AT}
    communities.publish_rules(text="一起读书，不发广告。", **given)
    communities.publish_announcement(text="每天一章。", **given)
    communities.change_community(purpose="把想读的书读完", **given)

    seen = looked_over(cast, tmp_path, 3)

    assert (seen.has_purpose, seen.has_rules, seen.has_announcement) == (True, True, True)
    assert rules.findings(seen) == []


def test_a_community_without_any_event_is_judged_by_its_texts(cast, tmp_path):
    empty = communities.open_community(name="空", by=cast.by_lin, at=AT)

    seen = queries.evidence(empty.id, folder=tmp_path, at=AT + timedelta(days=40))

    assert (seen.silence_hours, seen.messages, seen.members) == (None, 0, None)
    assert [one.pitfall for one in rules.findings(seen)] == ["P20", "P90", "P86"]


def test_another_organisation_cannot_look(cast, tmp_path):
    with cast.scope_elsewhere(), pytest.raises(NoSuchCommunity):
        looked_over(cast, tmp_path, 3)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_finding_has_a_name_figures_and_advice(language):
    worst = rules.Evidence(
        has_purpose=False,
        has_rules=False,
        has_announcement=False,
        silence_hours=30,
        quiet_for_hours=30,
        decay=0.25,
        active_rate=0.2,
        threads=10,
        answered=1,
        members=100,
        speakers=10,
        messages=100,
        by_members=20,
        top_share=0.9,
    )

    with translation.override(language):
        found = rules.findings(worst)
        said = {one.pitfall: sentences.figures(one) for one in found}
        words = [sentences.name(one) + sentences.advice(one) for one in found]

    assert len({*words}) == len(found) == 8
    assert {pitfall for pitfall, text in said.items() if not text} == {"P20", "P86", "P90"}
    if language == "en":
        assert said["P58"] == "Of 10 conversations, 1 were answered within a day."
        assert said["P15"] == "In the second week 25% of the first week's talk was left."
