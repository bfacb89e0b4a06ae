import pytest
from django.utils import timezone

from tests import rooms
from tests.cast import cast, hear  # noqa: F401


@pytest.fixture
def inside(cast):  # noqa: F811
    """The room of the cast with Su and Momo in it; the people floor has heard of them."""
    made = rooms.furnish(cast, timezone.now())
    hear()
    return made


@pytest.fixture
def su(inside):
    return rooms.client_of(inside.su.guest)


@pytest.fixture
def momo(inside):
    return rooms.client_of(inside.momo.guest)
