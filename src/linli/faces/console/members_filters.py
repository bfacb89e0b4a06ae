"""The list of members by its address: what it is narrowed to, in words, and as a segment's text."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext

from linli.faces.console import stage_words
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.kernel.verbs.fragment import Fragment
from linli.people.belonging import rules
from linli.people.belonging.queries.narrowing import Wanted
from linli.people.communities import queries as communities
from linli.people.profiles.queries import fields as profile_fields
from linli.people.profiles.queries import finding as answers
from linli.people.roles.queries import finding as roles
from linli.people.roles.queries import wording
from linli.people.segments.queries import listing, statics

KEPT = ("sort",)
MOST_TABS = 8


@dataclass(frozen=True)
class Pill:
    """A condition in words: "Stage is" **Active**; `without` is the address that leaves it out."""

    what: str
    value: str
    without: str


@dataclass(frozen=True)
class Offer:
    """What can be chosen in the form of conditions: (value, words) by parameter."""

    communities: list[tuple[int, str]]
    groups: list[tuple[int, str]]
    segments: list[tuple[int, str]]
    statics: list[tuple[int, str]]
    roles: list[tuple[str, str]]
    parts: list[tuple[str, str]]
    stages: list[tuple[str, str]]
    relations: list[tuple[str, str]]
    contributions: list[tuple[str, str]]


def wanted(request: StaffRequest, given: Mapping[str, Any]) -> Wanted:
    """The conditions of an address as a query; what names nothing this seat may see finds nobody."""
    inside: list[Fragment] = []
    reach = request.seat.reach
    if given["segment"]:
        known = {tab.id for tab in listing.tabs(reach)}
        inside.append(listing.people_in(given["segment"], reach) if given["segment"] in known else _NOBODY)
    if given["role"]:
        inside.append(roles.people_in(given["role"], reach))
    if given["answer"]:
        inside.append(_answered(request, given["answer"]))
    days = {name: _since(request, given[name]) for name in ("joined", "silent")}
    return Wanted(
        text=given["q"] or "",
        tag=given["tag"] or "",
        group=given["group"],
        community=given["community"],
        stages=tuple(given["stage"] or ()),
        relations=tuple(given["relation"] or ()),
        contributions=tuple(given["contribution"] or ()),
        joined_since=days["joined"],
        silent_since=days["silent"],
        messages_30=given["messages"],
        ids=tuple(int(one) for one in (given["ids_of"] or "").split(",") if one),
        inside=tuple(inside),
        reach=reach,
    )


def offer(request: StaffRequest, tabs: list[listing.Tab], community: int | None) -> Offer:
    """Everything a condition can name, for this seat; `parts` are roles of the community looked at."""
    reach = request.seat.reach
    places = [(one.id, one.name) for one in communities.communities() if reach is None or one.id in reach]
    groups = [(one.id, f"{one.community_name} · {one.name}") for one in communities.group_lines(reach=reach)]
    names = wording.role_names([id for id, _name in places])
    return Offer(
        communities=places,
        groups=groups,
        segments=[(tab.id, tab.name) for tab in tabs],
        statics=statics.static_segments(reach),
        parts=sorted(
            ((f"{place}:{code}", name) for (place, code), name in names.items() if place == community),
            key=lambda one: one[1],
        ),
        roles=sorted({(code, name) for (_place, code), name in names.items()}, key=lambda one: one[1]),
        stages=[(one, stage_words.stage_name(one)) for one in stage_words.SHOWN],
        relations=[(one, stage_words.relation_name(one)) for one in rules.RELATIONS],
        contributions=[(one, stage_words.contribution_name(one)) for one in rules.CONTRIBUTIONS],
    )


def pills(request: StaffRequest, given: Mapping[str, Any], known: Offer) -> list[Pill]:
    """Each condition of the address in words, with the address that leaves it out."""
    said = [
        ("community", gettext("Community is"), _named(known.communities, given["community"])),
        ("group", gettext("Group is"), _named(known.groups, given["group"])),
        ("segment", gettext("Segment is"), _named(known.segments, given["segment"])),
        ("stage", gettext("Stage is"), _listed(known.stages, given["stage"])),
        ("relation", gettext("Relation is"), _listed(known.relations, given["relation"])),
        ("contribution", gettext("Contribution is"), _listed(known.contributions, given["contribution"])),
        ("tag", gettext("Tag is"), given["tag"] or ""),
        ("role", gettext("Holds the role"), _named(known.roles, given["role"])),
        ("joined", gettext("Joined within"), _days(given["joined"])),
        ("silent", gettext("Silent for"), _days(given["silent"])),
        ("messages", gettext("Messages in 30 days"), f"≥ {given['messages']}" if given["messages"] else ""),
        ("answer", pgettext("profile", "Answer"), (given["answer"] or "").replace(":", " = ", 1)),
        ("ids_of", gettext("Chosen"), _people(given["ids_of"])),
    ]
    return [Pill(what, value, without(request.GET, name)) for name, what, value in said if value]


def without(query: QueryDict, *names: str) -> str:
    """The address without these conditions, at its first page."""
    kept = query.copy()
    for name in (*names, "after"):
        kept.pop(name, None)
    return f"{reverse('console:members')}?{kept.urlencode()}" if kept else reverse("console:members")


def condition(given: Mapping[str, Any]) -> str:
    """The conditions as a segment's text; what a segment cannot say (names, groups) is left out."""
    said = []
    for name in ("stage", "relation", "contribution"):
        values = given[name] or []
        if len(values) == 1:
            said.append(f"belonging.{name} == {_quoted(values[0])}")
        elif values:
            said.append(f"belonging.{name} in [{', '.join(_quoted(one) for one in values)}]")
    if given["tag"]:
        said.append(f"person.tags contains {_quoted(given['tag'])}")
    if given["role"]:
        said.append(f"person.holds_role({_quoted(given['role'])})")
    if given["joined"]:
        said.append(f"belonging.days_joined <= {given['joined']}")
    if given["silent"]:
        said.append(f"belonging.days_silent >= {given['silent']}")
    if given["messages"]:
        said.append(f"belonging.messages_30 >= {given['messages']}")
    if given["answer"]:
        code, _colon, value = given["answer"].partition(":")
        said.append(f"person.field({_quoted(code)}) == {_quoted(value)}")
    return " and ".join(said)


