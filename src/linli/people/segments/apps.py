"""Django's handle on the room."""

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    """Sets of members that have a purpose."""

    name = "linli.people.segments"
    label = "segments"

    def ready(self) -> None:
        """Picks are stated by people; who belongs where follows from them and from the log."""
        from linli.people.members import holdings
        from linli.people.members.holdings import Holding
        from linli.people.segments import verbs  # noqa: F401  (registers verbs and probes)

        holdings.register(
            Holding("segments_pick", unique=("segment_id",), section="lists", hidden=("by",)),
            Holding("segments_place", derived=True),
            Holding("segments_move", derived=True),
        )
