"""Keys for programs: shown once, limited, revocable."""

from datetime import timedelta

import pytest

from linli.kernel.orgs import queries, secrets
from linli.kernel.orgs.actions import tokens
from linli.kernel.orgs.models import ApiToken, AuditEntry
from tests.cast import AT


def make(cast, *, by=None, scopes=("events.write", "console.see"), expires_at=None):
    return tokens.create_token(
        name="数据同步", scopes=scopes, by=by or cast.by_lin, at=AT, expires_at=expires_at
    )


def test_a_token_is_found_by_its_text_which_is_not_kept(cast):
    issued = make(cast)

    found = queries.find_token(issued.raw, at=AT)

    assert found == issued.token
    assert (found.org_id, found.scopes) == (cast.org.id, ["console.see", "events.write"])
    assert found.created_by == cast.lin
    row = str(ApiToken.objects.values().get())
    assert issued.raw not in row
    assert issued.signing_secret not in row
    assert secrets.unseal(found.signing_secret) == issued.signing_secret
    assert AuditEntry.objects.latest("id").action == "token.created"


@pytest.mark.parametrize("raw", ["", "linli_", "x" * 5000, "令牌"])
def test_a_wrong_text_finds_nothing(cast, raw):
    make(cast)

    assert queries.find_token(raw, at=AT) is None


def test_a_token_ends_at_its_time(cast):
    ends = AT + timedelta(days=1)
    issued = make(cast, expires_at=ends)

    assert queries.find_token(issued.raw, at=ends - timedelta(seconds=1)) == issued.token
    assert queries.find_token(issued.raw, at=ends) is None


def test_a_revoked_token_stops_at_once(cast):
    issued = make(cast)

    tokens.revoke_token(token=issued.token, by=cast.by_lin, at=AT)
    tokens.revoke_token(token=issued.token, by=cast.by_lin, at=AT + timedelta(days=1))

    assert queries.find_token(issued.raw, at=AT) is None
    assert ApiToken.objects.get().revoked_at == AT
    assert [one.action for one in queries.audit_trail(action="token.")] == ["token.revoked", "token.created"]


@pytest.mark.parametrize(
    ("scopes", "sentence"),
    [
        (["events.write", "moon.landing"], "a token cannot have moon.landing"),
        ([], "a token without any scope"),
    ],
)
def test_scopes_must_exist(cast, scopes, sentence):
    with pytest.raises(tokens.BadScopes, match=sentence):
        make(cast, scopes=scopes)

    assert ApiToken.objects.count() == 0


def test_a_limited_seat_and_a_stranger_make_no_tokens(cast):
    before = AuditEntry.objects.count()

    for by in (cast.by_cheng, cast.by_zhou):
        with pytest.raises(tokens.BadScopes, match="more than you hold"):
            make(cast, by=by, scopes=["console.see"])

    assert ApiToken.objects.count() == 0
    assert AuditEntry.objects.count() == before


def test_a_token_that_never_works_is_refused(cast):
    with pytest.raises(tokens.ExpiresInThePast):
        make(cast, expires_at=AT)

    assert ApiToken.objects.count() == 0


def test_its_use_is_noted_once_a_minute(cast):
    issued = make(cast)

    for seconds in (0, 30, 59):
        tokens.note_use(token=issued.token, at=AT + timedelta(seconds=seconds))
    assert ApiToken.objects.get().last_used_at == AT

    tokens.note_use(token=issued.token, at=AT + timedelta(seconds=61))
    assert ApiToken.objects.get().last_used_at == AT + timedelta(seconds=61)


def test_zhou_does_not_see_it(cast):
    issued = make(cast)

    with cast.scope_elsewhere():
        assert list(queries.tokens()) == []
        with pytest.raises(queries.NoSuchToken):
            queries.get_token(issued.token.id)
