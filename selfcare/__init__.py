"""A customer portal for mobile operators. Read create_app() first: it is the table of contents."""

from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_compress import Compress
from flask_mail import Mail
from werkzeug.middleware.proxy_fix import ProxyFix

from selfcare import (
    account,
    auth,
    billing,
    clock,
    complaints,
    contact,
    database,
    home,
    invoices,
    legal,
    notifications,
    orders,
    outbox,
    payments,
    pwa,
    staff,
    tariffs,
)
from selfcare.attachments import jobs as attachments_jobs
from selfcare.audit import jobs as audit_jobs
from selfcare.auth import belonging, signed_in
from selfcare.auth import jobs as auth_jobs
from selfcare.balance import holdings as balance_holdings
from selfcare.balance import jobs as balance_jobs
from selfcare.balance import reminding
from selfcare.billing import jobs as billing_jobs
from selfcare.billing import notice_jobs
from selfcare.brand import operator_from
from selfcare.catalogue import jobs as catalogue_jobs
from selfcare.catalogue.gateways.https import HttpsPapers
from selfcare.complaints import course as complaints_course
from selfcare.complaints import holdings as complaints_holdings
from selfcare.complaints import jobs as complaints_jobs
from selfcare.config import Settings
from selfcare.contact import holdings as contact_holdings
from selfcare.contact import jobs as contact_jobs
from selfcare.feeds import models as feeds_models  # noqa: F401  # tables that no page uses, but migrations must know
from selfcare.notifications import jobs as notifications_jobs
from selfcare.orders import contact_jobs as orders_contact_jobs
from selfcare.orders import handing_over, sending
from selfcare.orders import holdings as orders_holdings
from selfcare.orders import jobs as orders_jobs
from selfcare.orders.stolen import SEND_BLOCK_CODE
from selfcare.orders.stolen_jobs import send_block_code
from selfcare.orders.wiring import gateway_of
from selfcare.outbox import jobs as outbox_jobs
from selfcare.payments import holdings as payments_holdings
from selfcare.payments import jobs as payments_jobs
from selfcare.payments.wiring import gateways_of, pages_of
from selfcare.staff import desk_jobs
from selfcare.staff import holdings as staff_holdings
from selfcare.staff import jobs as staff_jobs
from selfcare.staff import signed_in as staff_signed_in
from selfcare.tariffs import holdings as tariffs_holdings
from selfcare.tariffs import jobs as tariffs_jobs
from selfcare.web import (
    assets,
    components,
    error_pages,
    formats,
    headers,
    health,
    languages,
    logs,
    metrics,
    nul,
    same_site,
    tabs,
    uploads,
)

FEATURES = (
    auth,
    home,
    invoices,
    billing,
    payments,
    tariffs,
    orders,
    complaints,
    contact,
    account,
    legal,
    staff,
    pwa,
    languages,
    health,
)
HANDLERS: dict[str, Any] = {
    catalogue_jobs.READ_PAPER: catalogue_jobs.read_paper,
    "auth.send_code": auth_jobs.send_code,
    "auth.note_failures": auth_jobs.note_failures,
    reminding.REMIND: balance_jobs.tell,
    "billing.usage_arrived": notice_jobs.tell_thresholds,
    "billing.forget_usage": billing_jobs.forget_usage,
    complaints_course.TELL: complaints_jobs.tell,
    "notifications.deliver": notifications_jobs.deliver,
    "notifications.receipt": notifications_jobs.note_receipt,
    "orders.send_code": orders_jobs.send_code,
    SEND_BLOCK_CODE: send_block_code,
    "orders.send_contact_code": orders_contact_jobs.send_contact_code,
    "orders.send_receipt": orders_jobs.send_receipt,
    "orders.send_news": orders_jobs.send_news,
    handing_over.SEND_ORDER: sending.send_order,
    "payments.confirm": payments_jobs.confirm,
    "payments.look": payments_jobs.look,
    "payments.look_at_refund": payments_jobs.look_at_refund,
    "payments.refund": payments_jobs.refund,
    tariffs_jobs.TASK: tariffs_jobs.advise_some,
}
GIVEN_UP = {"notifications.deliver": notifications_jobs.give_up, handing_over.SEND_ORDER: sending.never_give_up}
OFTEN = (
    notifications_jobs.collect_receipts,
    balance_jobs.settle_waiting,
    payments_jobs.ask_about_stuck,
    orders_jobs.settle,
)
DAILY = (
    complaints_jobs.keep_the_clock,  # first: the law waits for nobody
    auth_jobs.forget_old,
    notifications_jobs.forget_old,
    audit_jobs.forget_old,
    outbox_jobs.forget_old,
    billing_jobs.make_months,
    billing_jobs.forget_old,
    notice_jobs.forget_old,
    payments_jobs.forget_old,
    payments_jobs.ask_about_ended,
    balance_jobs.charge_interest,
    balance_jobs.remind,
    balance_jobs.check,
    complaints_jobs.forget_drafts,
    payments_jobs.check,
    contact_jobs.forget_old,
    desk_jobs.forget_old,
    orders_jobs.forget_drafts,
    tariffs_jobs.begin_yearly_advice,
    catalogue_jobs.look_at_papers,
    orders_contact_jobs.forget_unproved,
    staff_jobs.forget_old,
    attachments_jobs.sweep,  # last: what the others let go of
)
HOLDINGS = tuple(
    part.HOLDINGS
    for part in (
        balance_holdings,
        complaints_holdings,
        contact_holdings,
        orders_holdings,
        payments_holdings,
        staff_holdings,
        tariffs_holdings,
    )
)


def create_app(settings: Settings, *, create_database: bool = False) -> Flask:
    """One portal, wired for one installation. Raises BrandWrong for an operator file that cannot be used."""
    app = Flask(__name__, static_folder=None)
    app.config |= settings.for_flask()
    operator, gateways = operator_from(settings.operator_file), gateways_of(settings)
    app.extensions |= {"settings": settings, "operator": operator, "holdings": HOLDINGS, "payment_gateways": gateways}
    app.extensions |= {"order_gateway": gateway_of(settings), "paper_source": None if settings.demo else HttpsPapers()}
    clock.follow(settings.data / "clock" if settings.demo else None)

    logs.init_app(app)
    metrics.init_app(app, settings.metrics_folder if settings.metrics_bind else None)
    headers.init_app(app, secure=not settings.demo, leads_to=pages_of(gateways))
    database.connect(app, settings.url_of_database, create=create_database)
    languages.init_app(app, Babel(), operator)
    uploads.init_app(app)
    same_site.init_app(app, cookie_prefix=settings.cookie_prefix, secure=not settings.demo)
    signed_in.init_app(app, cookie_prefix=settings.cookie_prefix)
    staff_signed_in.init_app(app, cookie_prefix=settings.cookie_prefix)
    for part in (nul, belonging, formats, components, error_pages):
        part.init_app(app)
    Compress(app)
    Mail(app)
    outbox.init_app(app, HANDLERS, given_up=GIVEN_UP, often=OFTEN, daily=DAILY)
    notifications.init_app(app, settings)
    assets.init_app(app, operator, secure=not settings.demo)

    for feature in FEATURES:
        app.register_blueprint(feature.pages)
    tabs.init_app(app)
    _trust_proxies(app, settings.trusted_proxies)
    return app


def _trust_proxies(app: Flask, count: int) -> None:
    """Believe so many proxies in front of us who is asking; believe nobody when there is none."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
