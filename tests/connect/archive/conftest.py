"""What the tests of this room share: reading a file to the end, and the cast's clock."""

from datetime import UTC, datetime

import pytest

from linli.connect.adapters.archive import reader
from linli.facts.inbound import Inbound


@pytest.fixture
def read():
    """Everything a file holds, as a list."""
    return lambda path, **options: list(reader.open_archive(path, **options).records())


@pytest.fixture
def write(tmp_path):
    """A file of this name with these words or bytes."""

    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def utc():
    """A moment in UTC, written shortly: `utc("2024-01-02 03:04:05")`."""
    return lambda text: datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def said():
    """(sender, text) of each message, for tests that are about nothing else."""
    return lambda records: [
        (one.sender, one.text) for one in records if isinstance(one, Inbound) and one.kind == "message"
    ]
