"""The help: the product's articles and the operator's, searched as people type."""

from dataclasses import replace
from pathlib import Path

import pytest

from selfcare.brand import BrandWrong, Operator, operator_from
from selfcare.contact import guide
from selfcare.customers.models import Customer
from tests.browser import Browser
from tests.typography import is_tidy

OPERATOR = operator_from(None)


@pytest.fixture
def own(tmp_path: Path) -> Operator:
    """An operator with a folder of articles."""
    (tmp_path / "pl").mkdir()
    return replace(OPERATOR, help=tmp_path)


def slugs(operator: Operator, language: str = "pl") -> list[str]:
    return [article.slug for article in guide.articles(operator, language)]


def test_both_languages_have_the_same_articles() -> None:
    assert slugs(OPERATOR, "pl") == slugs(OPERATOR, "en")
    assert len(slugs(OPERATOR)) >= 8
    assert slugs(OPERATOR, "uk") == slugs(OPERATOR, "pl")


def test_polish_articles_are_set_as_polish_is_set() -> None:
    files = (guide._OURS / "pl").glob("*.md")

    assert [
        line
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if not is_tidy(line.lstrip("#-0123456789. "))
    ] == []


def test_the_operators_articles_replace_add_and_take_out(own: Operator) -> None:
    assert own.help
    (own.help / "pl" / "05-pay.md").write_text("# Jak płacić u nas\n\nPrzelewem.", encoding="utf-8")
    (own.help / "pl" / "99-shops.md").write_text("# Salony {name}\n\nPisz: {email}", encoding="utf-8")
    (own.help / "pl" / "puk.md").write_text("", encoding="utf-8")

    found = {article.slug: article for article in guide.articles(own, "pl")}

    assert next(iter(found)) == "pay"
    assert found["pay"].title == "Jak płacić u nas"
    assert found["shops"].title == "Salony Listek"
    assert "bok@listek.example" in found["shops"].folded
    assert "puk" not in found
    assert guide.digest(own) != guide.digest(OPERATOR)


def test_a_folder_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "operator.toml"
    file.write_text(
        'help = "nowhere"\n' + Path("selfcare/demo/operator.toml").read_text(encoding="utf-8"), encoding="utf-8"
    )

    with pytest.raises(BrandWrong, match="help: no such folder"):
        operator_from(file)


def test_hours_that_cannot_be_read_stop_the_start() -> None:
    wrong = replace(OPERATOR, service_hours={"mon": "8-18", "monday": "08:00-18:00", "tue": ""})

    assert wrong.mistakes() == [
        "service_hours.mon: not written as 07:00-22:00",
        "service_hours.monday: not written as 07:00-22:00",
    ]


@pytest.mark.parametrize(
    ("words", "first"),
    [("ZGUBIONY telefon", "lost-phone"), ("lódz", None), ("puk", "puk"), ("faktura wyzsza", "invoice-higher")],
)
def test_articles_are_found_as_people_type(words: str, first: str | None) -> None:
    found = guide.found(guide.articles(OPERATOR, "pl"), words)

    assert (found[0].slug if found else None) == first


def test_no_word_finds_everything() -> None:
    everything = guide.articles(OPERATOR, "pl")

    assert len(guide.found(everything, " ")) == len(everything)


def test_the_help_is_open_to_everyone(browser: Browser) -> None:
    browser.speak("en")

    browser.open("/help")

    assert len(browser.page.xpath("//details")) == len(slugs(OPERATOR))
    assert not browser.page.xpath("//details[@open]")
    assert "{" not in browser.text


def test_searching_works_without_a_script(browser: Browser, anna: Customer) -> None:
    anna.chosen_language = "en"
    browser.sign_in(anna)
    browser.open("/help")

    browser.press("Search", q="PUK code")

    assert [" ".join(h2.itertext()) for h2 in browser.page.xpath("//summary/h2")] == ["The PUK code and a blocked card"]
    assert browser.page.xpath("//details[@open]")


def test_nothing_found_leads_back(browser: Browser) -> None:
    browser.speak("en")

    browser.open("/help?q=%3Cscript%3E")

    assert "Nothing found" in browser.text
    assert "/help" in browser.links()
