import pytest
from django.utils import translation

from tests import rooms
from tests.cast import AT, cast, hear  # noqa: F401


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def inside(cast):  # noqa: F811
    """The room of the cast with Su and Momo in it since AT; the people floor has heard of them."""
    made = rooms.furnish(cast, AT)
    hear()
    return made
