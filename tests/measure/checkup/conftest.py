"""The fixed cast, for the tests that need a database."""

from tests.cast import cast  # noqa: F401
