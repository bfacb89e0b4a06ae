"""Setting up an organisation and changing what it says about itself."""

from datetime import datetime
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit, scope
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.models import Organisation, Seat, Staff, audit_values
from linli.kernel.orgs.rules import Role


class OrganisationTaken(Refusal):
    """Another organisation has this short name."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            _("another organisation is already called “%(slug)s”: choose a different short name")
            % {"slug": slug}
        )


class UnknownZone(Refusal):
    """The IANA data base has no such time zone."""

    def __init__(self, zone: str) -> None:
        super().__init__(
            _("“%(zone)s” is not a time zone: use an IANA name such as Asia/Shanghai") % {"zone": zone}
        )


@transaction.atomic
def create_organisation(
    *, name: str, slug: str, owner: Staff | None, by: Actor, at: datetime, zone: str = "Asia/Shanghai"
) -> Organisation:
    """A new organisation with its first owner; None when it is made on the command line and staff follow.

    Raises OrganisationTaken and UnknownZone.
    """
    check_zone(zone)
    try:
        with transaction.atomic():
            made = Organisation.objects.create(name=name, slug=slug, zone=zone, created_at=at)
    except IntegrityError:
        raise OrganisationTaken(slug) from None
    with scope.org(made.id):
        if owner is not None:
            Seat.objects.create(staff=owner, role=Role.OWNER, communities=None, created_at=at)
        audit.record(
            "organisation.created",
            subject=f"organisation:{made.id}",
            by=by,
            at=at,
            after={"name": name, "slug": slug, "zone": zone, "owner": owner.id if owner else None},
        )
    return made


@transaction.atomic
def change_organisation(
    *, name: str | None = None, zone: str | None = None, by: Actor, at: datetime
) -> Organisation:
    """Change the name or the zone of the organisation in scope; what is None stays. Raises UnknownZone."""
    if zone is not None:
        check_zone(zone)
    org = Organisation.objects.select_for_update().get(id=scope.org_id())
    before = audit_values(org, "name", "zone")
    org.name, org.zone = name or org.name, zone or org.zone
    org.save(update_fields=["name", "zone"])
    audit.record(
        "organisation.changed",
        subject=f"organisation:{org.id}",
        by=by,
        at=at,
        before=before,
        after=audit_values(org, "name", "zone"),
    )
    return org


def check_zone(zone: str) -> None:
    """Raise UnknownZone unless this is an IANA zone."""
    if zone not in available_timezones():
        raise UnknownZone(zone)
