"""Consents to marketing: off until somebody says yes, for each purpose and each channel, and taken back as easily.

Messages of the service (codes, invoices, orders, notices) need none of them and ask nobody here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from selfcare.account.models import CHANNELS, OURS, PARTNERS, PURPOSES, Consent
from selfcare.audit import actions as audit
from selfcare.customers.models import Customer
from selfcare.errors import RuleBroken

Key = tuple[str, str]  # purpose and channel
KEYS: tuple[Key, ...] = tuple((purpose, channel) for purpose in PURPOSES for channel in CHANNELS)
_SHOWN = 50


class TextsChanged(RuleBroken):
    """Nobody agrees to what he did not read."""

    message = _l("The texts of the consents have changed meanwhile. Read them and choose again.")


def texts(operator_name: str) -> dict[Key, str]:
    """What one agrees to, in the language of the moment."""
    purposes = {
        OURS: _("I agree that %(operator)s tells me about its own offers.", operator=operator_name),
        PARTNERS: _("I agree that %(operator)s tells me about offers of its partners.", operator=operator_name),
    }
    ways = {"email": _("By e-mail."), "sms": _("By SMS."), "phone": _("By phone call.")}
    return {(purpose, channel): f"{purposes[purpose]} {ways[channel]}" for purpose, channel in KEYS}


def version_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def version_of_all(shown: Mapping[Key, str]) -> str:
    """What the form carries: the version of everything that was read."""
    return version_of("\n".join(shown[key] for key in KEYS))


def answers_of(customer: Customer) -> Select[Consent]:
    """Everything the customer ever answered, newest first."""
    return select(Consent).where(Consent.customer_id == customer.id).order_by(Consent.id.desc())


def history_of(customer: Customer) -> Select[Consent]:
    return answers_of(customer).limit(_SHOWN)


def given_now(session: Session, customer: Customer) -> frozenset[Key]:
    """What holds at this moment."""
    newest = answers_of(customer).with_only_columns(Consent.purpose, Consent.channel, Consent.given)
    holds: dict[Key, bool] = {}
    for purpose, channel, given in session.execute(newest):
        holds.setdefault((purpose, channel), given)
    return frozenset(key for key, given in holds.items() if given)


def choose(  # who, what, by which words, when
    session: Session,
    customer: Customer,
    wanted: Collection[Key],
    shown: Mapping[Key, str],
    read_version: str,
    *,
    now: datetime,
    request_id: str = "",
) -> Sequence[Consent]:
    """Write down each answer that is another than before. Raises TextsChanged."""
    if read_version != version_of_all(shown):
        raise TextsChanged
    before = given_now(session, customer)
    answers = [
        Consent(
            customer_id=customer.id,
            purpose=key[0],
            channel=key[1],
            given=key in wanted,
            text=shown[key],
            text_version=version_of(shown[key]),
            at=now,
            actor=audit.CUSTOMER,
            request_id=request_id,
        )
        for key in KEYS
        if (key in wanted) != (key in before)
    ]
    session.add_all(answers)
    for answer in answers:
        _note(session, customer, answer)
    return answers


def _note(session: Session, customer: Customer, answer: Consent) -> None:
    audit.record(
        session,
        "consent_given" if answer.given else "consent_withdrawn",
        now=answer.at,
        customer_no=customer.customer_no,
        request_id=answer.request_id,
        purpose=answer.purpose,
        channel=answer.channel,
    )
