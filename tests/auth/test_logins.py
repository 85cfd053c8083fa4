import pytest

from selfcare.auth.logins import Login

KEY = "a key for tests only"


@pytest.mark.parametrize(
    "text",
    [
        "500100200",
        "500 100 200",
        "500-100-200",
        "+48500100200",
        "+48 500 100 200",
        "0048500100200",
        "48500100200",
        "  500100200\t",
        "500\u00a0100\u00a0200",
        "\u202a+48 500 100 200\u202c",
        "(500) 100 200",
    ],
)
def test_a_number_is_the_same_however_it_is_written(text: str) -> None:
    login = Login.parse(text)

    assert (login.msisdn, login.email) == ("+48500100200", "")
    assert login.key(KEY) == Login.parse("500100200").key(KEY)


def test_an_address_is_the_same_in_capitals() -> None:
    login = Login.parse(" Anna@Example.ORG ")

    assert (login.msisdn, login.email) == ("", "anna@example.org")
    assert login.key(KEY) == Login.parse("anna@example.org").key(KEY)


@pytest.mark.parametrize("text", ["", "anna", "12", "1" * 300, "+999 1"])
def test_anything_else_is_nobodys(text: str) -> None:
    login = Login.parse(text)

    assert (login.msisdn, login.email) == ("", "")


def test_logins_are_told_apart_only_by_those_who_have_the_key() -> None:
    assert Login.parse("500100200").key(KEY) != Login.parse("500100201").key(KEY)
    assert Login.parse("500100200").key(KEY) != Login.parse("500100200").key("another key")
