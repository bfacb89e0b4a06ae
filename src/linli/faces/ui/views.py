"""The components on show: one page with all of them, and four whole pages made of them."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from . import gallery
from .page import page


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component with its signature."""
    now = timezone.now()
    wrong = gallery.ExampleForm({"name": "", "kind": "public", "greets": "on"})
    return page(
        request,
        "ui/gallery/components.html",
        now=now,
        heat=gallery.retention(),
        funnel_steps=gallery.funnel(),
        bar_rows=gallery.bars(),
        playbook=gallery.playbook(),
        bubbles=gallery.bubbles(),
        activity=gallery.activity(),
        people=gallery.people(now),
        tab_items=gallery.tabs(),
        periods=gallery.periods(),
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
        heat=gallery.retention(),
        funnel_steps=gallery.funnel(),
        groups=gallery.groups(),
        people=gallery.people(now),
        periods=gallery.periods(),
        points=gallery.sparks(),
    )


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A member's home on the phone."""
    return page(
        request, "ui/gallery/home.html", week=gallery.week(), bar=gallery.portal_tabs("home", _urls())
    )


@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    """A leaderboard on the phone."""
    return page(
        request,
        "ui/gallery/ranking.html",
        places=gallery.places(),
        bar=gallery.portal_tabs("ranking", _urls()),
    )


@require_safe
def login(request: HttpRequest) -> HttpResponse:
    """How logging in looks."""
    return page(request, "ui/gallery/login.html")


def _urls() -> dict[str, str]:
    return {"home": reverse("ui:example-home"), "ranking": reverse("ui:example-ranking")}
