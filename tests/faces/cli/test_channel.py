"""`linli channel`: rooms and homeservers connected, groups bound, channels stopped, all from a terminal."""

import json

import pytest
import yaml
from typer.testing import CliRunner

from linli.connect.adapters.room.models import RoomLink
from linli.connect.gateway.models import Channel
from linli.faces.cli import channel
from linli.people.communities.actions import groups
from linli.people.communities.models import Group
from tests.cast import cast  # noqa: F401

ORG = ("--org", "qingfeng")


def call(*arguments):
    done = CliRunner().invoke(channel.app, [*arguments, *ORG])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def said(*arguments):
    done = call(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.output.splitlines()]


def test_a_room_is_opened_with_a_link_into_it(cast, settings):  # noqa: F811
    (made,) = said("add-room", "--community", "共读会", "--group", "共读二群")

    link = RoomLink.objects.get()
    assert made["link"] == f"{settings.PUBLIC_URL}/m/j/{link.token}/"
    assert Group.objects.get(id=made["group"]).name == "共读二群"
    assert said("list") == [
        {
            "id": cast.channel.id,
            "name": "内置房间",
            "adapter": "room",
            "state": "active",
            "reason": "",
            "groups": 2,
            "unbound": 0,
        }
    ]


def test_a_room_whose_name_is_taken_is_refused_whole(cast):  # noqa: F811
    with pytest.raises(groups.GroupNameTaken):
        call("add-room", "--community", "共读会", "--group", "共读一群")

    assert Group.objects.count() == 1
    assert RoomLink.objects.count() == 0


def test_a_homeserver_is_connected_and_its_registration_printed(cast):  # noqa: F811
    given = (
        "--homeserver",
        "http://127.0.0.1:8008",
        "--server-name",
        "a.test",
        "--url",
        "http://127.0.0.1:1",
    )
    (made,) = said("add-matrix", "--name", "Matrix", *given)

    document = yaml.safe_load(call("registration", "Matrix").output)

    assert document["id"] == f"linli-{made['channel']}"
    assert document["url"] == "http://127.0.0.1:1"


def test_a_room_channel_has_no_registration(cast):  # noqa: F811
    with pytest.raises(channel.WhichChannel, match="“内置房间” is no Matrix channel"):
        call("registration", "内置房间")


def test_a_group_of_a_platform_is_bound(cast):  # noqa: F811
    (made,) = said("bind", "内置房间", "reading-9", "--community", "共读会", "--group", "共读九群")

    assert said("groups", "内置房间") == [
        {"address": "reading-1", "name": "共读一群", "group": cast.group.id},
        {"address": "reading-9", "name": "共读九群", "group": made["group"]},
    ]


def test_a_link_is_limited_as_asked(cast):  # noqa: F811
    said("link", str(cast.group.id), "--days", "2", "--uses", "5")

    link = RoomLink.objects.get()
    assert (link.max_uses, (link.expires_at - link.created_at).days) == (5, 2)


def test_a_channel_is_paused_and_resumed(cast):  # noqa: F811
    call("pause", "内置房间", "--reason", "搬家")
    paused = Channel.objects.get()
    call("resume", str(cast.channel.id))

    assert (paused.state_reason, Channel.objects.get().state) == ("搬家", "active")
    assert paused.state != "active"


def test_the_doctor_ends_with_1_when_something_is_wrong(cast):  # noqa: F811
    done = call("doctor", "内置房间", "--json")

    found = {line["check"]: line["ok"] for line in map(json.loads, done.output.splitlines())}
    assert done.exit_code == 1
    assert (found["rooms"], found["links"]) == (True, False)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["doctor", "微信"], "no channel is called “微信”; there are: "),
        (
            ["add-room", "--community", "无", "--group", "甲"],
            "no community is called “无”; there are: 共读会",
        ),
        (["link", "999"], "there is no open group 999 here: `linli channel groups` lists them"),
    ],
)
def test_what_is_not_there_is_named(cast, arguments, sentence):  # noqa: F811
    with pytest.raises(Exception, match="^" + sentence.replace("`", "`")):
        call(*arguments)
