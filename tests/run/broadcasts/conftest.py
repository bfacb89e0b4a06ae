import pytest
from django.utils import translation

from tests.cast import cast  # noqa: F401


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield
