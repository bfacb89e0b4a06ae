"""From inbound records to drafts of events. Pure: the people, places and presence of the batch are given."""

from collections.abc import Iterator, Mapping, Sequence

from linli.connect.gateway.intake.resolving import Person, Place, Standing
from linli.facts.entry import JoinRequested
from linli.facts.fact import Fact
from linli.facts.inbound import Inbound
from linli.facts.members import IdentityRenamed, IdentitySeen, MembershipJoined, MembershipLeft
from linli.facts.messages import GroupNoted, MessageEdited, MessagePosted, MessageRecalled, ReactionAdded
from linli.kernel.events.event import Draft

_SPEAKING = frozenset({"message", "edit", "reaction"})
_LEAVING = {"leave": "left", "kick": "kicked", "ban": "banned"}


class Translation:
    """Turns the records of one batch into drafts, minding who is in which group as it goes."""

    def __init__(
        self,
        *,
        channel: int,
        places: Mapping[str, Place],
        people: Mapping[str, Person],
        presence: Mapping[tuple[int, int], Standing],
        via: str,
    ) -> None:
        self.channel = channel
        self.places = places
        self.people = people
        self.known = presence
        self.changes: dict[tuple[int, int], Standing] = {}
        self.via = via
        self.introduced: set[str] = set()

    def drafts(self, records: Sequence[Inbound]) -> list[Draft]:
        """The events of a batch in the order of its records."""
        return [draft for record in records for draft in self._drafts_of(record)]

    def _drafts_of(self, record: Inbound) -> Iterator[Draft]:
        place = self.places[record.group]
        who = record.target if record.kind in ("kick", "ban") else record.sender
        person = self.people.get(who)
        if person is not None:
            yield from self._introduction(who, person, record, place)
            yield from self._coming_and_going(person, record, place)
        fact = fact_of(record)
        if fact is not None:
            yield _draft(fact, record, place, person)

    def _introduction(self, who: str, person: Person, record: Inbound, place: Place) -> Iterator[Draft]:
        if who in self.introduced:
            return
        self.introduced.add(who)
        if person.is_new:
            seen = IdentitySeen(
                identity=person.identity,
                channel=self.channel,
                external=who,
                name=person.name,
                is_bot=person.is_bot,
            )
            yield _draft(seen, record, place, person)
        elif person.renamed_to is not None:
            renamed = IdentityRenamed(identity=person.identity, name=person.renamed_to)
            yield _draft(renamed, record, place, person)

    def _coming_and_going(self, person: Person, record: Inbound, place: Place) -> Iterator[Draft]:
        if place.group is None or person.is_bot:
            return
        pair = (place.group, person.member)
        standing = self.changes.get(pair, self.known.get(pair))
        if record.kind in _LEAVING:
            if standing and standing.is_in:
                self.changes[pair] = Standing(is_in=False)
                reason = _LEAVING[record.kind]
                yield _draft(MembershipLeft(group=record.group, reason=reason), record, place, person)
        elif record.kind == "join" or record.kind in _SPEAKING:
            via = self.via if record.kind == "join" else "history"
            if self._is_news(standing, via):
                self.changes[pair] = Standing(is_in=True, is_implied=via == "history")
                is_rejoin = standing is not None and not standing.is_in
                joined = MembershipJoined(group=record.group, via=via, is_rejoin=is_rejoin)
                yield _draft(joined, record, place, person)

    def _is_news(self, standing: Standing | None, via: str) -> bool:
        """Somebody who spoke before word of their joining came has joined nevertheless when it comes."""
        return standing is None or not standing.is_in or (standing.is_implied and via == "platform")


def fact_of(record: Inbound) -> Fact | None:
    """What a record says by itself; coming, going and new names are told by comparing with what was known."""
    match record.kind:
        case "message":
            return MessagePosted(
                message=record.external_id,
                group=record.group,
                text=record.text,
                parts=record.parts,
                reply_to=record.reply_to,
                thread=record.thread,
                reactions=record.reactions,
                is_bot=record.is_bot,
                hidden=record.hidden,
            )
        case "edit":
            return MessageEdited(
                message=record.target,
                group=record.group,
                text=record.text,
                parts=record.parts,
                is_bot=record.is_bot,
            )
        case "redaction":
            return MessageRecalled(message=record.target, group=record.group)
        case "reaction":
            return ReactionAdded(message=record.target, group=record.group, emoji=record.emoji)
        case "knock":
            return JoinRequested(group=record.group)
        case "system" | "group_renamed":
            return GroupNoted(group=record.group, note=record.text or record.group_name)
        case _:
            return None


def _draft(fact: Fact, record: Inbound, place: Place, person: Person | None) -> Draft:
    return Draft(
        fact=fact,
        occurred_at=record.occurred_at,
        community=place.community,
        group=place.group,
        member=person.member if person else None,
    )
