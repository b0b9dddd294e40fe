"""JupyterLab in a real browser, for the tests that work in it: one checkout, one server, one page a test file."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import in_checkout, need
from playwright.sync_api import Locator, Page, expect, sync_playwright

SECONDS = 1000
CHROMIUM = [
    "--no-sandbox",  # CI is root, where chromium's own sandbox doesn't start
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PICTURES = Path(os.environ.get("PICTURES", "")) if os.environ.get("PICTURES") else None

# A machine that grades on its other core is slow to draw.
expect.set_options(timeout=60 * SECONDS)


@pytest.fixture(scope="module")
def server(checkout: Path) -> Iterator[str]:
    """`mla lab` in that checkout; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = in_checkout(checkout) | {
        "JUPYTER_TOKEN": "test",
        # A server that asked the network for anything would fail here rather than answer.
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
    }
    log = (checkout.parent / "lab.log").open("w+")
    command = [sys.executable, "-m", "mla_course.cli", "lab", "--port", str(port), "--no-browser"]
    lab = subprocess.Popen(
        command, cwd=checkout, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            if lab.poll() is not None or "The course is open at" in Path(log.name).read_text():
                break
            time.sleep(0.2)
        assert "The course is open at" in Path(log.name).read_text(), Path(log.name).read_text()
        yield address
    finally:
        os.killpg(lab.pid, signal.SIGTERM)
        lab.wait(timeout=30)


@pytest.fixture(scope="module")
def page(server: str) -> Iterator[Page]:
    """JupyterLab, signed in; no request may leave the machine."""
    chromium = need("chromium", "chromium")
    strangers: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        context = browser.new_context(viewport={"width": 1300, "height": 1000})
        context.set_default_timeout(60 * SECONDS)
        context.on("request", lambda request: _note(request.url, strangers))
        page = context.new_page()
        page.goto(f"{server}/lab/tree/course/index.ipynb?token=test")
        page.wait_for_selector(".jp-Notebook")
        yield page
        browser.close()
    assert strangers == [], "requests that left the machine"


def _note(url: str, strangers: list[str]) -> None:
    if not re.match(r"(?:https?|wss?)://127\.0\.0\.1[:/]|data:|blob:|about:|file:", url):
        strangers.append(url)


def picture(page: Page, name: str) -> None:
    """Keep a picture for a person to look at, where PICTURES names a folder."""
    if PICTURES:
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png")


def menu(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_role("menuitem", name=name, exact=True).first.click()


def panel(page: Page):
    return page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")


def run_all(page: Page) -> None:
    # Before its kernel is there, JupyterLab drops what it is told to run.
    expect(page.get_by_role("button", name="| Idle")).to_be_visible()
    menu(page, "Run", "Run All Cells")


def walk_down_to(page: Page, what: Locator) -> None:
    """Scroll until it is there: JupyterLab draws a cell when it comes near the window."""
    notebook = panel(page).locator(".jp-WindowedPanel-outer")
    for _ in range(400):
        if what.count() and what.is_visible():
            break
        notebook.evaluate("element => element.scrollBy(0, 500)")
        page.wait_for_timeout(150)
    what.wait_for()
