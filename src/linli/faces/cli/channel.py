"""`linli channel`: the accounts through which Linli hears and speaks, and the groups on them."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Annotated

import typer
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from rich.console import Console

from linli.connect.adapters.matrix import actions as matrix
from linli.connect.adapters.matrix import registration as registrations
from linli.connect.adapters.room import ids
from linli.connect.adapters.room.actions import rooms
from linli.connect.adapters.webhook import actions as webhook
from linli.connect.gateway import channels, doctor, registry
from linli.connect.gateway.models import Channel
from linli.connect.gateway.outbox import actions as outbox
from linli.faces.cli.organisations import choose_organisation
from linli.kernel.errors import Refusal
from linli.kernel.events import setup
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM
from linli.people.communities import queries as communities
from linli.people.communities.actions import groups

app = typer.Typer(no_args_is_help=True, help="Connect platforms and groups; see how channels are.")

Org = Annotated[str | None, typer.Option("--org", help="Short name of the organisation, if several.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, a line for each thing.")]
Which = Annotated[str, typer.Argument(help="Name or number of a channel.")]
Where = Annotated[str, typer.Option("--community", help="Name of the community.")]
Named = Annotated[str, typer.Option("--group", help="Name of the group.")]

UNWELL = 1


class WhichChannel(Refusal):
    """There is no channel of that name."""


class WhichCommunity(Refusal):
    """There is no community of that name."""


class WhichGroup(Refusal):
    """There is no such built-in room."""


@app.command("list")
def list_(org: Org = None, as_json: AsJson = False) -> None:
    """List the channels, the groups bound on each, and those seen there but bound to nothing."""
    with _inside(org):
        for one in channels.channel_lines():
            line = {"id": one.id, "name": one.name, "adapter": one.adapter, "state": one.state}
            line |= {"reason": one.state_reason, "groups": one.groups, "unbound": one.strangers}
            reason = f" ({one.state_reason})" if one.state_reason else ""
            _say(
                line,
                f"{one.id}  {one.name}  {one.adapter}  {one.state}{reason}"
                f"  {one.groups} groups, {one.strangers} unbound",
                as_json=as_json,
            )


@app.command()
def add_room(community: Where, group: Named, org: Org = None, as_json: AsJson = False) -> None:
    """Open a built-in room as a group of a community, and make a link into it."""
    at = timezone.now()
    with _inside(org), transaction.atomic():
        channel = rooms.open_channel(name="Linli", at=at)
        made = groups.bind_group(
            community=communities.get_community(_community(community)),
            name=group,
            channel_id=channel.id,
            external=ids.token(),
            by=SYSTEM,
            at=at,
        )
        link = _link(made.id, days=7, uses=None)
    _say(
        {"channel": channel.id, "group": made.id, "link": link},
        f"“{group}” is open. People come in at {link} for a week.",
        as_json=as_json,
    )


@app.command()
def add_matrix(
    name: Annotated[str, typer.Option(help="What to call the channel.")],
    homeserver: Annotated[str, typer.Option(help="Where Linli reaches the homeserver.")],
    server_name: Annotated[str, typer.Option(help="What stands behind the colon in its users' ids.")],
    url: Annotated[str, typer.Option(help="Where the homeserver reaches Linli; default: LINLI_URL.")] = "",
    org: Org = None,
    as_json: AsJson = False,
) -> None:
    """Connect a Matrix homeserver; then give it what `linli channel registration` prints."""
    with _inside(org):
        made = matrix.connect_matrix(
            name=name,
            homeserver=homeserver,
            server_name=server_name,
            url=url or settings.PUBLIC_URL,
            by=SYSTEM,
            at=timezone.now(),
        )
    _say(
        {"channel": made.id, "name": made.name},
        f"Channel {made.id} is made. Next: linli channel registration {made.id} > linli.yaml",
        as_json=as_json,
    )


@app.command("webhook")
def allow_webhook(
    host: Annotated[list[str], typer.Option(help="A host that playbooks may call; .example.com for all.")],
    allow_private: Annotated[bool, typer.Option(help="Also in one's own network, and without TLS.")] = False,
    org: Org = None,
    as_json: AsJson = False,
) -> None:
    """Let playbooks call other programs on exactly these hosts; prints the key that signs the calls once."""
    with _inside(org):
        made, key = webhook.allow_calls(hosts=host, allow_private=allow_private, by=SYSTEM, at=timezone.now())
    hosts = ", ".join(made.config["hosts"])
    shown = f" Calls are signed with this key, which is shown once: {key}" if key else ""
    line = {"channel": made.id, "hosts": made.config["hosts"], "key": key}
    _say(line, f"Playbooks may call {hosts}.{shown}", as_json=as_json)


@app.command()
def registration(channel: Which, org: Org = None) -> None:
    """Print the file that a Matrix homeserver must be given. It holds secrets."""
    with _inside(org):
        found = _channel(channel)
        if found.adapter != "matrix":
            raise WhichChannel(f"“{found.name}” is no Matrix channel: only those have a registration")
        typer.echo(registrations.document(registry.account_of(found)), nl=False)


@app.command()
def bind(
    channel: Which,
    address: Annotated[str, typer.Argument(help="The group as the platform names it (see `groups`).")],
    community: Where,
    group: Named,
    org: Org = None,
    as_json: AsJson = False,
) -> None:
    """Make a group of a platform a group of a community."""
    with _inside(org):
        made = groups.bind_group(
            community=communities.get_community(_community(community)),
            name=group,
            channel_id=_channel(channel).id,
            external=address,
            by=SYSTEM,
            at=timezone.now(),
        )
    _say({"group": made.id}, f"“{group}” is group {made.id} of {community} now.", as_json=as_json)


@app.command("groups")
def groups_(channel: Which, org: Org = None, as_json: AsJson = False) -> None:
    """List the groups met on a channel, with the number of ours where they are bound."""
    with _inside(org):
        for one in channels.addresses(_channel(channel).id):
            bound = f"group {one.group_id}" if one.group_id else "unbound"
            line = {"address": one.external, "name": one.name, "group": one.group_id}
            _say(line, f"{one.external}  {one.name}  {bound}", as_json=as_json)


@app.command()
def link(
    group: Annotated[int, typer.Argument(help="Number of a group that is a built-in room.")],
    days: Annotated[int, typer.Option(min=1, help="How long it is good for.")] = 7,
    uses: Annotated[int | None, typer.Option(min=1, help="How many people may use it.")] = None,
    org: Org = None,
    as_json: AsJson = False,
) -> None:
    """Make a link by which people come into a built-in room."""
    with _inside(org):
        made = _link(group, days=days, uses=uses)
    _say({"link": made}, made, as_json=as_json)


@app.command()
def pause(
    channel: Which,
    reason: Annotated[str, typer.Option(help="Why; people will read it.")] = "paused from the command line",
    org: Org = None,
) -> None:
    """Send nothing through a channel until it is resumed; what is due waits."""
    with _inside(org):
        found = outbox.pause_channel(
            channel_id=_channel(channel).id, reason=reason, by=SYSTEM, at=timezone.now()
        )
    typer.echo(f"“{found.name}” is paused.")


@app.command()
def resume(channel: Which, org: Org = None) -> None:
    """Send through a channel again."""
    with _inside(org):
        found = outbox.resume_channel(channel_id=_channel(channel).id, by=SYSTEM, at=timezone.now())
    typer.echo(f"“{found.name}” is at work.")


@app.command("doctor")
def doctor_(channel: Which, org: Org = None, as_json: AsJson = False) -> None:
    """Check the settings, the connection and the rights of a channel; exit 1 if anything is wrong."""
    with _inside(org):
        checks = doctor.examine(_channel(channel))
    for one in checks:
        line = {"check": one.name, "ok": one.is_ok, "sentence": str(one.sentence)}
        _say(line, f"{'✓' if one.is_ok else '✗'} {one.sentence}", as_json=as_json)
    raise typer.Exit(0 if all(one.is_ok for one in checks) else UNWELL)


@contextmanager
def _inside(org: str | None) -> Iterator[None]:
    setup.prepare(at=timezone.now())
    with scope.org(choose_organisation(org).id):
        yield


def _channel(name: str) -> Channel:
    for one in channels.channel_lines():
        if name in (one.name, str(one.id)):
            return channels.get_channel(one.id)
    names = ", ".join(f"{one.id} {one.name}" for one in channels.channel_lines()) or "none yet"
    raise WhichChannel(f"no channel is called “{name}”; there are: {names}")


def _community(name: str) -> int:
    found = communities.find_community(name)
    if found is None:
        names = ", ".join(one.name for one in communities.communities()) or "none yet"
        raise WhichCommunity(f"no community is called “{name}”; there are: {names}")
    return found.id


def _link(group_id: int, *, days: int, uses: int | None) -> str:
    at = timezone.now()
    address = communities.addresses_of([group_id]).get(group_id)
    if address is None:
        raise WhichGroup(f"there is no open group {group_id} here: `linli channel groups` lists them")
    room = rooms.open_room(address=address)
    made = rooms.make_link(room=room, by=SYSTEM, at=at, expires_at=at + timedelta(days=days), max_uses=uses)
    return f"{settings.PUBLIC_URL}/m/j/{made.token}/"


def _say(line: Mapping[str, object], words: str, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(line, ensure_ascii=False))
    else:
        Console(soft_wrap=True).print(words, markup=False, highlight=False)
