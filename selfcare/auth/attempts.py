"""One press of the sign-in button, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from selfcare.auth.logins import Login
from selfcare.auth.models import SessionRow


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What was typed, and in which browser."""

    login: Login
    password: str = field(default="", repr=False)
    next_path: str = "/"
    my_device: bool = False
    agent: str = ""
    address: str = ""  # of the client, as far as the proxies are trusted
    device_token: str = field(default="", repr=False)  # of the long-lived cookie
    row: SessionRow | None = None  # what this browser's session cookie stands for now
    now: datetime
    secret_key: str = field(repr=False)
    request_id: str = ""

    @cached_property
    def login_key(self) -> bytes:
        return self.login.key(self.secret_key)


@dataclass(frozen=True, kw_only=True)
class Entered:
    """The way goes on, in this session, under this token."""

    row: SessionRow
    token: str = field(repr=False)
    device_token: str = field(default="", repr=False)  # empty: the browser is not known yet
