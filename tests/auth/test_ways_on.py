import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfcare.auth.ways_on import way_on


@pytest.mark.parametrize("path", ["/", "/invoices?year=2025&page=2", "/billing/7?q=a%20b", "/logins", "/a//b"])
def test_the_wanted_page_is_kept(path: str) -> None:
    assert way_on(path) == path


@pytest.mark.parametrize("path", ["/login", "/login?next=/login", "/login/confirm", "/logout"])
def test_the_door_is_not_a_place_to_go(path: str) -> None:
    assert way_on(path) == "/"


@pytest.mark.parametrize("text", [None, "", "invoices", "//evil.example", "/\\evil.example", "https://evil.example/"])
def test_another_site_is_not_a_place_to_go(text: str | None) -> None:
    assert way_on(text) == "/"


@given(st.text(alphabet="/\\\t\n :@.?#[]aé%", max_size=12))
def test_what_comes_out_is_always_a_path_of_this_site(text: str) -> None:
    path = way_on(text)

    assert path.startswith("/")
    assert not path.startswith(("//", "/\\"))
    assert path.isprintable()
