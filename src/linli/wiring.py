"""Which event wakes which reaction, which adapters exist, and who may veto a send: the whole map on one screen."""

from collections.abc import Mapping

from linli.connect.gateway.contract import Adapter
from linli.kernel.events.reactions import Lanes

ADAPTERS: Mapping[str, Adapter] = {}

# Lanes read the log at their own pace; inside a lane the order counts.
LANES: Lanes = {"live": (), "measure": ()}
