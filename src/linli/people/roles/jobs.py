"""What the room does by the clock: fans are counted, and lists are not kept for ever."""

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM
from linli.kernel.orgs.models import Organisation
from linli.people.roles.actions import experts, fans


@app.periodic(cron="23 * * * *")
@app.task(name="roles.count_fans", queueing_lock="roles.count_fans", pass_context=False)
def count_fans(timestamp: int) -> int:
    """Every hour, for each community has its own day; the last count of a day stays."""
    counted = 0
    for org_id in Organisation.objects.order_by("id").values_list("id", flat=True):
        with scope.org(org_id):
            counted += fans.count_all(at=timezone.now())
    return counted


@app.periodic(cron="41 3 * * *")
@app.task(name="roles.forget_experts", queueing_lock="roles.forget_experts", pass_context=False)
def forget_experts(timestamp: int) -> int:
    """Every night: experts who never joined, and with whom nothing happened for a year."""
    gone = 0
    for org_id in Organisation.objects.order_by("id").values_list("id", flat=True):
        with scope.org(org_id):
            gone += experts.forget_untouched(by=SYSTEM, at=timezone.now())
    return gone
