"""The console's frame in a real Chromium, under the strict content policy: what the small scripts do."""

from pathlib import Path

import pytest
from django.test import Client

from linli.faces.ui import vendor
from linli.kernel.orgs.actions import organisations, staff
from linli.kernel.orgs.actor import SYSTEM
from tests.cast import AT
from tools import shots

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


SEARCH = """{% extends "ui/console.html" %}{% load ui %}{% block content %}
{% filters target="rows" %}<input type="search" name="q" aria-label="Name">
<select name="only" aria-label="Only"><option></option><option>Su</option></select>{% endfilters %}
<div id="rows">{% partialdef rows inline %}{% for name in names %}<p class="name">{{ name }}</p>
<input type="checkbox" class="chosen" aria-label="{{ name }}">{% endfor %}
{% endpartialdef %}</div><button hx-get="/nowhere/">Ask</button>
<button hx-post="/console/refusing/">Do</button>{% endblock %}"""


@pytest.fixture
def search_template(settings, tmp_path):
    (tmp_path / "search.html").write_text(SEARCH)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]


@pytest.fixture
def session_cookie(live_server):
    lin = staff.create_staff(email="lin@qingfeng.example", name="Lin Xiao", language="en", at=AT)
    organisations.create_organisation(name="Reading club", slug="reading", owner=lin, by=SYSTEM, at=AT)
    client = Client()
    client.force_login(lin, backend="django.contrib.auth.backends.ModelBackend")
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}


@pytest.fixture
def page(monkeypatch, live_server, session_cookie):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    if vendor.missing():
        pytest.skip("front-end files are missing: run make setup")
    if not any(Path(path).is_file() for path in shots.BROWSERS):
        pytest.skip("Chromium is missing: install the system package chromium")
    with shots.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shots.chromium(), args=["--no-sandbox"])
        context = browser.new_context(locale="en", viewport={"width": 1440, "height": 900})
        context.add_cookies([session_cookie])
        opened = context.new_page()
        errors = []
        opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        opened.on("pageerror", lambda error: errors.append(str(error)))
        opened.goto(f"{live_server.url}/console/_/components/")
        yield opened
        browser.close()
    assert [
        text for text in errors if "status of 4" not in text and "Response Status Error" not in text
    ] == []


def test_a_dialog_opens_by_its_button_and_closes_by_cancel(page):
    page.click('[data-ll-dialog="example-dialog"]')
    assert page.locator("#example-dialog").is_visible()

    page.click("#example-dialog [data-ll-close]")

    assert not page.locator("#example-dialog").is_visible()


def test_ticking_rows_counts_them_and_shows_the_bar(page):
    bar = page.locator("[data-ll-bulk=example-rows]")
    assert not bar.is_visible()

    page.locator("[data-ll-tick]").nth(0).check()
    page.locator("[data-ll-tick]").nth(1).check()

    assert bar.is_visible()
    assert page.inner_text("[data-ll-bulk-count]") == "2"


def test_the_box_in_the_header_ticks_every_row_of_the_page(page):
    page.locator("[data-ll-all]").check()

    assert page.inner_text("[data-ll-bulk-count]") == "6"

    page.locator("[data-ll-tick]").nth(0).uncheck()

    assert page.locator("[data-ll-all]").evaluate("box => box.indeterminate") is True


def test_a_chart_is_drawn_in_the_colours_of_the_tokens(page):
    strokes = page.locator("#activity svg path").evaluate_all(
        "all => all.map(one => one.getAttribute('stroke'))"
    )

    assert "#0e7c66" in strokes
    assert "#d9700d" in strokes


def test_the_first_tab_stop_leads_to_the_content(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "ll-skip"

    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_on_a_phone_the_navigation_opens_and_closes(page):
    page.set_viewport_size({"width": 390, "height": 844})
    side = page.locator("#ll-side")
    side.wait_for(state="hidden")

    page.click("[data-ll-drawer]")
    side.wait_for(state="visible")
    assert page.locator("[data-ll-drawer]").get_attribute("aria-expanded") == "true"

    page.keyboard.press("Escape")
    side.wait_for(state="hidden")


def test_ctrl_k_finds_a_page_by_its_name_and_goes_there(page):
    page.keyboard.press("Control+k")
    page.keyboard.type("staff")

    options = page.locator("#ll-found [role=option]")
    assert options.all_inner_texts() == ["Staff and roles\nOrganisation"]
    assert page.locator("[role=combobox]").get_attribute("aria-activedescendant") == "ll-found-0"

    page.keyboard.press("Enter")
    page.wait_for_url("**/console/staff/")


def test_escape_leaves_the_search(page):
    page.keyboard.press("Control+k")
    assert page.locator("#ll-found").is_visible()

    page.keyboard.press("Escape")

    assert not page.locator("#ll-found").is_visible()


def test_the_account_menu_opens(page):
    page.click("button[aria-label='Account of Lin Xiao']")

    assert page.get_by_text("lin@qingfeng.example").is_visible()


def test_a_list_is_narrowed_as_one_types_and_its_address_kept(search_template, page, live_server):
    page.goto(f"{live_server.url}/console/search/")
    assert page.locator(".name").count() == 3

    page.locator(".ll-filters input").press_sequentially("mo")
    page.wait_for_url("**/console/search/?q=mo*")

    assert page.locator(".name").all_inner_texts() == ["Momo"]


def test_a_list_is_narrowed_by_choosing(search_template, page, live_server):
    page.goto(f"{live_server.url}/console/search/")

    page.locator(".ll-filters select").select_option("Su")
    page.wait_for_url("**/console/search/?q=&only=Su")

    assert page.locator(".name").all_inner_texts() == ["Su"]


def test_what_is_ticked_stays_ticked_when_the_search_field_is_left(search_template, page, live_server):
    page.goto(f"{live_server.url}/console/search/")
    page.locator(".ll-filters input").press_sequentially("o")
    page.wait_for_url("**/console/search/?q=o*")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/search/" in request.url else None)

    page.locator(".chosen").first.check()
    page.wait_for_timeout(600)

    assert page.locator(".chosen").first.is_checked()
    assert asked == []


def test_a_refused_action_is_said_in_a_toast_that_can_be_closed(search_template, page, live_server):
    page.goto(f"{live_server.url}/console/search/")

    page.click("text=Do")
    toast = page.locator(".ll-toast")
    toast.wait_for()
    assert toast.inner_text() == "The group is closed: open it first"

    page.click(".ll-toast [data-ll-dismiss]")
    assert toast.count() == 0


def test_a_failed_request_is_said_in_a_toast(search_template, page, live_server):
    page.goto(f"{live_server.url}/console/search/")

    page.click("text=Ask")

    page.locator(".ll-toast.ll-rose").wait_for()
