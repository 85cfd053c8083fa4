"""What the doctor looks at. Each examination says what it found; raising Ill is bad, Warning worth a look."""

import shutil
import smtplib
import socket
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import cast
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import func, select, text

from selfcare import clock
from selfcare.attachments.gateways.clamd import Clamd
from selfcare.balance.checking import WAITING, newest_checks
from selfcare.balance.incoming import waiting_for_staff
from selfcare.balance.interest import with_newer
from selfcare.balance.payouts import late_payouts
from selfcare.billing import months
from selfcare.brand import Operator
from selfcare.config import Settings
from selfcare.contact.status import StatusUnreadable, status_in
from selfcare.database import db, is_ready, session
from selfcare.errors import PartnerUnavailable
from selfcare.feeds.queries import newest_feed
from selfcare.notifications.models import Message
from selfcare.orders.handing_over import SEND_ORDER
from selfcare.outbox.models import Task
from selfcare.outbox.queries import tried_in_vain
from selfcare.payments.checking import NOTICES
from selfcare.payments.gateway import PaymentGateway, Refused

PATIENCE = 5  # seconds for somebody else's server
_TIGHT = 1024**3  # bytes on the disk
_FULL = 100 * 1024**2
_LATE = timedelta(minutes=10)
_YEAR = timedelta(days=365)


class Ill(Exception):
    """Something that must be mended."""


class Unwell(Exception):
    """Something that works, and should still be looked at."""


def database(_settings: Settings) -> str:
    session().execute(text("SELECT 1"))
    return f"{db.engine.dialect.name} answers"


def migrations(_settings: Settings) -> str:
    if not is_ready():
        raise Ill("not up to date: run `selfcare db upgrade`")
    return "up to date"


def mail(settings: Settings) -> str:
    if not settings.mail_server:
        if settings.demo:
            return "printed by the demo"
        raise Unwell("SELFCARE_MAIL_SERVER is not set: no e-mail is sent")
    kind = smtplib.SMTP_SSL if settings.mail_use_ssl else smtplib.SMTP
    try:
        with kind(settings.mail_server, settings.mail_port, timeout=PATIENCE) as server:
            server.ehlo_or_helo_if_needed()
            if settings.mail_use_tls:
                server.starttls()
            if settings.mail_username:
                server.login(settings.mail_username, settings.mail_password)
    except (OSError, smtplib.SMTPException) as error:
        raise Ill(f"{settings.mail_server}:{settings.mail_port}: {_short(error)}") from error
    return f"{settings.mail_server}:{settings.mail_port} answers"


def sms(settings: Settings) -> str:
    if settings.demo:
        return "printed by the demo"
    if not settings.sms_adapter:
        raise Unwell("SELFCARE_SMS_ADAPTER is not set: no SMS is sent")
    host, port = settings.sms_host, settings.sms_port
    if settings.sms_adapter == "http":
        url = urlsplit(settings.sms_url)
        host, port = url.hostname or "", url.port or (443 if url.scheme == "https" else 80)
    try:
        socket.create_connection((host, port), timeout=PATIENCE).close()
    except OSError as error:
        raise Ill(f"{host}:{port}: {_short(error)}") from error
    return f"{host}:{port} answers"


def payments(settings: Settings) -> str:
    """Ask every company whether it knows us."""
    gateways = cast("Mapping[str, PaymentGateway]", current_app.extensions["payment_gateways"])
    if settings.payment_gateway not in gateways:
        raise Unwell("SELFCARE_PAYMENT_GATEWAY is not set: paying online is switched off")
    try:
        return ", ".join(gateway.check() for gateway in gateways.values())
    except (PartnerUnavailable, Refused) as error:
        raise Ill(f"the payment company says: {_short(error)}") from error


def secret_key(settings: Settings) -> str:
    if len(set(settings.secret_key)) < 10:
        raise Ill("SELFCARE_SECRET_KEY has hardly any different characters; make one: openssl rand -base64 48")
    return "set"


def disk(settings: Settings) -> str:
    free = shutil.disk_usage(settings.data if settings.data.exists() else ".").free
    said = f"{free / 1024**3:.1f} GiB free at {settings.data}"
    if free < _FULL:
        raise Ill(said)
    if free < _TIGHT:
        raise Unwell(said)
    return said


def worker(_settings: Settings) -> str:
    """A task that nobody took for minutes means that no worker runs."""
    now = clock.now()
    late = select(func.count()).where(Task.state == "waiting", Task.due_at < now - _LATE)
    if count := session().scalar(late):
        raise Unwell(f"{count} tasks wait longer than {_LATE.seconds // 60} minutes: does `selfcare worker` run?")
    return "nothing waits"


