"""Secrets at rest open with the key they were written with, and with no other."""

import pytest

from linli.kernel.orgs import secrets


def test_a_secret_comes_back():
    sealed = secrets.seal("令牌 token")

    assert "token" not in sealed
    assert sealed != secrets.seal("令牌 token")
    assert secrets.unseal(sealed) == "令牌 token"


def test_nothing_stays_nothing():
    assert (secrets.seal(""), secrets.unseal("")) == ("", "")


def test_a_changed_secret_does_not_open():
    sealed = secrets.seal("token")
    flipped = "A" if sealed[20] != "A" else "B"

    with pytest.raises(secrets.CannotDecrypt, match="LINLI_SECRET_KEY"):
        secrets.unseal(sealed[:20] + flipped + sealed[21:])


def test_another_key_does_not_open_it(settings):
    sealed = secrets.seal("token")
    settings.SECRET_KEY = "another key altogether"

    with pytest.raises(secrets.CannotDecrypt):
        secrets.unseal(sealed)
