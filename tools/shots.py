"""make shots: every page in Chromium, in both languages and three widths, checked and photographed.

    python tools/shots.py --base http://127.0.0.1:8000 --login lin@example.org PASSWORD

Fails on an axe violation (WCAG 2 A/AA, 2.1 AA), a console error, or a page wider than its window.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import django
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from linli.faces.ui import pages

ROOT = Path(__file__).resolve().parents[1]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
WIDTHS = {390: 844, 1024: 768, 1440: 900}
LANGUAGES = {"zh-hans": "zh-CN", "en": "en"}
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


@dataclass(frozen=True)
class Options:
    """What the command line asked for."""

    base: str
    login: tuple[str, str] | None
    room: str | None
    only: tuple[str, ...]
    into: Path
    pictures: Path | None
    widths: tuple[int, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """Something wrong on one picture."""

    shot: str
    words: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures, print the findings; 0 when there are none."""
    options = _read(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    django.setup()
    if not AXE.is_file():
        print(f"{AXE} is missing: run make setup.", file=sys.stderr)
        return 2
    findings: list[Finding] = []
    taken = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--force-color-profile=srgb"]
        )
        for language in options.languages:
            context = _context(browser, language)
            _log_in(context, options, language)
            _join(context, options)
            for one, width in _wanted(options):
                findings += _take(context, options, one, language, width)
                taken += 1
            context.close()
        browser.close()
    for finding in findings:
        print(f"✗ {finding.shot}: {finding.words}")
    print(f"{taken} pictures in {options.into}, {len(findings)} findings")
    return 1 if findings or not taken else 0


def _read(arguments: Sequence[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="python tools/shots.py", description=__doc__)
    parser.add_argument("--base", required=True, help="address of a running server, as http://127.0.0.1:8000")
    parser.add_argument(
        "--login", nargs=2, metavar=("EMAIL", "PASSWORD"), help="staff account; without it only public pages"
    )
    parser.add_argument("--room", help="link into a room; without it no pages of members")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="names of pages; may be repeated"
    )
    parser.add_argument(
        "--width", action="append", type=int, choices=sorted(WIDTHS), help="one width; may be repeated"
    )
    parser.add_argument(
        "--language", action="append", choices=sorted(LANGUAGES), help="one language; may be repeated"
    )
    parser.add_argument("--into", type=Path, default=ROOT / "shots", help="folder of the pictures")
    parser.add_argument(
        "--pictures", type=Path, help="also write the pages marked for documents here, as docs/pictures"
    )
    given = parser.parse_args(arguments)
    return Options(
        base=given.base.rstrip("/"),
        login=tuple(given.login) if given.login else None,
        room=given.room,
        only=tuple(given.only),
        into=given.into,
        pictures=given.pictures,
        widths=tuple(given.width or WIDTHS),
        languages=tuple(given.language or LANGUAGES),
    )


def chromium() -> str:
    """The path of the system's Chromium; ends the program with a sentence when there is none."""
    for path in BROWSERS:
        if Path(path).is_file():
            return path
    raise SystemExit("Chromium is missing: install the system package chromium.")


def _wanted(options: Options) -> Iterator[tuple[pages.ShotPage, int]]:
    for one in pages.listed():
        if options.only and one.name not in options.only:
            continue
        if one.needs_login and options.login is None:
            continue
        if one.is_portal and options.room is None:
            continue
        for width in options.widths:
            yield one, width


def _context(browser: Browser, language: str) -> BrowserContext:
    locale = LANGUAGES[language]
    return browser.new_context(locale=locale, timezone_id="Asia/Shanghai", reduced_motion="reduce")


def _log_in(context: BrowserContext, options: Options, language: str) -> None:
    if options.login is None:
        return
    page = context.new_page()
    _goto(page, f"{options.base}/console/login/")
    page.fill("input[type=email], input[name=email], input[name=username]", options.login[0])
    page.fill("input[type=password]", options.login[1])
    with page.expect_navigation():
        page.click("main button[type=submit], main form .btn-primary")
    if page.locator("input[type=password]").count():
        raise SystemExit(f"Logging in as {options.login[0]} failed: the login page is still shown.")
    if page.locator(f"button[name=language][value={language}]").count():
        with page.expect_navigation():
            page.click(f"button[name=language][value={language}]")
    page.close()


def _join(context: BrowserContext, options: Options) -> None:
    """Come into the room as a member, so that the members' pages are theirs."""
    if options.room is None:
        return
    page = context.new_page()
    _goto(page, options.base + "/m/" + options.room.partition("/m/")[2])
    page.fill("[name=name]", "小川")
    with page.expect_navigation():
        page.click("main button")
    page.close()


def _take(
    context: BrowserContext, options: Options, one: pages.ShotPage, language: str, width: int
) -> list[Finding]:
    """Visit one page at one width: photograph it, and say what is wrong."""
    shot = f"{one.name}.{language}.{width}"
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    try:
        problem = _open(page, options, one)
        if problem:
            return [Finding(shot, problem)]
        options.into.mkdir(parents=True, exist_ok=True)
        _unroll(page, width)
        page.screenshot(path=options.into / f"{shot}.png")
        if options.pictures and (language, width) in one.pictures:
            options.pictures.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=options.pictures / f"{shot}.png")
        expected = f"{one.status}" if one.status >= 400 else None
        wrong = [text for text in errors if not (expected and expected in text)]
        return (
            [Finding(shot, f"console error: {text}") for text in wrong]
            + _overflow(page, shot)
            + _axe(page, shot)
        )
    finally:
        page.close()


def _open(page: Page, options: Options, one: pages.ShotPage) -> str | None:
    if one.path is not None:
        response = _goto(page, options.base + one.path)
    else:
        _goto(page, options.base + one.start)
        link = page.locator(one.follow).first
        if not link.count():
            return f"no link {one.follow} on {one.start} leads here"
        address = link.get_attribute("href") or ""
        response = _goto(page, urljoin(page.url, address))
    if response is None or response.status != one.status:
        return f"answered {response.status if response else 'nothing'} instead of {one.status}"
    return None


def _unroll(page: Page, width: int) -> None:
    """Make the window as tall as the page, so that what sticks to its edges is whole in the picture."""
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": max(height, WIDTHS[width])})


def _goto(page: Page, url: str) -> Response | None:
    """Open a page and wait for its scripts and fonts; silence is not awaited: live streams never end."""
    try:
        response = page.goto(url, wait_until="load")
    except PlaywrightError as error:
        raise SystemExit(f"{url} cannot be opened: {error.message.splitlines()[0]}") from None
    page.evaluate("document.fonts.ready.then(() => true)")
    return response


def _overflow(page: Page, shot: str) -> list[Finding]:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide <= 0:
        return []
    culprit = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
        .map(e => e.tagName.toLowerCase() + '.' + e.className).slice(0, 3).join(', ')"""
    )
    return [Finding(shot, f"{wide} px wider than the window: {culprit}")]


def _axe(page: Page, shot: str) -> list[Finding]:
    page.evaluate(AXE.read_text())
    tags = json.dumps(RULES)
    result = page.evaluate(
        f"axe.run(document, {{runOnly: {{type: 'tag', values: {tags}}}, resultTypes: ['violations']}})"
    )
    return [
        Finding(
            shot,
            f"axe {violation['id']}: {violation['help']}, {len(violation['nodes'])}× as at "
            f"{violation['nodes'][0]['target'][0]}",
        )
        for violation in result["violations"]
    ]


if __name__ == "__main__":
    sys.exit(main())
