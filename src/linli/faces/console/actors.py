"""Who did something, in words: the name of a member of staff, a playbook, a token, Linli itself."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs import queries
from linli.people.members.queries import names


@dataclass(frozen=True)
class Named:
    """A name and, where there is one, the page of it."""

    name: str
    url: str = ""


def named(request: StaffRequest, codes: Collection[str]) -> dict[str, Named]:
    """A name for each code ("staff:3", "run:12", "system"); at most two queries."""
    staff = {seat.staff_id: seat.staff.name for seat in queries.staff_of(request.org.pk)} if codes else {}
    people = names.names_of([_number(code) for code in codes if code.startswith("member:")])
    return {code: _named(code, staff, people) for code in codes}


def _named(code: str, staff: dict[int, str], people: dict[int, str]) -> Named:
    kind, _, _number_text = code.partition(":")
    number = _number(code)
    if kind == "staff":
        return Named(staff.get(number) or gettext("a former colleague"))
    if kind == "member":
        return Named(people.get(number) or gettext("a member"), _url("console:member", number))
    if kind == "run":
        return Named(gettext("a playbook, run {n}").format(n=number), _url("console:run", number))
    if kind == "token":
        return Named(gettext("API token {n}").format(n=number))
    if kind == "platform":
        return Named(gettext("the platform"))
    return Named(gettext("an import") if kind == "import" else gettext("Linli"))


def _number(code: str) -> int:
    number = code.partition(":")[2]
    return int(number) if number.isdigit() else 0


def _url(view: str, number: int) -> str:
    try:
        return reverse(view, args=[number])
    except NoReverseMatch:
        return ""
