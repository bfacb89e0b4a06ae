"""The graph and the candidates through the programs' door."""

from datetime import timedelta

import pytest

from linli.kernel.orgs.actions import tokens
from linli.people.ties import reactions
from linli.people.ties.actions import refreshing
from tests.people.ties.talking import ids, message, take_in


@pytest.fixture
def get(cast, client):
    made = tokens.create_token(name="crm", scopes=["console.see"], by=cast.by_lin, at=cast.at)

    def ask(path, raw=made.raw):
        return client.get(
            f"/api/v1/communities/{cast.community.id}{path}", headers={"Authorization": f"Bearer {raw}"}
        )

    return ask


def talk(cast):
    records = []
    for number in range(1, 13, 3):
        asker = ("su", "wen", "bai", "momo")[number // 3]
        records += [
            message(number, asker, number * 40, "怎么读？"),
            message(number + 1, "he", number * 40 + 1, "这样读", to=number),
            message(number + 2, asker, number * 40 + 2, "谢谢", to=number + 1),
        ]
    reactions.keep_ties(take_in(cast, *records))
    refreshing.refresh(community=cast.community.id, at=cast.at + timedelta(days=1))


def test_a_graph_that_was_not_computed_is_not_there(get):
    assert get("/graph").status_code == 404


def test_the_graph_names_members_and_ties_without_words(cast, get):
    talk(cast)

    told = get("/graph").json()

    assert {one["id"] for one in told["members"]} == set(ids().values())
    assert all(len(edge) == 3 for edge in told["edges"])
    assert "name" not in told["members"][0]


def test_candidates_come_with_where_their_messages_are(cast, get):
    talk(cast)

    (first, *_) = get("/candidates?role=duty_helper").json()

    assert first["member"] == ids()["he"]
    assert set(first["parts"][0]["exhibits"][0][0]) == {"member", "at_microseconds"}


def test_an_unknown_role_is_refused_with_those_there_are(get):
    refused = get("/candidates?role=king")

    assert refused.status_code == 422
    assert "duty_helper" in refused.json()["detail"]


def test_other_communities_and_other_keys_get_nothing(cast, client, get):
    assert get("/graph", raw="linli_nonsense").status_code == 401
    assert client.get("/api/v1/communities/999999/graph").status_code == 401