def messages(_settings: Settings) -> str:
    failed = session().scalar(select(func.count()).select_from(Message).where(Message.state == "failed"))
    if failed:
        raise Unwell(f"{failed} failed for good: see `selfcare messages`")
    return "none failed for good"


def feed(settings: Settings) -> str:
    """Pages can only be as fresh as the last import."""
    newest = session().scalars(newest_feed()).one_or_none()
    if newest is None or newest.finished_at is None:
        raise Unwell("nothing was ever imported")
    hours = (clock.now() - newest.finished_at) // timedelta(hours=1)
    if hours >= settings.feed_warn_hours:
        raise Unwell(f"the newest is {hours} hours old, more than SELFCARE_FEED_WARN_HOURS={settings.feed_warn_hours}")
    return f"the newest is {hours} hours old"


def usage(settings: Settings) -> str:
    """What comes for a month without a partition of its own is kept, but makes every page of it slower."""
    if missing := months.missing_ahead(session().connection(), clock.today()):
        raise Unwell(f"no partition for {missing[0]:%Y-%m}: does `selfcare worker` run?")
    return f"kept for {settings.keep_usage_months} months"


def ledger(_settings: Settings) -> str:
    """The newest daily look; and money whose customer nobody knows."""
    checks = session().scalars(newest_checks()).all()
    wrong = [check for check in checks if check.wrong and check.what not in {WAITING, NOTICES}]
    if wrong:
        found = "; ".join(f"{check.what}: {check.wrong}, e.g. {check.examples}" for check in wrong)
        raise Ill(f"records of money disagree ({found})")
    if doubted := next((check.wrong for check in checks if check.what == NOTICES), 0):
        raise Unwell(f"{doubted} notices of payment companies of the last week were not believed: see the log")
    count = session().scalar(select(func.count()).select_from(waiting_for_staff().subquery())) or 0
    late = session().scalar(select(func.count()).select_from(late_payouts(clock.today()).subquery())) or 0
    if count or late:
        raise Unwell(f"{count} received payments wait for somebody to find their customer, {late} payouts are late")
    return "records of money agree" if checks else "not looked at yet: the worker does it every day"


def interest(_settings: Settings) -> str:
    dues = cast("Operator", current_app.extensions["operator"]).dues
    rates = with_newer(dues.interest_rates)
    newest = max(rates)
    said = f"the newest statutory rate that is known is {rates[newest]} % from {newest}"
    if dues.charge_interest and newest < clock.today() - _YEAR:
        raise Unwell(f"{said}: check it, and enter it again or a newer one in [dues.interest_rates]")
    return said


def status_page(settings: Settings) -> str:
    try:
        found = status_in(settings.data, clock.now())
    except StatusUnreadable as error:
        raise Ill(str(error)) from error
    return f"{len(found.current)} current, {len(found.planned)} planned"


def scanner(settings: Settings) -> str:
    if not settings.clamd:
        raise Unwell("SELFCARE_CLAMD is not set: files from customers are not scanned")
    try:
        Clamd(settings.clamd).is_infected(b"")
    except PartnerUnavailable as error:
        raise Ill(str(error)) from error
    return f"{settings.clamd} answers"


def orders(settings: Settings) -> str:
    """Letters that nobody takes are never given up, so somebody must hear of them."""
    if not settings.orders_endpoint:
        raise Unwell("SELFCARE_ORDERS_ENDPOINT is not set: orders wait for the feed, for their day and for staff")
    stuck = session().scalars(tried_in_vain().where(Task.kind == SEND_ORDER)).all()
    if stuck:
        raise Unwell(f"{len(stuck)} could not be handed over yet, the newest because of {stuck[0].last_error!r}")
    return "none waits to be handed over"


def _short(error: Exception) -> str:
    """An error of a library in one line."""
    return " ".join(str(error).split()) or type(error).__name__


EXAMINATIONS: dict[str, Callable[[Settings], str]] = {
    "secret key": secret_key,
    "disk": disk,
    "database": database,
    "migrations": migrations,
    "mail": mail,
    "sms": sms,
    "payments": payments,
    "worker": worker,
    "messages": messages,
    "feed": feed,
    "usage": usage,
    "ledger": ledger,
    "interest": interest,
    "status page": status_page,
    "scanner": scanner,
    "orders": orders,
}
