"""What is written without a network is never lost, never sent twice, and never anybody else's."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.kept import kept_in, wait_until_empty, wait_until_kept
from tests.journeys.people import BARTEK, end_sessions, give_bartek_annas_password
from tests.journeys.phone import Phone, phone_of
from tests.journeys.portal import ANNAS_PASSWORD, Portal
from tests.journeys.wire import Wire

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("offline")]

TEXT = "Piszę z tunelu pod Wisłą"
WAITS = "[data-drafts] [data-state=waiting].tag:visible"
SENT = "[data-drafts] [data-state=sent]:visible"


@pytest.fixture
def wire(portal: Portal) -> Iterator[Wire]:
    with Wire(portal) as wire:
        yield wire


@pytest.fixture
def phone(real_browser: Browser, wire: Wire) -> Iterator[Phone]:
    """Anna's phone, with what it needs in a tunnel."""
    with phone_of(real_browser, wire) as phone:
        wait_until_kept(phone.sign_in())
        wait_until_stored(phone.page, "/contact/new")
        yield phone
        phone.was_cut_off = True


def wait_until_stored(page: Page, path: str) -> None:
    for _time in range(100):
        if path in kept_in(page).paths:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{path} was not kept")


def write(phone: Phone, subject: str, text: str = TEXT) -> Page:
    page = phone.open("/contact/new")
    phone.fill("subject", subject)
    phone.fill("text", text)
    page.get_by_role("button", name="Wyślij wiadomość").click()
    return page


def sent_questions(data: Path, subject: str) -> int:
    connection = sqlite3.connect(data / "selfcare.db", timeout=20)
    count: int = connection.execute("SELECT count(*) FROM contact_thread WHERE subject = ?", (subject,)).fetchone()[0]
    connection.close()
    return count


def test_a_question_with_a_file_arrives_while_there_is_a_network(phone: Phone, wire: Wire, tmp_path: Path) -> None:
    letter = tmp_path / "umowa.pdf"
    letter.write_bytes(b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n")
    page = phone.open("/contact/new")
    phone.fill("subject", "Z plikiem")
    phone.fill("text", TEXT)
    page.set_input_files("[name=files]", letter)

    page.get_by_role("button", name="Wyślij wiadomość").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Z plikiem")
    expect(page.get_by_role("link", name="umowa.pdf")).to_be_visible()
    assert not [name for name in kept_in(page).facts if name.startswith("draft")]


def test_a_refused_file_is_explained_in_place(phone: Phone, tmp_path: Path) -> None:
    page = phone.open("/contact/new")
    phone.fill("subject", "Zły plik")
    phone.fill("text", TEXT)
    bad = tmp_path / "strona.svg"
    bad.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    page.set_input_files("[name=files]", bad)

    page.get_by_role("button", name="Wyślij wiadomość").click()

    expect(page.locator("#errors")).to_contain_text("strona.svg")
    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator("[name=text]")).to_have_value(TEXT)


def test_written_in_a_tunnel_it_is_sent_once_when_the_app_is_opened_again(phone: Phone, wire: Wire) -> None:
    wire.is_cut = True
    page = write(phone, "Z tunelu")
    page.wait_for_url("**/contact")
    expect(page.locator(WAITS)).to_have_text("Czeka na sieć")
    expect(page.locator("[data-drafts] [data-title]")).to_have_text("Z tunelu")
    kept = kept_in(page)
    assert TEXT not in kept.text
    assert "Z tunelu" not in kept.text
    assert not kept.readable

    page.close()
    wire.is_cut = False
    phone.page = phone.watch(phone.context.new_page())
    phone.open("/")

    expect(phone.page.locator("#toast")).to_contain_text("Wysłano")
    phone.open("/contact")
    expect(phone.page.get_by_role("link", name="Z tunelu")).to_have_count(1)
    assert sent_questions(wire.data, "Z tunelu") == 1
    assert not [name for name in kept_in(phone.page).facts if name.startswith("draft")]


def test_it_is_sent_while_the_page_is_open_when_the_network_comes_back(phone: Phone, wire: Wire) -> None:
    wire.is_cut = True
    page = write(phone, "Wraca sieć")
    expect(page.locator(WAITS)).to_be_visible()

    wire.is_cut = False
    page.evaluate("dispatchEvent(new Event('online'))")

    expect(page.locator(SENT)).to_have_text("Wysłano")
    assert sent_questions(wire.data, "Wraca sieć") == 1


def test_an_answer_lost_on_the_way_back_does_not_double_it(phone: Phone, wire: Wire) -> None:
    page = phone.open("/contact/new")
    phone.fill("subject", "Urwana odpowiedź")
    phone.fill("text", TEXT)
    answer = wire.hold("/contact/new")
    page.get_by_role("button", name="Wyślij wiadomość").click()
    assert answer.has_come.wait(10)
    assert sent_questions(wire.data, "Urwana odpowiedź") == 1

    page.close()  # the server has it; the phone does not know
    wire.let_go()
    phone.page = phone.watch(phone.context.new_page())
    phone.open("/contact")

    expect(phone.page.locator(SENT)).to_be_visible()
    assert sent_questions(wire.data, "Urwana odpowiedź") == 1


