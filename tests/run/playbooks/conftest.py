import pytest
from django.utils import translation

from tests.cast import cast  # noqa: F401
from tests.run.playbooks.staging import Stage


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def small_wiring(settings):
    settings.WIRING = "tests.run.playbooks.small_wiring"


@pytest.fixture
def stage(cast):  # noqa: F811
    """The cast on a stage where events happen when a test says so."""
    return Stage(cast)
