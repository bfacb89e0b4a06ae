"""A person in front of the console: a real Chromium, logged in through the form."""

from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tools import shots


class Console:
    """One browser window on the console. What its scripts complain about fails the test."""

    def __init__(self, page, url):
        self.page, self.url = page, url
        self.complaints = []
        page.on("console", lambda told: self.complaints.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def log_in(self, email, password):
        self.page.goto(f"{self.url}/console/login/")
        self.page.fill("input[name=email]", email)
        self.page.fill("input[name=password]", password)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url("**/console/today/")

    def read(self, path):
        """Go to a page of the console; returns the text of its main part."""
        self.page.goto(f"{self.url}/console/{path}")
        return self.page.inner_text("main")

    def follow(self, words):
        """Follow a link of the main part by its words; returns the text of the page it leads to."""
        self.page.click(f"main a:has-text('{words}')")
        self.page.wait_for_load_state()
        return self.page.inner_text("main")


@contextmanager
def console(url, *, locale="zh-CN"):
    """A console in a browser of its own; skipped where the machine has no Chromium."""
    if not any(Path(path).is_file() for path in shots.BROWSERS):
        pytest.skip("Chromium is missing: install the system package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shots.chromium(), args=["--no-sandbox"])
        context = browser.new_context(locale=locale, viewport={"width": 1440, "height": 1000})
        window = Console(context.new_page(), url)
        yield window
        browser.close()
    assert window.complaints == []
