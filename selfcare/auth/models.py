"""Proving who is asking."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from selfcare.customers.models import Customer
from selfcare.tables import Table

WRONG_PER_CODE = 5  # then the code is dead
FORMER_TOKEN_LASTS = timedelta(seconds=30)  # enough for a button pressed twice, and for an answer that got lost
PROOF_LASTS = timedelta(minutes=15)  # security.md §1.1: how long a typed password opens sensitive parts

_FREE_TRIES = 10  # wrong ones in a row before anybody has to wait
_FIRST_DELAY = timedelta(seconds=30)  # doubled with every further one
_LONGEST_DELAY = timedelta(hours=1)

AT_CODE, AT_NEW_PASSWORD, AT_CONFIRM, SIGNED_IN = "code", "new_password", "confirm", "signed_in"
# What a code may be good for.
TO_SIGN_IN, TO_CONFIRM, TO_STEP_UP = "sign_in", "confirm_password", "step_up"


class Credential(Table):
    """A customer's permanent password, as Argon2id sees it."""

    __tablename__ = "credential"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), primary_key=True)
    password_hash: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]


class CountsTries:
    """Counts wrong tries in a row; after the tenth each one makes the next wait longer."""

    wrong_in_row: Mapped[int] = mapped_column(default=0)
    wrong_at: Mapped[datetime | None]

    def note_wrong(self, now: datetime) -> None:
        self.wrong_in_row += 1
        self.wrong_at = now

    def note_right(self) -> None:
        self.wrong_in_row = 0

    @property
    def has_run_out(self) -> bool:
        """True at the very try after which people have to wait."""
        return self.wrong_in_row == _FREE_TRIES

    def open_again_at(self) -> datetime | None:
        """When the next try may come; None if it may come at once."""
        if self.wrong_at is None or self.wrong_in_row < _FREE_TRIES:
            return None
        doublings = min(self.wrong_in_row - _FREE_TRIES, 10)  # enough to reach the longest
        return self.wrong_at + min(_FIRST_DELAY * (1 << doublings), _LONGEST_DELAY)


class Tries(CountsTries, Table):
    """How often a typed login went wrong, whether anybody has that login or not. Also the lock of that login.

    Client addresses are counted here, too, by the hour (addresses.py).
    """

    __tablename__ = "login_tries"

    login_key: Mapped[bytes] = mapped_column(primary_key=True)
    touched_at: Mapped[datetime]


class Device(CountsTries, Table):
    """A browser that has signed in before: a delay that a stranger caused is not its own, nor is it told of as new."""

    __tablename__ = "device"
    __table_args__ = (UniqueConstraint("token_hash", "customer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    token_hash: Mapped[bytes]  # SHA-256 of its cookie
    agent: Mapped[str] = mapped_column(String(100), default="")
    first_seen_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class SessionRow(Table):
    """One browser that signed in, or is half-way there. Its cookie holds a random token, and nothing else."""

    __tablename__ = "session"
    __table_args__ = (Index("ix_session_customer", "customer_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)  # SHA-256 of the cookie
    former_token_hash: Mapped[bytes | None] = mapped_column(index=True)  # of the cookie before it,
    former_until: Mapped[datetime | None]  # which opens until then
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))  # none before the first right code
    stage: Mapped[str] = mapped_column(String(16))  # code, new_password, confirm, signed_in
    login_key: Mapped[bytes]  # keyed hash of the typed login
    typed_login: Mapped[str] = mapped_column(Text, default="")  # sealed; only until signed in
    msisdn: Mapped[str] = mapped_column(String(16), index=True, default="")  # the number it came through
    first_channel: Mapped[str] = mapped_column(String(8), default="")  # of the one-time password: sms, email
    my_device: Mapped[bool] = mapped_column(default=False)
    agent: Mapped[str] = mapped_column(String(100), default="")  # e.g. "Chrome, Android", for the list of devices
    next_path: Mapped[str] = mapped_column(Text, default="")
    new_password_hash: Mapped[str] = mapped_column(Text, default="")  # waits for the second code
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]  # when the password was last typed; sensitive parts ask again
    confirmed_at: Mapped[datetime | None]  # when a code was typed after it; call records ask again
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    customer: Mapped[Customer | None] = relationship()
    came_by_former = False  # not stored: whether this request showed the former token

    def is_proved_lately(self, now: datetime) -> bool:
        """Whether the password was typed so short ago that a sensitive part need not ask for it again."""
        return not self.came_by_former and self.proved_at is not None and now < self.proved_at + PROOF_LASTS

    def is_confirmed_lately(self, now: datetime) -> bool:
        """Whether both were typed a short time ago, the password and then a code: call records want them."""
        return not self.came_by_former and self.confirmed_at is not None and now < self.confirmed_at + PROOF_LASTS

    def take_token(self, token_hash: bytes, now: datetime) -> None:
        """Go on under a new token. The one that was shown opens a moment longer: the answer may never arrive."""
        if not self.came_by_former:
            self.former_token_hash, self.former_until = self.token_hash, now + FORMER_TOKEN_LASTS
        self.token_hash = token_hash
        self.came_by_former = False

    def drop_former_token(self) -> None:
        self.former_token_hash = self.former_until = None


class Code(Table):
    """A code that was sent. Good for one session and one purpose, once."""

    __tablename__ = "code"
    __table_args__ = (Index("ix_code_login", "login_key", "purpose", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    login_key: Mapped[bytes]
    purpose: Mapped[str] = mapped_column(String(32))
    keyed_hash: Mapped[bytes]
    channel: Mapped[str] = mapped_column(String(8), default="")  # sms, email; empty: nobody was sent it
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))  # to whom it was sent
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    wrong_tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]  # a newer one replaced it

    session: Mapped[SessionRow] = relationship()

    def can_be_typed(self, now: datetime) -> bool:
        """Not used, not replaced, not too old, and not guessed at too often. Says nothing of who was sent it."""
        is_live = self.used_at is None and self.voided_at is None and now < self.expires_at
        return is_live and self.wrong_tries < WRONG_PER_CODE

    def may_be_used(self, now: datetime) -> bool:
        """What nobody was sent, nobody can have."""
        return self.can_be_typed(now) and bool(self.channel)
