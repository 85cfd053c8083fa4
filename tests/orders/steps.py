"""The steps of ordering another tariff, as tests repeat them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.catalogue.models import Tariff
from selfcare.lines.models import Line
from selfcare.orders.models import Order
from tests.auth.post import Post
from tests.browser import Browser


def review(browser: Browser, line: Line, tariff: Tariff) -> None:
    browser.open(f"/orders/tariff-change?line={line.id}&tariff={tariff.code}")


def ask(browser: Browser, line: Line, tariff: Tariff, status: int = 200) -> None:
    """Up to the page that asks for the code."""
    review(browser, line, tariff)
    browser.press(send_button(browser), status=status, accept="y")


def order(browser: Browser, post: Post, line: Line, tariff: Tariff) -> None:
    """All of it."""
    ask(browser, line, tariff)
    browser.press("Order the change", code=post.code())


def send_button(browser: Browser) -> str:
    """It names the number that the code goes to."""
    texts = (" ".join(button.itertext()) for button in browser.page.iterfind(".//main//button"))
    return next(" ".join(text.split()) for text in texts if "Send the code" in text)


def the_order(db: Session) -> Order:
    """The newest one."""
    return db.scalars(select(Order).order_by(Order.id.desc()).limit(1)).one()


def code_button(browser: Browser, post: Post) -> None:
    """Have the code sent from the page that is open, and type it."""
    browser.press(send_button(browser))
    browser.press("Order the change", code=post.code())
