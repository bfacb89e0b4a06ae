"""The programs' door: whole batches or nothing, each refusal one sentence."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from linli.kernel.orgs.actions import tokens

PATH = "/api/v1/events:batch"


def record(**changes):
    base = {
        "kind": "message",
        "external_id": "b1",
        "occurred_at": "2026-11-02T01:00:00Z",
        "group": "reading-1",
        "sender": "su",
        "text": "早上好",
    }
    return base | changes


def post(client, body, raw="", **headers):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    if raw:
        headers["Authorization"] = f"Bearer {raw}"
    return client.post(PATH, data, content_type="application/json", headers=headers)


def count_events():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM events")
        return cursor.fetchone()[0]


def test_a_batch_is_taken_once(client, cast, key):
    body = {"channel": cast.channel.id, "records": [record()]}

    first = post(client, body, key.raw)
    second = post(client, body, key.raw)

    assert (first.status_code, first.json()) == (200, {"seen": 1, "added": 1, "duplicates": 0, "refused": []})
    assert second.json()["added"] == 0


def test_a_signed_batch_needs_no_token(client, cast, key):
    body = json.dumps({"channel": cast.channel.id, "records": [record()]}).encode()
    stamp = str(int(datetime.now(UTC).timestamp()))
    signature = hmac.new(
        key.signing_secret.encode(), stamp.encode() + b"." + body, hashlib.sha256
    ).hexdigest()
    signed = {"Linli-Token": key.token.prefix, "Linli-Timestamp": stamp, "Linli-Signature": signature}

    assert post(client, body, **signed).status_code == 200
    before = count_events()
    wrong = post(client, body + b" ", **signed)
    late = post(client, body, **(signed | {"Linli-Timestamp": str(int(stamp) - 301)}))

    assert (wrong.status_code, late.status_code) == (401, 401)
    assert (
        wrong.json()["detail"]
        == "the signature does not fit: sign “timestamp.body” with the token's signing secret"
    )
    assert count_events() == before


@pytest.mark.parametrize(
    ("records", "status", "detail"),
    [
        (
            [record(text=5)],
            400,
            "the body is not a batch: Expected `str`, got `int` - at `$.records[0].text`",
        ),
        (
            [record(kind="shout")],
            400,
            "the body is not a batch: Invalid enum value 'shout' - at `$.records[0].kind`",
        ),
        ([record(), record(external_id="")], 422, "record 1: external_id must have 1 to 255 characters"),
        (
            [record(occurred_at="2026-11-02T01:00:00")],
            422,
            "record 0: occurred_at has no time zone: write it like 2026-11-21T08:00:00Z",
        ),
        (
            [record(occurred_at="2199-01-01T00:00:00Z")],
            422,
            "record 0: occurred_at 2199-01-01T00:00:00+00:00 lies in the future",
        ),
    ],
)
def test_a_bad_record_refuses_the_batch_and_nothing_is_written(client, cast, key, records, status, detail):
    before = count_events()

    answer = post(client, {"channel": cast.channel.id, "records": records}, key.raw)

    assert (answer.status_code, answer.json()["detail"]) == (status, detail)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert count_events() == before


def test_what_is_not_json_is_refused(client, key):
    answer = post(client, b"{", key.raw)

    assert (answer.status_code, answer.json()["detail"]) == (
        400,
        "the body is not a batch: Input data was truncated",
    )


def test_ten_megabytes_are_too_large(client, cast, key):
    answer = post(client, {"channel": cast.channel.id, "records": [record(text="a" * 10_000_000)]}, key.raw)

    assert answer.status_code == 413
    assert answer.json()["detail"] == "the request is larger than 8 MB: send fewer records at once"


def test_a_channel_of_another_organisation_does_not_exist(client, cast, key):
    with cast.scope_elsewhere():
        theirs = tokens.create_token(name="x", scopes=["events.write"], by=cast.by_zhou, at=cast.at)
    before = count_events()

    answer = post(client, {"channel": cast.channel.id, "records": [record()]}, theirs.raw)

    assert answer.status_code == 404
    assert answer.json()["detail"] == f"there is no channel {cast.channel.id} in your organisation"
    assert count_events() == before


def test_an_expired_a_revoked_and_an_invented_token_are_refused_alike(client, cast, key):
    expired = tokens.create_token(
        name="old",
        scopes=["events.write"],
        by=cast.by_lin,
        at=cast.at,
        expires_at=cast.at + timedelta(hours=1),
    )
    tokens.revoke_token(token=key.token, by=cast.by_lin, at=cast.at)

    answers = [post(client, {}, raw) for raw in (expired.raw, key.raw, "linli_invented")]

    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert {answer.json()["detail"] for answer in answers} == {
        "this token is unknown, revoked or expired: make a new one in the settings"
    }


def test_a_token_without_the_scope_may_not_write(client, cast):
    reader = tokens.create_token(name="reader", scopes=["console.see"], by=cast.by_lin, at=cast.at)

    answer = post(client, {"channel": cast.channel.id, "records": [record()]}, reader.raw)

    assert answer.status_code == 403
    assert [one["name"] for one in communities_of(client, reader.raw)] == ["共读会"]


def communities_of(client, raw):
    return client.get("/api/v1/communities", headers={"Authorization": f"Bearer {raw}"}).json()


def test_the_openapi_document_describes_the_batch(client, db):
    described = client.get("/api/v1/openapi.json").json()

    operation = described["paths"]["/api/v1/events:batch"]["post"]
    assert operation["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/Batch"
    }
    assert described["components"]["schemas"]["Batch"]["required"] == ["channel", "records"]
