"""A community by what it is called, whatever its organisation: for commands, which have no seat to ask."""

from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Organisation
from linli.people.communities import queries

Place = tuple[int, int]  # organisation, community


class NoSuchSubject(Refusal):
    """What a command was asked about is neither a file nor a community, or is several communities."""


def locate_community(name: str) -> Place:
    """The organisation and the community of this name or slug. Raises NoSuchSubject for none and several."""
    found: list[Place] = []
    for organisation in Organisation.objects.order_by("id"):
        with scope.org(organisation.id):
            if community := queries.find_community(name):
                found.append((organisation.id, community.id))
    if len(found) == 1:
        return found[0]
    if not found:
        raise NoSuchSubject(f"There is no file and no community called “{name}”.")
    raise NoSuchSubject(f"{len(found)} organisations have a community called “{name}”: use its slug.")
