"""What a document is checked against: templates, roles, other playbooks and the policy of an organisation."""

from collections.abc import Mapping, Sequence

from django.db import connection
from django.utils.translation import gettext as _

from linli.connect.gateway.policy import queries as policies
from linli.content.library.queries import templates
from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.run.playbooks.document import checking
from linli.run.playbooks.document.reports import ROLES_READY_MADE, CheckReport, World
from linli.run.playbooks.models import Playbook

_STARTS = """
SELECT p.code, coalesce(array_agg(s.step->>'playbook') FILTER (WHERE s.step->>'type' = 'start'), '{}')
FROM playbooks_playbook p JOIN playbooks_playbookversion v ON v.id = p.current_id
LEFT JOIN LATERAL jsonb_array_elements(v.document->'steps') AS s(step) ON true
WHERE p.org_id = %s GROUP BY p.code
"""


def check(source: str, *, community: int | None = None) -> CheckReport:
    """What is wrong with a text here, what one should know about it, and how much it would send."""
    return checking.report(source, world=world(community=community))


def world(*, community: int | None = None) -> World:
    """What there is in the organisation in scope; the policy is the community's, if one is named."""
    known = templates.templates_by_code(templates.known_codes())
    return World(
        templates={code: one.variables for code, one in known.items()},
        roles=(*ROLES_READY_MADE, *_own_roles()),
        starts=_starts(),
        policy=policies.effective_policy(org=scope.org_id(), community=community),
    )


def _starts() -> Mapping[str, Sequence[str]]:
    with connection.cursor() as cursor:
        cursor.execute(_STARTS, [scope.org_id()])
        return dict(cursor.fetchall())


def _own_roles() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT code FROM roles_roletype WHERE org_id = %s ORDER BY code", [scope.org_id()]
        )
        return [code for (code,) in cursor.fetchall()]


class NotOfThisCode(Refusal):
    """There is no playbook of this code here."""

    def __init__(self, code: str) -> None:
        super().__init__(_("there is no playbook “{code}” here").format(code=code[:60]))


def get_by_code(code: str) -> Playbook:
    """A playbook by the id in its document, or NotOfThisCode."""
    found: Playbook | None = Playbook.objects.select_related("current").filter(code=code).first()
    if found is None:
        raise NotOfThisCode(code)
    return found


def text_of(code: str) -> str:
    """What a playbook says: as published, else its draft."""
    playbook = get_by_code(code)
    return str(playbook.current.source if playbook.current else playbook.draft)
