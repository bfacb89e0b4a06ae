from pathlib import Path

import pytest
from django.conf import settings as own_settings
from django.test import Client

from tests.cast import cast  # noqa: F401


@pytest.fixture(scope="session", autouse=True)
def place_of_collected_files():
    Path(own_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def own_addresses(settings):
    settings.ROOT_URLCONF = "tests.faces.ui.urls"


@pytest.fixture
def english():
    return Client(headers={"accept-language": "en"})
