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


class TaskAssigned(Fact, kind="task.assigned"):
    """A task was given to somebody ("staff:3", "member:9"), or back to everybody ("")."""

    task: int
    to: str


class TaskClaimed(Fact, kind="task.claimed"):
    """Somebody ("staff:3", "member:9") said that they do it."""

    task: int
    who: str


class TaskReleased(Fact, kind="task.released"):
    """Somebody gave a task back that they had taken."""

    task: int
    who: str


class TaskReminded(Fact, kind="task.reminded"):
    """A task is due soon, and was announced again."""

    task: int


class TaskEscalated(Fact, kind="task.escalated"):
    """A task is late; people of a further role see it, too."""

    task: int
    role: str


class TaskCommented(Fact, kind="task.commented"):
    """Somebody of the team wrote under a task; `mentioned` are the accounts they addressed."""

    task: int
    mentioned: tuple[int, ...] = ()


class TaskClosed(Fact, kind="task.closed"):
    """A person did it, or its time ran out (`outcome` "timeout")."""

    task: int
    outcome: str
    origin: str = ""
    is_late: bool = False


class TaskCancelled(Fact, kind="task.cancelled"):
    """Nobody needs to do it any more; `reason` is a code."""

    task: int
    reason: str
    origin: str = ""
