"""The cast, a channel of Lin's organisation, and a key that may write events."""

import pytest

from linli.kernel.orgs.actions import tokens
from tests.cast import cast  # noqa: F401


@pytest.fixture
def key(cast):  # noqa: F811
    """A key of Lin's organisation with the scope events.write."""
    return tokens.create_token(name="bridge", scopes=["events.write"], by=cast.by_lin, at=cast.at)
