"""What every console page needs around its content: navigation, organisation, account."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from linli.kernel.orgs import queries
from linli.kernel.orgs.models import Organisation, Seat, Staff
from linli.kernel.orgs.rules import Permission

from . import navigation
from .words import role_name


@dataclass(frozen=True)
class OrgChoice:
    """An organisation one may switch to."""

    id: int
    name: str
    is_current: bool


class Shell:
    """The frame of a console page; worked out only when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._seat: Seat | None = getattr(request, "seat", None)
        self._org: Organisation | None = getattr(request, "org", None)
        self.staff: Staff | None = getattr(request, "staff", None)

    @cached_property
    def groups(self) -> list[navigation.ShownGroup]:
        """The navigation this seat may see; empty without a seat."""
        if self._seat is None:
            return []
        return navigation.shown(navigation.CONSOLE, view=self._view, may=self._may)

    @cached_property
    def here(self) -> navigation.Shown | None:
        """The navigation entry that the page belongs to."""
        return next((entry for group in self.groups for entry in group.entries if entry.is_current), None)

    @property
    def is_inner(self) -> bool:
        """Is this a page beneath the one in the navigation?"""
        return self.here is not None and self.here.url != self._request.path

    @property
    def org_name(self) -> str:
        """Name of the organisation, empty without one."""
        return self._org.name if self._org else ""

    @property
    def org_note(self) -> str:
        """The seat's role, in words."""
        return role_name(self._seat.role) if self._seat else ""

    @cached_property
    def _orgs(self) -> Sequence[Organisation]:
        return queries.organisations_of(self.staff) if self.staff else ()

    @property
    def choices(self) -> list[OrgChoice]:
        """Every organisation where the person has a seat."""
        current = self._org.pk if self._org else None
        return [OrgChoice(org.pk, org.name, org.pk == current) for org in self._orgs]

    @property
    def has_choice(self) -> bool:
        """Can the person switch?"""
        return len(self._orgs) > 1 and bool(self.switch_url)

    @property
    def home(self) -> str:
        """Where the mark leads."""
        return _url("console:today") or "/"

    @property
    def search_url(self) -> str:
        """Where a search for members is sent."""
        return _url(navigation.SEARCH)

    @property
    def switch_url(self) -> str:
        """Where the choice of an organisation is posted."""
        return _url("console:switch-org")

    @property
    def account_url(self) -> str:
        """One's own name, language, password, second factor."""
        return _url("console:account")

    @property
    def logout_url(self) -> str:
        """Where logging out is posted."""
        return _url("console:logout")

    @property
    def _view(self) -> str:
        match = self._request.resolver_match
        return match.view_name if match else ""

    def _may(self, permission: Permission) -> bool:
        return self._seat is not None and queries.can(self._seat, permission)


def console(request: HttpRequest) -> dict[str, Shell]:
    """Context processor: `shell`."""
    return {"shell": Shell(request)}


def _url(view: str) -> str:
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""
