"""Which organisation a command means."""

from django.utils import timezone

from linli.kernel.errors import Refusal
from linli.kernel.orgs.actions import organisations
from linli.kernel.orgs.actor import SYSTEM
from linli.kernel.orgs.models import Organisation


class WhichOrganisation(Refusal):
    """There are several organisations, or none of the name given."""


def choose_organisation(slug: str | None) -> Organisation:
    """The organisation of a short name; without one, the only one there is, made when there is none."""
    known = list(Organisation.objects.order_by("id")[:20])
    if slug is None and not known:
        return organisations.create_organisation(
            name="Linli", slug="linli", owner=None, by=SYSTEM, at=timezone.now()
        )
    wanted = known if slug is None else [one for one in known if one.slug == slug]
    if len(wanted) == 1:
        return wanted[0]
    names = ", ".join(one.slug for one in known) or "none yet"
    raise WhichOrganisation(f"say which organisation you mean with --org; there are: {names}")
