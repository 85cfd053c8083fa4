"""The demo's people who answer, in a real browser."""

import time

import pyotp
from playwright.sync_api import Page

from selfcare import clock
from selfcare.demo.staff import PASSWORD, TOTP
from tests.journeys.phone import Phone

PAGES = (  # one of each kind; of customers and members the demo's first
    "/staff/queue",
    "/staff/customers?q=an",
    "/staff/customers/1002456",
    "/staff/customers/1002456/access",
    "/staff/customers/1002456/calls",
    "/staff/failures",
    "/staff/people",
    "/staff/people/1",
    "/staff/me",
)


class _Codes(pyotp.TOTP):
    """Of the demo's published key, which is short."""

    min_secret_length_bits = 80


def sign_in(phone: Phone, email: str) -> Page:
    """Wait for the next code where somebody else has used this one up."""
    page = phone.open("/staff/login")
    for _code_may_be_used_up in range(3):
        phone.fill("email", email)
        phone.fill("password", PASSWORD)
        phone.fill("code", _Codes(TOTP).at(clock.now()))
        phone.send("code")
        page.wait_for_load_state()
        if "/staff/login" not in phone.path:
            break
        time.sleep(15)
    return page