def segment_url(given: Mapping[str, Any]) -> str:
    """Where these people are saved as a segment; "" where a segment cannot say any of it."""
    if given["ids_of"]:
        return f"{reverse('console:segment-new')}?{urlencode({'members': given['ids_of']})}"
    text = condition(given)
    if not text:
        return ""
    place = {"community": given["community"]} if given["community"] else {}
    return f"{reverse('console:segment-new')}?{urlencode({'condition': text, **place})}"


def tabs(given: Mapping[str, Any], known: list[listing.Tab]) -> list[Tab]:
    """Everybody, then the largest segments with their numbers."""
    address = reverse("console:members")
    shown = sorted(known, key=lambda one: -one.count)[:MOST_TABS]
    if given["segment"] and all(one.id != given["segment"] for one in shown):
        shown += [one for one in known if one.id == given["segment"]]
    entries = [
        Tab(one.name, f"{address}?segment={one.id}", one.id == given["segment"], one.count) for one in shown
    ]
    return [Tab(gettext("Everybody"), address, not given["segment"]), *entries]


_NOBODY = Fragment("SELECT id FROM members_member WHERE FALSE")


def _answered(request: StaffRequest, answer: str) -> Fragment:
    """A seat that may not see personal values cannot ask for them one by one either."""
    code, _colon, value = answer.partition(":")
    known = profile_fields.find_field(code)
    is_hidden = known is None or (known.is_personal and not orgs.can(request.seat, Permission.PERSONAL_SEE))
    return _NOBODY if is_hidden else answers.people_who_said(code, value)


def _since(request: StaffRequest, days: int | None) -> Any:
    return request.now - timedelta(days=days) if days else None


def _named(known: list[tuple[Any, str]], value: object) -> str:
    if not value:
        return ""
    return next((words for code, words in known if code == value), gettext("not found"))


def _listed(known: list[tuple[str, str]], values: list[str] | None) -> str:
    return " / ".join(words for code, words in known if code in (values or []))


def _days(days: int | None) -> str:
    return ngettext("{n} day", "{n} days", days).format(n=days) if days else ""


def _people(ids: str | None) -> str:
    count = len(ids.split(",")) if ids else 0
    return ngettext("{n} person", "{n} people", count).format(n=count) if count else ""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
