import pytest
from django.utils import translation

from linli.connect.gateway import registry
from linli.kernel.events import reactions
from tests.cast import cast  # noqa: F401
from tests.run.playbooks.staging import Stage


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def small_wiring(settings):
    settings.WIRING = "tests.run.playbooks.small_wiring"
    for cached in (reactions.lanes, registry.adapters):
        cached.cache_clear()
    yield
    for cached in (reactions.lanes, registry.adapters):
        cached.cache_clear()


@pytest.fixture
def stage(cast):  # noqa: F811
    """The cast on a stage where events happen when a test says so."""
    return Stage(cast)
