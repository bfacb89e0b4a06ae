"""What people are asked to do, and what came of it."""

from linli.facts.fact import Fact


class TaskOpened(Fact, kind="task.opened"):
    """Something waits for a person.

    `about` is its kind, `role` whom it waits for, `origin` who asked ("run:12").
    `title` is of events before tasks had a room of their own.
    """

    task: int
    title: str = ""
    about: str = ""
    role: str = ""
    origin: str = ""


class TaskClosed(Fact, kind="task.closed"):
    """A person did it, or its time ran out (`outcome` "timeout")."""

    task: int
    outcome: str
    origin: str = ""
