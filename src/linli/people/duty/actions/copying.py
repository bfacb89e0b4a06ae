"""A new community takes over how another one takes turns: rhythm, protection, reward and checklist."""

from datetime import datetime

from linli.kernel.orgs.actor import Actor
from linli.people.duty.models import DutyItem, Rota
from linli.people.duty.queries import rotas


def copy_rota(source: int, target: int, *, by: Actor, at: datetime) -> None:
    """Copy settings and checklist; nobody is on the new list, and nothing runs until the team says so."""
    rota = rotas.find_rota(source)
    if rota is None or rotas.find_rota(target) is not None:
        return
    values = {
        field.attname: getattr(rota, field.attname)
        for field in Rota._meta.concrete_fields
        if field.attname not in {"id", "org_id", "community_id", "first_number", "is_running"}
    }
    Rota.objects.create(community_id=target, is_running=False, **values)
    items = DutyItem.objects.filter(community_id=source).order_by("position", "id")
    DutyItem.objects.bulk_create(
        DutyItem(
            community_id=target,
            code=one.code,
            position=one.position,
            title=one.title,
            body=one.body,
            every=one.every,
            minutes=one.minutes,
        )
        for one in items
    )
