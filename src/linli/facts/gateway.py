"""What became of the things Linli meant to do on a platform. `effect` is the row in the outbox."""

from linli.facts.fact import Fact


class EffectSent(Fact, kind="effect.sent"):
    """The platform confirmed an effect; `message` is its id there, where it has one."""

    effect: int
    verb: str
    message: str = ""
    target: str = ""


class EffectFailed(Fact, kind="effect.failed"):
    """The platform refused an effect for good."""

    effect: int
    verb: str
    reason: str
    target: str = ""


class EffectUnknown(Fact, kind="effect.unknown"):
    """Nobody can say whether the platform carried this out: the answer was lost. A person decides."""

    effect: int
    verb: str
    target: str = ""


class EffectSuppressed(Fact, kind="effect.suppressed"):
    """An effect was not sent, and why: cap, quiet, late, exited, paused, unreachable ..."""

    effect: int
    verb: str
    reason: str
    target: str = ""


class EffectHandedOver(Fact, kind="effect.handed_over"):
    """Only a person can carry this out, or is meant to: an effect waits for one."""

    effect: int
    verb: str


class SendingPaused(Fact, kind="sending.paused"):
    """A playbook or another sender was stopped from sending: by the breaker, or by a person."""

    sender: str
    reason: str


class SendingResumed(Fact, kind="sending.resumed"):
    """A stopped sender may send again."""

    sender: str
