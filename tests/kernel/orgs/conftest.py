"""The cast, for every test of this floor."""

from tests.cast import cast  # noqa: F401
