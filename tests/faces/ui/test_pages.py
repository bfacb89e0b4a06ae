import pytest
from django.template.loader import get_template
from django.test import Client
from django.utils import translation

from linli.faces.ui import navigation
from linli.faces.ui.errors import offline_page
from linli.kernel.orgs.rules import Permission

EXAMPLES = [
    "components/",
    "components/today/",
    "components/home/",
    "components/ranking/",
    "components/chat/",
    "components/login/",
]
ROWS = "{% partialdef rows inline %}{% for name in names %}<li>{{ name }}</li>{% endfor %}{% endpartialdef %}"


@pytest.fixture
def rows_template(settings, tmp_path):
    (tmp_path / "rows.html").write_text(f"{{% load partials %}}<h1>All</h1>{ROWS}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    get_template("rows.html")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", EXAMPLES)
def test_every_page_of_the_gallery_renders(path, language):
    answer = Client(headers={"accept-language": language}).get(f"/console/_/{path}")

    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text


@pytest.mark.django_db
def test_htmx_gets_the_fragment_and_everyone_else_the_page(rows_template, english):
    whole = english.get("/console/rows/").text
    part = english.get("/console/rows/", headers={"HX-Request": "true"})

    assert whole == "<h1>All</h1><li>Su</li><li>Momo</li>"
    assert part.text == "<li>Su</li><li>Momo</li>"
    assert "HX-Request" in part["Vary"]


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_boosted_and_restored_pages_are_whole(rows_template, english, header):
    answer = english.get("/console/rows/", headers={"HX-Request": "true", header: "true"})

    assert answer.text.startswith("<h1>All</h1>")


@pytest.mark.django_db
def test_a_fragment_brings_waiting_messages_as_toasts(rows_template, english):
    answer = english.get("/console/rows/?said", headers={"HX-Request": "true"})

    assert 'id="ll-toasts" hx-swap-oob="beforeend"' in answer.text
    assert "It is saved" in answer.text


@pytest.mark.django_db
def test_going_on_after_a_post_works_for_htmx_and_forms(english):
    plain = english.post("/console/saved/")
    htmx = english.post("/console/saved/", headers={"HX-Request": "true"})

    assert (plain.status_code, plain["Location"]) == (302, "/console/today/")
    assert htmx["HX-Redirect"] == "/console/today/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/403/", 403, "You may not do this"),
        ("/nowhere/", 404, "There is no such page"),
        ("/500/", 500, "Linli made a mistake"),
        ("/console/refusing/", 422, "This cannot be done"),
    ],
)
def test_an_error_page_says_what_happened_and_what_to_do(english, path, status, title):
    answer = english.get(path)

    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in answer.text
    assert 'href="/"' in answer.text


def test_the_page_for_a_broken_server_needs_no_database(english):
    assert english.get("/500/").status_code == 500


@pytest.mark.django_db
def test_a_refusal_is_a_toast_for_htmx(english):
    answer = english.post("/console/refusing/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reswap"]) == (
        422,
        "#ll-toasts",
        "beforeend",
    )
    assert "The group is closed: open it first" in answer.text


def test_the_offline_page_stands_alone_in_both_languages():
    page = offline_page().decode()

    assert page.count("<section lang=") == 2
    assert "Linli is starting" in page
    assert "<link" not in page
    assert "--ll-green: #0e7c66" in page


def shown(view="", held=frozenset(Permission)):
    with translation.override("en"):
        return {
            str(entry.name): entry
            for group in navigation.shown(navigation.CONSOLE, view=view, may=held.__contains__)
            for entry in group.entries
        }


def test_pages_without_an_address_are_left_out_of_the_navigation():
    assert list(shown()) == ["Today", "Staff and roles"]


def test_pages_that_the_seat_may_not_see_are_left_out():
    assert list(shown(held=frozenset({Permission.SEE}))) == ["Today"]


@pytest.mark.parametrize(
    ("view", "current"),
    [
        ("console:staff", "Staff and roles"),
        ("console:staff-member", "Staff and roles"),
        ("ui:components", None),
    ],
)
def test_the_navigation_marks_where_one_is(view, current):
    assert [name for name, entry in shown(view).items() if entry.is_current] == ([current] if current else [])


def test_a_counter_stands_beside_its_page(monkeypatch):
    monkeypatch.setattr(navigation, "_counters", {})
    navigation.count("console:today", lambda: 12)

    assert [entry.count for entry in shown().values()] == [12, 0]


def test_navigation_icons_and_groups_are_whole():
    entries = [entry for group in navigation.CONSOLE for entry in group.entries]

    assert len({entry.view for entry in entries}) == len(entries)
    for entry in entries:
        assert get_template("ui/components/todo.html").render({"icon": entry.icon, "hue": "ll-sky"})
