"""Playbooks and their runs."""

from linli.facts.fact import Fact


class PlaybookPublished(Fact, kind="playbook.published"):
    """A version of a playbook was published; it never changes again."""

    playbook: str
    version: int


class RunStarted(Fact, kind="run.started"):
    """A playbook began for a subject."""

    run: int
    playbook: str
    version: int


class RunResumed(Fact, kind="run.resumed"):
    """Somebody who had left came back soon enough: their run goes on where it was."""

    run: int
    playbook: str


class RunEnded(Fact, kind="run.ended"):
    """A run came to its end. `outcome`: done, left, sanctioned, stopped ..."""

    run: int
    playbook: str
    outcome: str
