"""What happens in the room "broadcasts": one message to many. Ids and numbers only."""

from linli.facts.fact import Fact


class BroadcastConfirmed(Fact, kind="broadcast.confirmed"):
    """Somebody let a message go out to so many people or groups. `is_second`: as the second of two."""

    broadcast: int
    targets: int
    is_second: bool = False


class BroadcastPlanned(Fact, kind="broadcast.planned"):
    """Every message of it waits in the outbox, or says why it does not."""

    broadcast: int
    targets: int


class BroadcastTurned(Fact, kind="broadcast.turned"):
    """It was paused, resumed (`sending`) or stopped for good."""

    broadcast: int
    state: str


class BroadcastRetried(Fact, kind="broadcast.retried"):
    """What had failed of it is sent again."""

    broadcast: int
    messages: int
