import pytest
from django.test import Client

from linli.faces.ui.middleware import SESSION_ORG
from tests.cast import cast  # noqa: F401

BACKEND = "django.contrib.auth.backends.ModelBackend"


def client_of(staff, *, language="en", org=None):
    """A browser in which this member of staff is logged in and reads this language."""
    type(staff).objects.filter(id=staff.id).update(language=language)
    client = Client(headers={"accept-language": language})
    client.force_login(staff, backend=BACKEND)
    if org is not None:
        session = client.session
        session[SESSION_ORG] = org.id
        session.save()
    return client


@pytest.fixture
def lin(cast):  # noqa: F811
    return client_of(cast.lin)


@pytest.fixture
def cheng(cast):  # noqa: F811
    return client_of(cast.cheng)


@pytest.fixture
def zhou(cast):  # noqa: F811
    return client_of(cast.zhou)
