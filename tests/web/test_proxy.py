"""What docs/nginx.conf keeps out of its logs."""

import re

from flask import Flask

from tests.architecture.places import ROOT

CONF = (ROOT / "docs" / "nginx.conf").read_text(encoding="utf-8")
TOKEN = "kT3-secret_0"


def addresses_with_tokens(app: Flask) -> list[str]:
    rules = {rule.rule for rule in app.url_map.iter_rules() if "token" in rule.arguments}
    return sorted(rule.replace("<token>", TOKEN) for rule in rules)


def test_no_token_of_an_address_is_logged(app: Flask) -> None:
    (masked,) = re.findall(r'"~(\S+)" \$selfcare_before/-;', CONF)
    (quiet,) = re.findall(r"location ~ (\S+) \{\n +error_log \S+ crit;", CONF)
    addresses = addresses_with_tokens(app)

    assert len(addresses) >= 2
    for address in addresses:
        found = re.match(masked.replace("(?<", "(?P<"), address)
        assert found, address
        assert f"{found['selfcare_before']}/{TOKEN}" == address
        assert re.match(quiet, address)


def test_nothing_else_that_people_send_is_in_the_form_of_the_log() -> None:
    (form,) = re.findall(r"log_format selfcare_short '([^']+)';", CONF)

    assert not {"$uri", "$request", "$request_uri", "$args", "$remote_addr", "$http_referer"} & set(form.split())
