"""What every kind of order has rules for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from selfcare.orders.models import LINE_GONE, REJECTED, Order


@dataclass(frozen=True)
class Verdict:
    """What the feed has made of an order before its day came."""

    state: str
    reason: str


class Kind:
    """One kind of order. Whoever has more to say says so in a class of its own; kinds.py lists them all."""

    name: ClassVar[str]
    leaves: ClassVar[bool] = True  # to the operator's systems; what does not is carried out in the portal alone

    def check(self, session: Session, order: Order, today: date) -> None:
        """At the last moment, when the code is typed. Raises whatever RuleBroken says what has changed meanwhile."""

    def placed(self, session: Session, order: Order, *, now: datetime, today: date) -> None:
        """The code was right: what has to happen at once, if anything."""

    def undone(self, session: Session, order: Order, *, now: datetime) -> None:
        """It was cancelled or rejected: take back what placing it did. Raises RuleBroken when that is too late."""

    def gone(self, session: Session, order: Order, *, now: datetime) -> Verdict:  # noqa: ARG002  # some kinds look
        """Its number has ended or has another holder, who must get nothing that he did not order."""
        return Verdict(REJECTED, LINE_GONE)

    def overtaken(self, session: Session, order: Order) -> Verdict | None:
        """Whether the feed has done it already, or something else instead."""

    def apply(self, session: Session, order: Order, *, now: datetime) -> None:
        """Its day has come, or the operator has said that it is done: make it so."""
