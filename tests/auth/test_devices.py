import pytest

from selfcare.auth.devices import is_handheld, name_of

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Mobile/15E148 Safari/604.1"
)
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize(
    ("agent", "name", "handheld"),
    [
        (IPHONE, "Safari, iPhone", True),
        (WINDOWS, "Edge, Windows", False),
        (LINUX, "Firefox, Linux", False),
        ("curl/8.0", "", False),
        ("", "", False),
    ],
)
def test_browsers_are_called_by_name(agent: str, name: str, handheld: bool) -> None:  # noqa: FBT001
    assert name_of(agent) == name
    assert is_handheld(agent) == handheld
