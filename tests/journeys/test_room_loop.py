"""The whole loop in the built-in room: two real browsers, every process of Linli, no account anywhere.

What happens next is only waited for, never called.
"""

import time
from pathlib import Path

import pytest

from linli.faces.ui import vendor
from tests.journeys import room_house
from tests.journeys.installation import Installation
from tools import shots

pytestmark = [pytest.mark.real, pytest.mark.browser, pytest.mark.timeout(240)]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def world():
    """Linli with a room and a link, running; and a browser."""
    if vendor.missing():
        pytest.skip("front-end files are missing: run make setup")
    if not any(Path(path).is_file() for path in shots.BROWSERS):
        pytest.skip("Chromium is missing: install the system package chromium")
    linli = Installation("room")
    try:
        token = linli.run("tests.journeys.room_house", "prepare")["token"]
        linli.start()
        with shots.sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shots.chromium(), args=["--no-sandbox"])
            yield World(linli, browser, f"{linli.url}/m/j/{token}/")
            browser.close()
    finally:
        linli.stop()


class World:
    def __init__(self, linli, browser, link):
        self.linli, self.browser, self.link = linli, browser, link
        self.complaints = []

    def phone(self, name, language):
        """Somebody with a phone of their own opens the link, chooses a name and joins."""
        page = self.browser.new_context(locale=language, viewport=PHONE).new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        page.goto(self.link)
        page.fill("[name=name]", name)
        page.click("main button")
        page.wait_for_url("**/m/room/**")
        return page


def say(page, words):
    page.fill("#text", words)
    page.keyboard.press("Enter")


def hears(page, words, *, seconds=20):
    """How long it takes until a page shows some words, without being loaded again."""
    began = time.monotonic()
    page.get_by_text(words).first.wait_for(timeout=seconds * 1000)
    return time.monotonic() - began


def test_a_newcomer_is_welcomed_rewarded_and_kept_in_order_before_everybodys_eyes(world):
    momo = world.phone("Momo", "en-US")
    hears(momo, "欢迎 Momo")

    su = world.phone("苏木", "zh-CN")
    assert hears(su, "欢迎 苏木") < 3
    hears(momo, "欢迎 苏木")

    say(su, "签到")
    su.locator(".is-mine .ll-r-text", has_text="签到").wait_for()
    hears(su, "签到成功")
    hears(momo, "签到成功")

    say(su, f"大家{room_house.ADVERT}")
    hears(su, "小邻撤回了 苏木 的一条消息")
    hears(momo, "Linli took back a message of 苏木")
    hears(su, "您的消息违反群规")
    assert su.get_by_text(room_house.ADVERT).count() == 0
    assert momo.get_by_text(room_house.ADVERT).count() == 0

    su.goto(f"{world.linli.url}/m/points/")
    su.get_by_text("签到").first.wait_for()
    kinds = [
        kind
        for (kind,) in world.linli.rows(
            "SELECT e.kind FROM events e JOIN gateway_identity i ON i.member_id = e.member_id"
            " WHERE i.name = '苏木' AND e.kind IN ('membership.joined', 'message.posted', 'checkin.done',"
            " 'sanction.applied') ORDER BY e.recorded_at, e.position"
        )
    ]
    assert kinds[:2] == ["membership.joined", "message.posted"]
    assert sorted(kinds[2:]) == ["checkin.done", "message.posted", "sanction.applied"]
    assert world.complaints == []