def test_what_is_typed_survives_a_closed_tab(phone: Phone, wire: Wire) -> None:
    page = phone.open("/contact/new")
    wire.is_cut = True
    phone.fill("subject", "Niedokończone")
    phone.fill("text", TEXT)
    page.wait_for_timeout(800)
    assert TEXT not in kept_in(page).text

    page.close()
    phone.page = phone.watch(phone.context.new_page())
    phone.open("/contact/new")

    expect(phone.page.locator("[name=text]")).to_have_value(TEXT)
    expect(phone.page.locator("[name=subject]")).to_have_value("Niedokończone")


def test_a_draft_can_be_deleted(phone: Phone, wire: Wire) -> None:
    wire.is_cut = True
    page = write(phone, "Jednak nie")
    expect(page.locator(WAITS)).to_be_visible()

    page.locator("[data-drop]").click()

    expect(page.locator("[data-drafts]")).to_be_hidden()
    wire.is_cut = False
    phone.open("/contact")
    page.wait_for_timeout(500)
    assert sent_questions(wire.data, "Jednak nie") == 0


def test_signing_out_forgets_drafts(phone: Phone, wire: Wire) -> None:
    wire.is_cut = True
    page = write(phone, "Po wylogowaniu")
    expect(page.locator(WAITS)).to_be_visible()

    page.evaluate("document.querySelector(\"form[action='/logout']\").requestSubmit()")
    page.wait_for_url("**/offline")
    wait_until_empty(page)

    assert not [name for name in kept_in(page).facts if name.startswith("draft")]
    wire.is_cut = False
    phone.sign_in()
    phone.open("/contact")
    page.wait_for_timeout(500)
    assert sent_questions(wire.data, "Po wylogowaniu") == 0


def test_the_next_customer_neither_sees_nor_sends_it(phone: Phone, wire: Wire) -> None:
    give_bartek_annas_password(wire.data)
    wire.is_cut = True
    page = write(phone, "Tylko moje")
    expect(page.locator(WAITS)).to_be_visible()
    phone.context.clear_cookies()  # as if her session had run out
    wire.is_cut = False

    phone.sign_in(BARTEK, ANNAS_PASSWORD)
    wait_until_kept(page)
    phone.open("/contact")
    page.wait_for_timeout(500)

    expect(page.locator("[data-drafts]")).to_be_hidden()
    assert not [name for name in kept_in(page).facts if name.startswith("draft")]
    assert sent_questions(wire.data, "Tylko moje") == 0


def test_after_a_session_that_ran_out_it_waits_until_its_writer_is_back(phone: Phone, wire: Wire) -> None:
    wire.is_cut = True
    page = write(phone, "Po przerwie")
    expect(page.locator(WAITS)).to_be_visible()
    end_sessions(wire.data, column="expires_at")
    wire.is_cut = False
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(700)
    assert sent_questions(wire.data, "Po przerwie") == 0

    phone.sign_in()

    expect(page.locator("#toast")).to_contain_text("Wysłano")
    assert sent_questions(wire.data, "Po przerwie") == 1


def test_on_a_device_that_keeps_nothing_the_text_stays_on_the_screen(real_browser: Browser, wire: Wire) -> None:
    with phone_of(real_browser, wire) as phone:
        page = phone.sign_in()
        phone.open("/account/offline")
        page.get_by_role("button", name="Usuń dane offline").click()
        phone.open("/contact/new")
        phone.fill("subject", "Cudze urządzenie")
        phone.fill("text", TEXT)
        wire.is_cut = True

        page.get_by_role("button", name="Wyślij wiadomość").click()

        expect(page.locator("#toast")).to_contain_text("Nic nie zginęło")
        expect(page.locator("[name=text]")).to_have_value(TEXT)
        assert not [name for name in kept_in(page).facts if name.startswith("draft")]
        phone.was_cut_off = True


def test_the_help_opens_without_a_network_also_for_a_stranger(phone: Phone, wire: Wire) -> None:
    wire.is_cut = True
    page = phone.open("/help")
    expect(page.locator("[data-article]").first).to_be_visible()
    page.locator("[name=q]").fill("zgubiony TELEFON")
    expect(page.locator("[data-article]:visible")).to_have_count(1)

    page.evaluate("document.querySelector(\"form[action='/logout']\").requestSubmit()")
    page.wait_for_url("**/offline")
    phone.open("/help")

    expect(page.locator("[data-article]").first).to_be_visible()
    assert "Nowak" not in page.content()
