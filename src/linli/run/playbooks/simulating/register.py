"""The runs under way in memory, by whom an event would have to be about to concern them."""

from collections import defaultdict

from linli.run.playbooks.simulating.shapes import Happening, Walk


class Register:
    """Runs of one playbook that are alive, found by member or by group."""

    def __init__(self, subject: str) -> None:
        self._subject = subject
        self._alive: dict[tuple[str, int], dict[int, Walk]] = defaultdict(dict)

    def add(self, walk: Walk) -> None:
        """It is under way."""
        if (address := _address(walk)) is not None:
            self._alive[address][walk.id] = walk

    def remove(self, walk: Walk) -> None:
        """It has ended."""
        if (address := _address(walk)) is not None:
            self._alive[address].pop(walk.id, None)

    def about(self, event: Happening) -> list[Walk]:
        """Those an event concerns; one without a group is about a member in all of their groups."""
        if self._subject == "group":
            return list(self._alive["group", event.group].values()) if event.group is not None else []
        if event.member is None:
            return []
        found = self._alive["member", event.member].values()
        everywhere = self._subject != "membership" or event.group is None
        return [walk for walk in found if everywhere or walk.place.group == event.group]


def _address(walk: Walk) -> tuple[str, int] | None:
    member, group, _community = walk.place
    if member is not None:
        return "member", member
    return ("group", group) if group is not None else None
