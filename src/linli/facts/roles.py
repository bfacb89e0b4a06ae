"""Who plays which part."""

from linli.facts.fact import Fact


class RoleAssigned(Fact, kind="role.assigned"):
    """Somebody was put down for a role in a community, or came further in it.

    `assignment` is the row, `role` the role's code, `status` where they stand now ("operator_played",
    "candidate", "trained", "member_held"). No member in the envelope: a member of staff plays it.
    """

    assignment: int
    role: str
    status: str


class RoleEnded(Fact, kind="role.ended"):
    """Somebody no longer plays or prepares for a role.

    `reason`: "done", "handed_over", "wish", "unsuitable" or "left".
    """

    assignment: int
    role: str
    reason: str


class RoleHandedOver(Fact, kind="role.handed_over"):
    """The role went from the holder of the assignment `before` to the member of `assignment`."""

    assignment: int
    before: int
    role: str


class ExpertMoved(Fact, kind="expert.moved"):
    """An expert went from one column of the programme to another. The member is there once they joined."""

    expert: int
    before: str
    after: str


class ExpertForgotten(Fact, kind="expert.forgotten"):
    """What was kept about an expert is gone. `reason`: "asked" or "kept_long_enough"."""

    expert: int
    reason: str
