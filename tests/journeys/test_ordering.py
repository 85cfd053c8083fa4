"""Everything that can be ordered, on a phone, with a script and without: asked for, authorised and confirmed."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from selfcare import clock
from tests.journeys.people import BARTEK, forget_whose_codes, give_bartek_annas_password
from tests.journeys.phone import Phone, phone_of
from tests.journeys.portal import ANNA, ANNAS_PASSWORD, Inbox, Portal

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("ordering")]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """One of its own: two codes for the same login would come too soon."""
    with Portal(tmp_path_factory.mktemp("demo")) as portal:
        yield portal


@pytest.fixture
def no_script(real_browser: Browser, portal: Portal) -> Iterator[Phone]:
    with phone_of(real_browser, portal, java_script_enabled=False) as phone:
        yield phone


@pytest.fixture(params=["with-script", "without-script"])
def anyone(request: pytest.FixtureRequest) -> Phone:
    phone: Phone = request.getfixturevalue("phone" if request.param == "with-script" else "no_script")
    return phone


@pytest.fixture(scope="module")
def credit(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Bartek has paid far more than he owes."""
    feed = tmp_path_factory.mktemp("feed")
    row = f"P-TOO-MUCH,1002457,{clock.today()},900.00,za dużo,transfer,Bartek"
    (feed / "payments.csv").write_text(f"payment_id,customer_no,booked_on,amount,title,method,payer\n{row}\n")
    for _the_operator_may_be_answering_orders_just_now in range(20):
        if "payments.csv" in portal.run("import", str(feed), exit_codes=(0, 2)):
            break
        time.sleep(0.5)


def test_a_tariff_is_changed_until_that_is_cancelled(anyone: Phone) -> None:
    _as_anna(anyone, "/tariffs")
    _change_and_cancel(anyone, "voice", "L60")


def test_a_contract_is_ended_and_that_taken_back(anyone: Phone) -> None:
    page = _as_bartek(anyone, "/orders")
    inbox = anyone.portal.inbox(BARTEK)
    page.locator("main a[href='/orders/termination']:visible").click()
    page.locator("label:has([value=soon])").click()
    page.locator("label:has([name=accept])").click()
    anyone.send("accept")

    _type_code(anyone, inbox)
    _cancel(anyone)


def test_another_email_holds_at_once(phone: Phone) -> None:
    _change_contact(phone, "email", "bartek.zielinski@example.net", "bartek.zielinski@example.net")


def test_another_contact_number_holds_at_once_without_a_script(no_script: Phone) -> None:
    _change_contact(no_script, "phone", "600 700 801", re.compile("600.700.801"))


@pytest.mark.parametrize(("device", "option"), [("phone", "NET20"), ("no_script", "NET5")])
def test_an_option_is_bought(request: pytest.FixtureRequest, device: str, option: str) -> None:
    phone = request.getfixturevalue(device)
    page = _as_anna(phone, "/orders")
    inbox = phone.portal.inbox(ANNA)
    page.locator("main a[href='/orders/options']:visible").click()
    page.locator("main a[href^='/orders/options?line=']").first.click()
    page.locator(f"main a[href$='option={option}']").click()
    page.locator("label:has([value=now])").click()
    phone.send("start")

    _type_code(phone, inbox)
    page.locator("main .tag-ok:visible").first.wait_for()


def test_invoices_come_on_paper_until_that_is_cancelled(anyone: Phone) -> None:
    page = _as_anna(anyone, "/account/contact")
    inbox = anyone.portal.inbox(ANNA)
    page.locator("main a[href='/orders/paper']:visible").click()
    anyone.page.locator("main form button.btn-main").click()

    _type_code(anyone, inbox)
    _cancel(anyone)


def test_credit_is_asked_back_until_that_is_cancelled(anyone: Phone, credit: None) -> None:
    page = _as_bartek(anyone, "/payments")
    inbox = anyone.portal.inbox(BARTEK)
    page.locator("main a[href='/orders/refund']:visible").first.click()
    anyone.fill("amount", "50,00")
    anyone.fill("account", "61 1090 1014 0000 0712 1981 2874")
    anyone.send("account")

    _type_code(anyone, inbox)
    assert "2874" in page.inner_text("main")
    assert "1981" not in page.content()
    _cancel(anyone)


