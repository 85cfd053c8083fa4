"""The steps of changing contact data, as tests repeat them."""

from typing import Any

from tests.auth.post import Letter, Post
from tests.browser import Browser

NEW, NEW_NUMBER = "anna.nowak@example.net", "+48600700800"


def ask(browser: Browser, wanted: str = NEW, what: str = "email", status: int = 200) -> None:
    browser.open(f"/orders/contact-change/{what}")
    browser.press("Send the codes", wanted=wanted, status=status)


def codes(post: Post) -> dict[str, Any]:
    return {letter.kind.split("_")[1]: letter.code for letter in post.deliver()}


def change(browser: Browser, post: Post, wanted: str = NEW, what: str = "email") -> list[Letter]:
    """All of it; returns what was told."""
    ask(browser, wanted, what)
    browser.press("Confirm the change", **codes(post))
    return post.deliver()


def way_back_in(letters: list[Letter]) -> tuple[Letter, str]:
    [letter] = [letter for letter in letters if letter.kind == "contact_way_back"]
    return letter, f"/orders/way-back/{letter.code}"
