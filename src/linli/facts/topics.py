"""What a community talks about by plan. Ids and codes only: titles stay in the room's tables."""

from linli.facts.fact import Fact


class SessionPlanned(Fact, kind="session.planned"):
    """A discussion has a topic, a host and a time. `mode`: formal or casual."""

    session: int
    topic: int
    mode: str


class SessionOpened(Fact, kind="session.opened"):
    """A discussion began."""

    session: int
    topic: int


class SessionSwitched(Fact, kind="session.switched"):
    """Too few came: the discussion goes on with a topic that was held in reserve."""

    session: int
    topic: int


class SessionClosed(Fact, kind="session.closed"):
    """A discussion ended. `state`: done or cancelled; what was counted between its beginning and its end."""

    session: int
    topic: int
    state: str
    speakers: int = 0
    messages: int = 0


class SilenceNoticed(Fact, kind="silence.noticed"):
    """A community fell silent (`about` "silence"), or somebody got no answer ("unanswered")."""

    about: str