def test_a_number_is_to_be_handed_over_until_that_is_cancelled(anyone: Phone) -> None:
    page = _as_anna(anyone, "/orders")
    inbox = anyone.portal.inbox(ANNA)
    page.locator("main a[href='/orders/assignment']:visible").click()
    page.locator("main a[href^='/orders/assignment?line=']").last.click()
    anyone.fill("name", "Celina Wiśniewska")
    anyone.fill("email", "celina@example.com")
    anyone.fill("phone", "600 700 800")
    anyone.send("email")

    _type_code(anyone, inbox)
    _cancel(anyone)


def test_an_esim_takes_the_place_of_a_card_without_a_script(no_script: Phone) -> None:
    page = _as_anna(no_script, "/orders")
    inbox = no_script.portal.inbox(ANNA)
    page.locator("main a[href='/orders/sim']:visible").click()
    page.locator("main a[href^='/orders/sim?line=']").last.click()  # the router's: codes go on to Anna's phone
    page.locator("label:has([value=esim])").click()
    page.locator("label:has([value=defective])").click()
    no_script.send("sim_kind")

    _type_code(no_script, inbox)
    assert "eSIM" in page.inner_text("main")


def test_a_stolen_phone_is_blocked_from_any_browser_without_a_script(real_browser: Browser, portal: Portal) -> None:
    with phone_of(real_browser, portal, java_script_enabled=False) as phone:
        inbox = portal.inbox(ANNA)
        page = phone.open("/login")
        page.locator("a[href='/orders/stolen']").click()
        phone.fill("number", "500 100 201")
        phone.send("number")
        channel, digits = inbox.next_code()
        phone.fill("code", digits)
        page.locator("label:has([value=sim])").click()
        phone.send("code")

        page.wait_for_url(re.compile(r"/orders/stolen\?done=asked"))
        assert channel == "email"
        phone.sign_in()
        page.locator(".note-bad", has_text=re.compile("500.100.201")).wait_for()


def _as_anna(phone: Phone, path: str) -> Page:
    forget_whose_codes(phone.portal.data)
    phone.sign_in()
    return phone.open(path)


def _as_bartek(phone: Phone, path: str) -> Page:
    forget_whose_codes(phone.portal.data)
    give_bartek_annas_password(phone.portal.data)
    phone.sign_in(BARTEK)
    return phone.open(path)


def _type_code(phone: Phone, inbox: Inbox) -> None:
    """Up to the order that waits, with its confirmation."""
    phone.page.locator("[name=code][autocomplete=one-time-code]").wait_for()
    channel, digits = inbox.next_code()
    assert channel == "sms"
    phone.fill("code", digits)
    phone.send("code")
    phone.page.wait_for_url(re.compile(r"/orders/Z.*done=placed"))
    receipt = phone.context.request.get(f"{phone.portal.address}/orders/{_number(phone)}/receipt.pdf")
    assert receipt.body().startswith(b"%PDF")


def _cancel(phone: Phone) -> None:
    number = _number(phone)
    phone.open("/orders")
    phone.page.locator(f"main a[href='/orders/{number}']").click()
    phone.page.locator("form[action$='/cancel'] button:visible").click()
    phone.page.wait_for_url(re.compile(r"/orders/Z.*done=cancelled"))


def _number(phone: Phone) -> str:
    return phone.path.split("/")[-1].split("?")[0]


def _change_contact(phone: Phone, what: str, wanted: str, shown: str | re.Pattern[str]) -> None:
    page = _as_bartek(phone, "/account/contact")
    inbox = phone.portal.inbox(BARTEK)
    page.locator(f"main a[href='/orders/contact-change/{what}']").click()
    phone.fill("password", ANNAS_PASSWORD)
    phone.send("password")
    page.locator("[name=code]").wait_for()
    phone.fill("code", inbox.next_code()[1])
    phone.send("code")
    page.locator("[name=wanted]").wait_for()
    phone.fill("wanted", wanted)
    phone.send("wanted")
    page.locator("[name=new]").wait_for()
    for field in ("new", "old"):
        if page.locator(f"[name={field}]").count():
            phone.fill(field, inbox.next_code()[1])
    phone.send("new")
    page.wait_for_url(re.compile(r"/orders/Z.*done=placed"))
    phone.open("/account/contact")
    page.locator("main dd").get_by_text(shown).wait_for()


def _change_and_cancel(phone: Phone, kind: str, code: str) -> None:
    inbox = phone.portal.inbox(ANNA)
    page = phone.open(f"/tariffs?kind={kind}")
    page.locator(f"label:has([value={code}])").click()
    phone.send("compare")
    page.locator(f"main a[href*='tariff={code}']").click()
    page.locator("label:has([name=accept])").click()
    phone.send("accept")

    _type_code(phone, inbox)
    _cancel(phone)
