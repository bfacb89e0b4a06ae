"""What a request of the console carries beyond Django's: set by StaffScopeMiddleware."""

from datetime import date, datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.models import Organisation, Seat, Staff


class HtmxRequest(HttpRequest):
    """Any request: `htmx` is true when htmx asked for it."""

    htmx: HtmxDetails


class StaffRequest(HtmxRequest):
    """A request by staff with a seat: inside the organisation's tenant scope and in its zone."""

    staff: Staff
    org: Organisation
    seat: Seat
    actor: Actor
    now: datetime
    today: date
