"""The whole way of a newcomer: applies, is accepted, welcomed, introduced, sorted; then asks to be forgotten.

A phone of 390 px and a moderator's console, real processes between them. In the end the database, the lake
and every file of the installation are searched for their name, number, answers and words.
"""

import json
import re
from pathlib import Path

import duckdb
import psycopg
import pytest

from linli.faces.ui import vendor
from tests.journeys import newcomer_house as house
from tests.journeys.browsing import Console
from tests.journeys.installation import Installation
from tools import shots

pytestmark = [pytest.mark.real, pytest.mark.browser, pytest.mark.timeout(240)]
PHONE = {"width": 390, "height": 844}
NAME, BOOK, SHARED, SENTENCE, SAID = (
    "碧玺鲸落",
    "琉璃瓦书",
    "珊瑚色的讲座",
    "爱收藏砚台",
    "我带来一块翡翠镇纸",
)
COMPANY, WORDS = "玳瑁事务所", "欢迎这位玛瑙邻居"
MOBILE = "13987654321"
TRACES = (NAME, BOOK, SHARED, SENTENCE, SAID, COMPANY, WORDS, MOBILE)


@pytest.fixture
def linli():
    if vendor.missing():
        pytest.skip("front-end files are missing: run make setup")
    if not any(Path(path).is_file() for path in shots.BROWSERS):
        pytest.skip("Chromium is missing: install the system package chromium")
    made = Installation("newcomer")
    yield made
    made.stop()


@pytest.fixture
def browser():
    with shots.sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=shots.chromium(), args=["--no-sandbox"])
        yield made
        made.close()


class Phone:
    """A person with a phone; what its pages complain about fails the test."""

    def __init__(self, browser, url):
        self.url, self.complaints = url, []
        self.page = browser.new_context(locale="zh-CN", viewport=PHONE).new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path):
        self.page.goto(f"{self.url}{path}")
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], f"{path} is {wide} px wide"

    def sees(self, words, *, seconds=20):
        self.page.get_by_text(words).first.wait_for(timeout=seconds * 1000)

    def waits_for(self, words, path, *, tries=40):
        """Load a page again until it shows some words."""
        for _ in range(tries):
            self.open(path)
            if self.page.get_by_text(words).count():
                return
            self.page.wait_for_timeout(250)
        raise AssertionError(f"{path} never showed {words}: {self.page.inner_text('main')}")


def who_is(linli):
    """The member, and their account on the platform."""
    [found] = linli.rows("SELECT member_id, external FROM gateway_identity WHERE name = %s", NAME)
    return found


def apply(phone, code):
    phone.open(f"/m/apply/{code}/")
    phone.sees("想每天读一点书的人")
    phone.page.fill("[name=name]", NAME)
    phone.page.check("[name=agreed]")
    phone.page.click("button.ll-p-button-main")
    phone.page.fill("[name=profile-nickname]", NAME)
    phone.page.fill("[name=profile-city]", "浙江 杭州")
    phone.page.select_option("[name=profile-industry]", "education")
    phone.page.select_option("[name=profile-position]", "teaching")
    phone.page.fill("[name=entry-task]", BOOK)
    phone.page.check("[name=entry-test-0][value='1']")
    phone.page.check("[name=agreed]")
    phone.page.click("button[value=send]")
    assert phone.page.locator("#state").count() == 1, phone.page.inner_text("main")


def accept(browser, linli):
    console = Console(
        browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 1000}).new_page(), linli.url
    )
    console.log_in(house.CHENG, house.PASSWORD)
    assert NAME in console.read("entry/")
    shown = console.follow(NAME)
    assert BOOK in shown
    console.page.fill("#words", WORDS)
    console.page.click("button[value=accept]")
    console.page.wait_for_url("**/console/entry/")
    return console


def fill_template(phone):
    """Every screen of the information template, with a word of one's own on some."""
    phone.open("/m/me/profile/0/")
    for _ in range(8):
        for field, words in (("company", COMPANY), ("can_share", SHARED), ("mobile", MOBILE)):
            place = phone.page.locator(f"[name=profile-{field}]")
            if place.count():
                place.fill(words)
        phone.page.locator("form.ll-form button.ll-p-button-main").click()
        if re.search(r"/m/me/profile/$", phone.page.url):
            return
    raise AssertionError(f"the template never ended: {phone.page.url}")


