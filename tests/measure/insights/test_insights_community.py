from datetime import timedelta

import pytest

from linli.connect.gateway.intake import accepting
from linli.facts.inbound import Inbound
from linli.kernel.orgs import actor
from linli.measure.insights import activity, community, lake
from linli.people.communities.actions import communities
from linli.people.communities.reading import anywhere
from tests.cast import AT, ROOM


def say(cast, who, hours, number):
    record = Inbound(
        kind="message",
        external_id=number,
        occurred_at=AT + timedelta(hours=hours),
        group=ROOM,
        sender=who,
        text="早上好",
    )
    accepting.accept(cast.channel.id, [record], at=AT + timedelta(hours=hours))


def test_a_community_is_reported_up_to_the_last_event(cast, tmp_path):
    say(cast, "momo", 2, "m-2")

    found = community.read_community("共读会", folder=tmp_path)

    assert (found.figures["messages"], found.figures["users"]) == (2, 2)
    values = {metric.id: metric.value for metric in found.whole}
    assert (values["M01"], values["M02"], values["M15"], values["M16"]) == (2, 2, 2, 1.0)
    assert next(metric for metric in found.whole if metric.id == "M01").basis == "join"


def test_a_later_message_is_in_the_next_report(cast, tmp_path):
    community.read_community("共读会", folder=tmp_path)
    say(cast, "momo", 30, "m-2")

    assert community.read_community("共读会", folder=tmp_path).figures["messages"] == 2


def test_operators_of_the_members_floor_are_left_out(cast, tmp_path):
    cast.su.is_operator = True
    cast.su.save()

    found = community.read_community("共读会", folder=tmp_path)

    values = {metric.id: metric for metric in found.whole}
    assert values["M01"].value == 1
    assert values["M15"].parts["by_operators"] == 1


def test_another_organisation_has_its_own_lake(cast, tmp_path):
    community.rebuild_lake(cast.org.id, folder=tmp_path)
    community.rebuild_lake(cast.elsewhere.id, folder=tmp_path)

    with activity.from_lake(lake.pattern(tmp_path, cast.elsewhere.id)) as theirs:
        assert theirs.span() is None
    with community.open_lake(cast.org.id, cast.community.id, folder=tmp_path) as ours:
        assert ours.row("SELECT count(*) FROM member_speech") == (1,)


def test_a_name_that_is_nothing_is_refused(cast, tmp_path):
    with pytest.raises(anywhere.NoSuchSubject, match="no file and no community called “nowhere”"):
        community.read_community("nowhere", folder=tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_name_of_two_organisations_is_refused(cast, tmp_path):
    with cast.scope_elsewhere():
        communities.open_community(name="共读会", by=actor.staff(cast.zhou.id), at=AT)

    with pytest.raises(anywhere.NoSuchSubject, match="2 organisations"):
        community.read_community("共读会", folder=tmp_path)
