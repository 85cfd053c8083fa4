"""The steps of signing in, as tests repeat them."""

from tests.auth.post import Post
from tests.browser import Browser

LONG_ENOUGH = "cztery słowa obok siebie"


def leave_password_empty(browser: Browser, login: str, status: int = 200) -> None:
    browser.open("/login?with=password")
    browser.press("Sign in", login=login, password="", status=status)


def sign_in(browser: Browser, login: str, password: str, status: int = 303) -> None:
    browser.open("/login?with=password")
    browser.press("Sign in", login=login, password=password, status=status)


def fail(browser: Browser, login: str, times: int) -> None:
    browser.open("/login?with=password")
    for _ in range(times):
        browser.press("Sign in", login=login, password="wrong wrong wrong", status=422)


def to_new_password(browser: Browser, post: Post, login: str) -> None:
    """Up to the page that asks for a new password."""
    leave_password_empty(browser, login)
    browser.press("Continue", password=post.code())
    assert browser.address == "/login/new-password"


def to_second_code(browser: Browser, post: Post, login: str, new: str = LONG_ENOUGH) -> None:
    """Up to the page that asks for the second code, which is on its way."""
    to_new_password(browser, post, login)
    browser.press("Set the password", new_password=new, repeat_password=new)
    assert browser.address == "/login/confirm"