def introduce(phone):
    phone.open("/m/first-steps/introduction/")
    phone.page.fill("[name=words]", SENTENCE)
    phone.page.click("button[value=look]")
    phone.page.locator(".ll-p-bubble", has_text=SENTENCE).wait_for()
    phone.page.click("button[value=post]")


def speak(phone):
    phone.open("/m/room/qingfeng-1/")
    phone.sees(f"欢迎 {NAME}")
    phone.sees(SENTENCE)
    phone.page.fill("#text", SAID)
    phone.page.keyboard.press("Enter")
    phone.page.locator(".is-mine .ll-r-text", has_text=SAID).wait_for()


def is_in_segment(linli, segment, member):
    return linli.rows(
        "SELECT 1 FROM segments_place WHERE segment_id = %s AND member_id = %s",
        segment,
        member,
    )


def spelled(trace):
    """A trace as text, and as JSON may write it, with backslashes as COPY doubles them."""
    escaped = json.dumps(trace)[1:-1]
    return {trace, escaped, escaped.replace("\\", "\\\\")}


def in_database(linli, traces):
    """(table, trace) of every table whose rows, written out as COPY does, hold a trace."""
    found = set()
    with psycopg.connect(linli.dsn, autocommit=True) as connection:
        tables = connection.execute(
            "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n"
            " ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%'"
            " AND n.nspname <> 'information_schema' ORDER BY 1"
        ).fetchall()
        assert len(tables) > 60
        for (table,) in tables:
            with connection.cursor().copy(f"COPY {table} TO STDOUT") as copy:
                text = b"".join(bytes(block) for block in copy).decode()
            found |= {(table, trace) for trace in traces if any(one in text for one in spelled(trace))}
    return found


def in_lake(linli, traces):
    """(file, trace) of every file of the lake with a row that holds a trace."""
    found = set()
    for file in sorted(linli.home.rglob("*.parquet")):
        rows = duckdb.sql(f"SELECT to_json(t)::text FROM read_parquet('{file}') t").fetchall()
        text = "\n".join(row for (row,) in rows)
        found |= {(str(file), trace) for trace in traces if any(one in text for one in spelled(trace))}
    return found


def in_files(linli, traces):
    """(file, trace) of every file of the installation, logs and what was printed included."""
    found = {("printed", trace) for trace in traces if trace in linli.output}
    for file in sorted(one for one in linli.home.rglob("*") if one.is_file()):
        data = file.read_bytes()
        found |= {
            (str(file), trace) for trace in traces if any(one.encode() in data for one in spelled(trace))
        }
    return found


def test_a_newcomer_comes_in_finds_their_feet_and_is_forgotten(linli, browser):
    made = linli.run("tests.journeys.newcomer_house", "prepare")
    linli.start()
    phone = Phone(browser, linli.url)

    apply(phone, made["code"])
    console = accept(browser, linli)
    phone.waits_for(WORDS, f"/m/apply/{made['code']}/")
    phone.waits_for("进群聊天", f"/m/apply/{made['code']}/")
    fill_template(phone)
    introduce(phone)
    speak(phone)
    phone.waits_for("66", "/m/first-steps/")

    member, account = who_is(linli)
    linli.wait_for(lambda: is_in_segment(linli, made["segment"], member), "the segment")
    assert NAME in console.read(f"segments/{made['segment']}/")
    assert NAME in console.read("entry/newcomers/")
    steps = {step for (step,) in linli.rows("SELECT step FROM entry_stepdone WHERE member_id = %s", member)}
    assert steps >= {"rules_read", "template_filled", "introduced", "first_words"}
    linli.linli("lake")
    traces = (*TRACES, account)
    assert {trace for _, trace in in_database(linli, traces)} == set(traces)
    number = f'"{member}"'
    assert in_lake(linli, [number])

    phone.open("/m/me/erase/")
    phone.page.check("[name=sure]")
    phone.page.click("button.ll-p-button-danger")
    phone.page.wait_for_load_state()

    for _ in range(40):
        if not (left := in_database(linli, traces)):
            break
        phone.page.wait_for_timeout(250)
    assert left == set()
    assert in_lake(linli, traces) == set()
    assert in_files(linli, traces) == set()
    assert in_lake(linli, [number])
    assert linli.rows("SELECT state FROM entry_application WHERE member_id = %s", member) == [("accepted",)]
    assert phone.complaints == []
    assert console.complaints == []
