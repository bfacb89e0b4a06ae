"""The ready-made template, taken by Lin into the organisation of the cast."""

import pytest

from linli.people.profiles.actions import defining


@pytest.fixture
def template(cast):
    defining.take_template(by=cast.by_lin, at=cast.at)
    return cast
