from datetime import UTC, datetime

import pytest
import time_machine

from selfcare.brand import operator_from
from selfcare.customers.models import Customer
from tests.browser import Browser
from tests.typography import tidy

TEXTS = operator_from(None).legal


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_open_to_everyone(browser: Browser, name: str) -> None:
    browser.open(f"/legal/{name}")

    assert browser.page.find(".//h1").text == TEXTS[name]["title"]
    assert len(browser.page.findall(".//main//h2")) == TEXTS[name]["text"].count("\n## ")
    assert len(browser.page.findall(".//article//li")) == TEXTS[name]["text"].count("\n- ")
    assert "##" not in browser.text


def test_a_text_that_does_not_exist_is_not_found(browser: Browser) -> None:
    browser.open("/legal/secrets", status=404)


def test_the_texts_lead_to_each_other(browser: Browser) -> None:
    browser.open("/legal/privacy")

    assert {"/legal/terms", "/legal/accessibility"} <= set(browser.links())
    assert "/legal/privacy" not in browser.links()


def test_a_customer_reads_them_with_the_bar(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/legal/terms")

    assert browser.page.find(".//nav[@class='nav']") is not None


def test_addresses_in_a_text_are_links(browser: Browser) -> None:
    browser.open("/legal/privacy")

    assert "mailto:iod@listek.example" in browser.links()


@pytest.mark.parametrize("name", TEXTS)
def test_the_demos_texts_keep_together_what_belongs_together(name: str) -> None:
    lines = TEXTS[name]["text"].splitlines()

    assert [line for line in lines if tidy(line) != line] == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "privacy",
            ["RODO", "administrator", "Inspektor ochrony danych", "Twoje prawa", "Prezesa Urzędu Ochrony Danych"],
        ),
        ("accessibility", ["26\u00a0kwietnia 2024", "EN\u00a0301\u00a0549", "WCAG", "60\u00a0dni", "wymyślone"]),
        ("terms", ["świadczeniu usług drogą elektroniczną", "Reklamacje", "wymyślone"]),
    ],
)
def test_the_demos_texts_say_what_the_law_asks_for(name: str, said: list[str]) -> None:
    text = TEXTS[name]["text"].replace("\u00a0", " ")

    assert [words for words in said if words.replace("\u00a0", " ") not in text] == []


def test_security_txt_is_as_rfc_9116_wants_it(browser: Browser) -> None:
    with time_machine.travel(datetime(2026, 11, 25, 11, 0, tzinfo=UTC), tick=False):
        answer = browser.open("/.well-known/security.txt").response

    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.text.splitlines() == [
        "Contact: mailto:security@listek.example",
        "Expires: 2027-05-24T00:00:00Z",
        "Preferred-Languages: pl, en",
        "Canonical: https://selfcare.example.org/.well-known/security.txt",
    ]
