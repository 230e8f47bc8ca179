"""The browser that prints, and the pages that come out of it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Error, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
MISSING = (
    "The book is printed by Chromium or Chrome, and none is here. Install one "
    "(Debian: apt-get install chromium) or build without --paper."
)


class PaperError(RuntimeError):
    """The book could not be printed, and the message says why."""


@contextmanager
def opened() -> Iterator[Browser]:
    """Open the browser of this machine, or the one that Playwright keeps.

    Raises:
        PaperError: there is none.
    """
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        except Error as error:
            raise PaperError(MISSING) from error
        yield browser
        browser.close()
