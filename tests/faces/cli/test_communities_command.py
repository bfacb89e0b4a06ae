"""`linli communities`: listed with numbers, cloned, closed."""

import json

from typer.testing import CliRunner

from linli.faces.cli import communities
from linli.people.communities.models import Community
from tests.cast import cast  # noqa: F401

HERE = ["--org", "qingfeng"]


def run(*words):
    return CliRunner().invoke(communities.app, [*words, *HERE])


def test_communities_are_listed(cast):  # noqa: F811
    [row] = [json.loads(line) for line in run("list", "--json").output.splitlines()]

    assert row == {
        "name": "共读会",
        "type": "",
        "stage": "startup",
        "members": 2,
        "spoke_30": row["spoke_30"],
        "closed": False,
    }
    assert "共读会" in run("list").output


def test_a_community_is_cloned_and_closed(cast):  # noqa: F811
    cloned = run("clone", "共读会", "二期", "三期")
    closed = run("close", "二期", "--farewell", "谢谢大家", "--yes")

    assert (cloned.exit_code, closed.exit_code) == (0, 0)
    assert "Closed" in closed.output
    assert Community.objects.get(name="二期").closed_at is not None
    assert Community.objects.get(name="三期").closed_at is None


def test_a_community_that_is_not_there_is_named_with_those_that_are(cast):  # noqa: F811
    done = run("close", "没有", "--yes")

    assert str(done.exception) == "no community is called “没有”; there are: 共读会"
