"""People, playbooks and an outbox whose room keeps a record of everything that reached it."""

from tests.connect.gateway.outbox.adapters import Recording
from tests.run.playbooks.small_wiring import GUARDS, LANES

__all__ = ["ADAPTERS", "GUARDS", "LANES"]


class RecordingRoom(Recording):
    """The cast's channel says it is a room."""

    code = "room"


ADAPTERS = {"room": RecordingRoom()}
