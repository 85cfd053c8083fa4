import pytest

from selfcare.web.addresses import local_path


@pytest.mark.parametrize(
    "path", ["/", "/invoices", "/invoices?year=2026", "/legal/privacy#rights", "/billing/1?q=48%20500"]
)
def test_a_path_of_this_site_is_kept(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\x00",
        " /invoices",
        "/" + "a" * 2000,
        "",
        None,
    ],
)
def test_anything_else_leads_to_start(elsewhere: str | None) -> None:
    assert local_path(elsewhere) == "/"
    assert local_path(elsewhere, otherwise="/login") == "/login"
