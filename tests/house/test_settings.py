"""Settings: read once, and wrong ones are named."""

from pathlib import Path

import pytest

from selfcare.config import Settings, SettingsWrong

GOOD = {"SELFCARE_SECRET_KEY": "k" * 32}


def test_variables_become_what_they_mean() -> None:
    env = GOOD | {
        "SELFCARE_DATA": "/srv/portal",
        "SELFCARE_MAIL_PORT": "587",
        "SELFCARE_MAIL_USE_TLS": "yes",
        "SELFCARE_OPERATOR_FILE": "/srv/operator.toml",
        "PATH": "/bin",
    }

    settings = Settings.from_env(env)

    assert settings.data == Path("/srv/portal")
    assert settings.mail_port == 587
    assert settings.mail_use_tls
    assert settings.operator_file == Path("/srv/operator.toml")
    assert settings.url_of_database == "sqlite:////srv/portal/selfcare.db"


def test_an_empty_variable_is_one_that_was_not_set() -> None:
    assert Settings.from_env(GOOD | {"SELFCARE_MAIL_PORT": ""}).mail_port == 25


def test_every_wrong_one_is_named_at_once() -> None:
    env = GOOD | {"SELFCARE_MAIL_PORT": "many", "SELFCARE_COLOUR": "red", "SELFCARE_LOG_LEVEL": "LOUD"}

    with pytest.raises(SettingsWrong) as told:
        Settings.from_env(env)

    assert str(told.value) == ("SELFCARE_COLOUR: unknown; SELFCARE_MAIL_PORT: malformed; SELFCARE_LOG_LEVEL: malformed")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "ftp://portal.example.org"),
        ("PUBLIC_URL", "https://portal.example.org/selfcare"),
        ("PUBLIC_URL", "http://["),
        ("DATABASE_URL", "mysql://localhost/portal"),
        ("SMS_ADAPTER", "pigeon"),
        ("SMS_URL", "sms.example.org/send"),
        ("TRUSTED_PROXIES", "-1"),
        ("PAYMENT_GATEWAY", "piggy bank"),
        ("PAYMENT_PAYU_ADDRESS", "secure.payu.com"),
        ("PAYMENT_PAYU_WEAKEST_HASH", "SHA-1"),
        ("PAYMENT_P24_MERCHANT_ID", "-1"),
        ("PAYMENT_P24_POS_ID", "ten"),
        ("KEEP_MESSAGES_DAYS", "-1"),
        ("KEEP_AUDIT_DAYS", "999999999"),
        ("MAIL_USE_SSL", "perhaps"),
        ("ORDERS_ENDPOINT", "billing.example.org"),
    ],
)
def test_a_value_that_cannot_be_meant_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(SettingsWrong, match=f"SELFCARE_{name}: malformed"):
        Settings.from_env(GOOD | {f"SELFCARE_{name}": value})


def test_no_variable_switches_the_demo_on() -> None:
    with pytest.raises(SettingsWrong, match="SELFCARE_DEMO: unknown"):
        Settings.from_env(GOOD | {"SELFCARE_DEMO": "1"})


def test_only_the_demo_speaks_plain_http() -> None:
    assert Settings(secret_key="k").cookie_prefix == "__Host-"
    assert Settings(secret_key="k", demo=True).cookie_prefix == ""


def test_secrets_are_not_printed() -> None:
    shown = repr(Settings(secret_key="hush-hush", mail_password="hush-too", database_url="sqlite:////tmp/hush"))

    assert "hush" not in shown


def test_a_payment_company_s_keys_come_together() -> None:
    assert Settings.from_env(GOOD).missing() == []
    assert Settings.from_env(GOOD | {"SELFCARE_PAYMENT_GATEWAY": "payu"}).missing() == [
        "SELFCARE_PAYMENT_PAYU_POS_ID: required",
        "SELFCARE_PAYMENT_PAYU_CLIENT_SECRET: required",
        "SELFCARE_PAYMENT_PAYU_SECOND_KEY: required",
    ]
    half = GOOD | {"SELFCARE_PAYMENT_P24_MERCHANT_ID": "999999", "SELFCARE_PAYMENT_P24_CRC": "c"}
    assert Settings.from_env(half).missing() == ["SELFCARE_PAYMENT_P24_API_KEY: required"]


def test_orders_leave_signed_and_over_https_only() -> None:
    endpoint = {"SELFCARE_ORDERS_ENDPOINT": "http://billing.example.org/orders", "SELFCARE_ORDERS_SECRET": "short"}

    assert Settings.from_env(GOOD | endpoint).missing() == [
        "SELFCARE_ORDERS_SECRET: required, at least 32 characters",
        "SELFCARE_ORDERS_ENDPOINT: must be https",
    ]
    right = {"SELFCARE_ORDERS_ENDPOINT": "https://billing.example.org/orders", "SELFCARE_ORDERS_SECRET": "s" * 32}
    assert Settings.from_env(GOOD | right).missing() == []


def test_real_money_goes_over_https_only() -> None:
    toy = Settings.from_env(GOOD | {"SELFCARE_PAYMENT_PAYU_ADDRESS": "http://127.0.0.1:8090"})

    assert toy.missing() == ["SELFCARE_PAYMENT_PAYU_ADDRESS: must be https"]


def test_a_carrier_asked_by_http_has_an_address_that_nobody_overhears() -> None:
    by_http = GOOD | {"SELFCARE_SMS_ADAPTER": "http"}

    assert Settings.from_env(by_http).missing() == ["SELFCARE_SMS_URL: required"]
    overheard = Settings.from_env(by_http | {"SELFCARE_SMS_URL": "http://sms.example.org/send"})
    assert overheard.missing() == ["SELFCARE_SMS_URL: must be https"]
    for address in ("https://sms.example.org/send?v=2", "http://127.0.0.1:8025/send"):
        assert Settings.from_env(by_http | {"SELFCARE_SMS_URL": address}).missing() == []
