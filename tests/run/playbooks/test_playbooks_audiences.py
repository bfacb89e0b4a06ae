"""An audience asked as a set gives the same people as asking one by one."""

import pytest

from linli.people.members.actions import tagging
from linli.run.playbooks.queries import audiences, compiled, knowing, people
from linli.run.playbooks.queries.audiences import Whom

CONDITIONS = [
    "membership.has_spoken",
    "not membership.has_spoken",
    'person.tags contains "vip"',
    "membership.stay == 1 and membership.is_in",
    "person.is_operator or person.is_bot",
    'person.name == "苏苏"',
    'community.stage == "startup" and group.name == "共读一群"',
    "belonging.messages >= 1",
    'belonging.stage == "new"',
    "growth.points >= 1",
    "membership.joined_at <= membership.last_spoke_at",
    'event.via == "platform" or membership.has_spoken',
]


def published(stage, audience, subject="membership"):
    start = "class: service\ntrigger: {event: membership.joined}\n"
    head = f"kind: playbook\nid: test\nsubject: {subject}\n{start}"
    stage.publish(f"{head}audience: '{audience}'\nsteps:\n- {{id: rest, wait: {{for: 2h}}}}\n")
    [current] = compiled.published()
    return current


def one_by_one(current, places, at):
    known = people.people(places)
    audience = current.compiled.audience
    asked = [(known[place], audience.checked) for place in places]
    found = []
    for place, read in zip(places, people.probe_values(asked, at=at), strict=True):
        values = knowing.run_values(current.compiled, known[place], {}, started_at=at)
        if audience.holds({**values, **read}, at=at):
            found.append(place)
    return found


@pytest.mark.parametrize("audience", CONDITIONS)
def test_a_set_is_who_one_by_one_would_be(stage, audience):
    current = published(stage, audience)
    tagging.tag_members(members=[stage.cast.momo.id], tag="vip", by=stage.cast.by_lin, at=stage.start)

    found = audiences.find(current, Whom(), at=stage.start)

    everybody = audiences.find(current, Whom(), at=stage.start, is_asking=False).places
    assert found.is_asked
    assert found.places == one_by_one(current, everybody, stage.start)
    assert found.others == len(everybody) - len(found.places)


def test_what_no_set_can_be_asked_is_left_to_asking_one_by_one(stage):
    current = published(stage, "community.members >= 1")

    found = audiences.find(current, Whom(), at=stage.start)

    assert (found.is_asked, len(found.places)) == (False, 2)


def test_limits_are_what_is_common_to_them(stage):
    current = published(stage, "membership.is_in")
    cast = stage.cast

    def names(**limits):
        return [place[0] for place in audiences.find(current, Whom(**limits), at=stage.start).places]

    assert names(members=(cast.su.id,), groups=(cast.group.id,)) == [cast.su.id]
    assert names(groups=(cast.group.id + 1,)) == []
    assert names(communities=(cast.community.id + 1,)) == []
    with cast.scope_elsewhere():
        assert audiences.find(current, Whom(), at=stage.start).places == []
