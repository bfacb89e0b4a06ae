"""The language switch, and the components on show: all on one page, and five whole pages made of them."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from linli.kernel.orgs import actor
from linli.kernel.orgs.actions import staff as staff_actions
from linli.kernel.orgs.models import Staff

from .gallery import figures, people, playbook, portal
from .page import page


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language: in a cookie, and on the account of staff who are logged in."""
    chosen = request.POST.get("language", "")
    if isinstance(request.user, Staff) and chosen in dict(settings.LANGUAGES):
        at = timezone.now()
        staff_actions.change_language(
            staff=request.user, language=chosen, by=actor.staff(request.user.pk), at=at
        )
    return set_language(request)


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component with its signature."""
    now = timezone.now()
    wrong = playbook.ExampleForm({"name": "", "kind": "public", "greets": "on"})
    return page(
        request,
        "ui/gallery/components.html",
        now=now,
        heat=figures.retention(),
        funnel_steps=figures.funnel(),
        bar_rows=figures.bars(),
        playbook=playbook.playbook(),
        bubbles=playbook.bubbles(),
        week=playbook.week(),
        activity=figures.activity(),
        people=people.people(now),
        tab_items=people.tabs(),
        periods=people.periods(),
        form=wrong,
        listing=Paginator(range(1284), 20).page(3),
    )


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """A today page as it might be: what must I do, how are we, what is planned."""
    now = timezone.now()
    return page(
        request,
        "ui/gallery/today.html",
        now=now,
        heat=figures.retention(),
        funnel_steps=figures.funnel(),
        groups=people.groups(),
        people=people.people(now),
        periods=people.periods(),
        points=figures.sparks(),
        week=playbook.week(),
    )


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A member's home on the phone."""
    return page(request, "ui/gallery/home.html", week=portal.week(), bar=portal.portal_tabs("home", _urls()))


@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    """A leaderboard on the phone."""
    return page(
        request,
        "ui/gallery/ranking.html",
        places=portal.places(),
        bar=portal.portal_tabs("ranking", _urls()),
    )


@require_safe
def chat(request: HttpRequest) -> HttpResponse:
    """A group on the phone."""
    return page(request, "ui/gallery/chat.html", bubbles=playbook.bubbles())


@require_safe
def login(request: HttpRequest) -> HttpResponse:
    """How logging in looks."""
    return page(request, "ui/gallery/login.html")


def _urls() -> dict[str, str]:
    return {"home": reverse("ui:example-home"), "ranking": reverse("ui:example-ranking")}
