"""The JSON Schema of playbooks, for the editors of the team."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from linli.faces.ui.access import staff_can
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs.rules import Permission
from linli.run.playbooks.document import json_schema


@require_safe
@staff_can(Permission.SEE)
def playbook_schema(request: StaffRequest) -> HttpResponse:
    """The schema, as a file."""
    return JsonResponse(json_schema.json_schema(), json_dumps_params={"ensure_ascii": False})
