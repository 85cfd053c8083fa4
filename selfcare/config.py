"""Everything that differs between installations: the SELFCARE_* variables, read once at start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, urlsplit

PREFIX = "SELFCARE_"
SHORTEST_SECRET = 32  # characters of what signs orders
_LONGEST = 36500  # days: a century
_HERE = {"localhost", "127.0.0.1", "::1"}  # a carrier's agent on this machine: nobody listens in between


class SettingsWrong(Exception):
    """A variable is missing, unknown or malformed. The text names every one of them."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Read once, at start. Every field is the variable SELFCARE_<FIELD>; `demo` alone is not a variable."""

    data: Path = Path("var")  # folder of the embedded database, attachments and keys
    secret_key: str = field(default="", repr=False)
    database_url: str = field(default="", repr=False)  # empty: SQLite in the data folder
    public_url: str = "http://localhost:8000"  # links in messages start with it
    operator_file: Path | None = None  # TOML; empty: the invented operator of the demo
    trusted_proxies: int = 0  # how many proxies in front of us may set X-Forwarded-*
    log_level: str = "INFO"
    metrics_bind: str = ""  # host:port where /metrics answers, and nowhere else; empty: nowhere
    sentry_dsn: str = field(default="", repr=False)  # where bugs are reported to; empty: only in the log
    offline_reading: bool = True  # no: devices keep nothing, and what they kept goes

    mail_server: str = ""  # empty: no e-mail is sent
    mail_port: int = 25
    mail_username: str = ""
    mail_password: str = field(default="", repr=False)
    mail_use_tls: bool = False  # STARTTLS
    mail_use_ssl: bool = False
    mail_sender: str = ""

    sms_adapter: str = ""  # "smpp" or "http"; empty: no SMS is sent (the demo prints them)
    sms_url: str = ""  # where "http" posts to
    sms_token: str = field(default="", repr=False)
    sms_host: str = ""
    sms_port: int = 2775
    sms_system_id: str = ""
    sms_password: str = field(default="", repr=False)
    sms_sender: str = ""

    payment_gateway: str = ""  # "payu" or "przelewy24": who takes new payments; empty: paying online is off
    payment_payu_address: str = "https://secure.payu.com"
    payment_payu_pos_id: str = ""
    payment_payu_client_id: str = ""  # empty: the same as pos_id
    payment_payu_client_secret: str = field(default="", repr=False)
    payment_payu_second_key: str = field(default="", repr=False)
    payment_payu_weakest_hash: str = "MD5"  # of notices; PayU signs with it unless asked for better
    payment_p24_address: str = "https://secure.przelewy24.pl"
    payment_p24_merchant_id: int = 0
    payment_p24_pos_id: int = 0  # 0: the same as merchant_id
    payment_p24_api_key: str = field(default="", repr=False)
    payment_p24_crc: str = field(default="", repr=False)
    orders_endpoint: str = ""  # https address that takes orders as JSON; empty: they wait for the feed and for staff
    orders_secret: str = field(default="", repr=False)  # shared with it; signs what we send
    clamd: str = ""  # host:port of ClamAV's daemon; empty: files from customers are not scanned

    keep_codes_days: int = 30
    keep_sessions_days: int = 90
    keep_messages_days: int = 730
    keep_audit_days: int = 1825
    keep_usage_months: int = 24  # whole months beside the running one
    keep_contact_days: int = 1095
    feed_warn_hours: int = 36  # doctor warns when the newest feed is older
    roaming_limit: int = 215  # zł net a period for data outside the EU: 50 EUR (EU 2022/612, art. 14)

    demo: bool = field(default=False, metadata={"variable": False})

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read SELFCARE_* variables. Raises SettingsWrong naming every bad one at once."""
        known = {variable_of(item.name): item for item in fields(cls) if item.metadata.get("variable", True)}
        given = {name: value for name, value in env.items() if name.startswith(PREFIX)}
        wrong = [f"{name}: unknown" for name in sorted(given.keys() - known.keys())]
        found: dict[str, Any] = {}
        for name, value in given.items():
            if name in known and value:
                try:
                    found[known[name].name] = _READERS[str(known[name].type)](value)
                except ValueError:
                    wrong.append(f"{name}: malformed")
        settings = cls(**found)
        wrong += settings.mistakes()
        if wrong:
            raise SettingsWrong("; ".join(wrong))
        return settings

    def mistakes(self) -> list[str]:
        """What is wrong with values that are well-formed."""
        checks = {
            "public_url": _is_origin(self.public_url),
            "sms_adapter": self.sms_adapter in {"", "smpp", "http"},
            "sms_url": not self.sms_url or _is_address(self.sms_url),
            "log_level": self.log_level in {"DEBUG", "INFO", "WARNING", "ERROR"},
            "database_url": not self.database_url
            or self.database_url.startswith(("sqlite:///", "postgresql+psycopg://")),
            "trusted_proxies": 0 <= self.trusted_proxies <= 10,
            "metrics_bind": not self.metrics_bind or address_in(self.metrics_bind) is not None,
            "roaming_limit": 1 <= self.roaming_limit <= 100_000,
            "payment_gateway": self.payment_gateway in {"", "payu", "przelewy24"},
            "payment_payu_address": _is_origin(self.payment_payu_address),
            "payment_payu_weakest_hash": self.payment_payu_weakest_hash in {"MD5", "SHA-256", "SHA-384", "SHA-512"},
            "payment_p24_address": _is_origin(self.payment_p24_address),
            "payment_p24_merchant_id": self.payment_p24_merchant_id >= 0,
            "payment_p24_pos_id": self.payment_p24_pos_id >= 0,
        }
        checks["orders_endpoint"] = not self.orders_endpoint or _is_address(self.orders_endpoint)
        checks["clamd"] = not self.clamd or _is_host_and_port(self.clamd)
        kept = [item.name for item in fields(self) if item.name.startswith("keep_")]
        checks |= {name: 1 <= getattr(self, name) <= _LONGEST for name in kept}
        return [f"{variable_of(name)}: malformed" for name, is_right in checks.items() if not is_right]

    def missing(self) -> list[str]:
        """What else must be set because of what is set. A demo needs nothing of it."""
        payu = ("payment_payu_pos_id", "payment_payu_client_secret", "payment_payu_second_key")
        p24 = ("payment_p24_merchant_id", "payment_p24_api_key", "payment_p24_crc")
        needed = [name for name in payu if self.payment_gateway == "payu" or self.has_payu]
        needed += [name for name in p24 if self.payment_gateway == "przelewy24" or self.has_p24]
        needed += ["sms_url"] if self.sms_adapter == "http" else []
        addresses = ["payment_payu_address", "payment_p24_address"]
        addresses += ["sms_url"] if self.sms_url and urlsplit(self.sms_url).hostname not in _HERE else []
        said = [f"{variable_of(name)}: required" for name in needed if not getattr(self, name)]
        if self.orders_endpoint:
            addresses.append("orders_endpoint")
            if len(self.orders_secret) < SHORTEST_SECRET:
                said.append(f"{variable_of('orders_secret')}: required, at least {SHORTEST_SECRET} characters")
        return said + [
            f"{variable_of(name)}: must be https" for name in addresses if not getattr(self, name).startswith("https:")
        ]

    @property
    def has_payu(self) -> bool:
        return bool(self.payment_payu_pos_id)

    @property
    def has_p24(self) -> bool:
        return bool(self.payment_p24_merchant_id)

    @property
    def url_of_database(self) -> str:
        return self.database_url or f"sqlite:///{quote(str(self.data.absolute() / 'selfcare.db'))}"

    @property
    def metrics_folder(self) -> Path:
        return self.data / "metrics"

    @property
    def cookie_prefix(self) -> str:
        """Only the demo speaks plain http, where a browser would refuse `__Host-`."""
        return "" if self.demo else "__Host-"

    def for_flask(self) -> dict[str, Any]:
        return {
            "SECRET_KEY": self.secret_key,
            "MAX_CONTENT_LENGTH": 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 256 * 1024,
            "SESSION_COOKIE_NAME": f"{self.cookie_prefix}form",
            "SESSION_COOKIE_SECURE": not self.demo,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_REFRESH_EACH_REQUEST": False,
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_SSL_STRICT": False,  # web/same_site.py judges Origin and Sec-Fetch-Site
            "BABEL_DEFAULT_LOCALE": "pl",
            "BABEL_DEFAULT_TIMEZONE": "Europe/Warsaw",
            "MAIL_SERVER": self.mail_server,
            "MAIL_PORT": self.mail_port,
            "MAIL_USERNAME": self.mail_username or None,
            "MAIL_PASSWORD": self.mail_password or None,
            "MAIL_USE_TLS": self.mail_use_tls,
            "MAIL_USE_SSL": self.mail_use_ssl,
            "MAIL_DEFAULT_SENDER": self.mail_sender or None,
        }


def _is_origin(address: str) -> bool:
    return _is_address(address) and urlsplit(address).path in {"", "/"}


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def address_in(text: str) -> tuple[str, int] | None:
    """Host and port of `127.0.0.1:9100` or `[::1]:9100`; None if that is not what it says."""
    try:
        parts = urlsplit(f"//{text}")
        port = parts.port
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname and port and not parts.path else None


def _is_host_and_port(address: str) -> bool:
    host, _, port = address.rpartition(":")
    return bool(host) and port.isascii() and port.isdigit()


def variable_of(name: str) -> str:
    """The environment variable behind a field."""
    return PREFIX + name.upper()


def _yes_or_no(text: str) -> bool:
    if text.lower() not in {"1", "true", "yes", "0", "false", "no"}:
        raise ValueError(text)
    return text.lower() in {"1", "true", "yes"}


_READERS: dict[str, Any] = {
    "str": str,
    "int": int,
    "bool": _yes_or_no,
    "Path": Path,
    "Path | None": Path,
}
