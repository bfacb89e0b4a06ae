"""The persona of a community: whom it is for."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.profiles.models import Persona
from linli.people.profiles.queries import fields as known
from linli.people.profiles.queries import wording
from linli.people.profiles.rules import kinds, naming
from linli.people.profiles.rules.kinds import Unfit

MOST_ATTRIBUTES = 12


class BadPersona(Refusal):
    """A persona that cannot be compared with answers."""


@transaction.atomic
def describe_persona(
    *,
    community_id: int,
    name: str,
    wanted: Mapping[str, Sequence[str]],
    speciality: str = "position",
    by: Actor,
    at: datetime,
) -> None:
    """Say which answers a community hopes for, field by field. Raises BadPersona."""
    plain = naming.clean_name(name)
    if not 1 <= len(plain) <= naming.MAX_NAME:
        raise BadPersona(_("a name has 1 to {most} characters").format(most=naming.MAX_NAME))
    found = _checked({code: list(values) for code, values in wanted.items() if values})
    Persona.objects.update_or_create(
        community_id=community_id,
        defaults={"name": plain, "wanted": found, "speciality": speciality, "changed_at": at},
    )
    audit.record(
        "persona.described",
        subject=f"community:{community_id}",
        by=by,
        at=at,
        after={"name": plain, "wanted": found, "speciality": speciality},
    )


def _checked(wanted: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    if len(wanted) > MOST_ATTRIBUTES:
        raise BadPersona(_("a persona has at most {most} attributes").format(most=MOST_ATTRIBUTES))
    fields = known.by_code(wanted)
    found: dict[str, list[str]] = {}
    for code, values in wanted.items():
        if code not in fields:
            raise BadPersona(_("there is no field called “{code}”").format(code=code[:40]))
        field = fields[code]
        single = kinds.Kind.CHOICE if field.kind == kinds.Kind.CHOICES else field.kind
        try:
            found[code] = [kinds.clean(single, value, choices=field.look_up).value for value in values]
        except Unfit as unfit:
            raise BadPersona(wording.complaint(field.name, unfit)) from unfit
    return found
