"""What the code can do and what the reference says it can do are the same."""

from linli.faces.cli import docs


def test_the_reference_is_fresh():
    stale = [name for name, text in docs.pages().items() if docs._differs(name, text)]

    assert stale == [], "run make docs"
