"""Where an item goes from here: a topic to talk about, or a link for a platform outside."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.content.library.actions import outlets, using
from linli.content.library.queries import items
from linli.content.topics.actions import bank
from linli.content.topics.actions.bank import Draft
from linli.faces.console.views.library_item import changeable
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission

MOST_OF_POINT = 300


@require_POST
@staff_can(Permission.PLAYBOOK_EDIT)
def outlet(request: StaffRequest, item_id: int) -> HttpResponse:
    """Make a link to an approved item for a platform outside."""
    found = changeable(request, item_id)
    try:
        outlets.open_outlet(
            item=found, platform=request.POST.get("platform", ""), by=request.actor, at=request.now
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return go(request, "console:library-item", item_id)


@require_POST
@staff_can(Permission.PLAYBOOK_EDIT)
def topic(request: StaffRequest, item_id: int) -> HttpResponse:
    """Make a draft of a topic out of an item; the link stays, so that its results count for the item."""
    found = changeable(request, item_id)
    if found.member_id is not None:
        messages.error(
            request, gettext("What a member gave stays with them: write the topic in your own words.")
        )
        return go(request, "console:library-item", item_id)
    text = items.composed(items.draft_of(found), pieces=items.pieces_of(found.id))
    draft = Draft(
        kind="universal",
        title=found.title,
        point=(text or found.title)[:MOST_OF_POINT],
        background=text[:2000],
        need=found.need[:80],
        community=found.community_id,
        item=found.id,
    )
    try:
        made = bank.write(draft=draft, state="draft", by=request.actor, at=request.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return go(request, "console:library-item", item_id)
    using.link(item_id=found.id, kind="topic", target=made.id, at=request.now)
    messages.success(request, gettext("A draft lies in the topic bank: add the questions that lead deeper."))
    return go(request, "console:library-item", item_id)
