"""Any customer, for whoever answers. Every look is in the log that the customer reads."""

from __future__ import annotations

from typing import Any, cast

from flask import Response, current_app, g, request, url_for
from werkzeug.exceptions import NotFound

from selfcare import clock
from selfcare.auth.queries import sessions_of
from selfcare.customers.models import Customer
from selfcare.database import session
from selfcare.invoices import wording
from selfcare.money import Money
from selfcare.staff import customer_actions, searching
from selfcare.staff import customer_queries as queries
from selfcare.staff.counter import pages
from selfcare.staff.customer_words import case_title, found_by
from selfcare.staff.signed_in import EVERYBODY, current_staff, note_look, only_for
from selfcare.web.pages import page, see_other

Card = tuple[Customer, Money, str | None]


@pages.get("/customers")
@only_for(*EVERYBODY)
def customers() -> Response:
    text = "".join(one for one in request.args.get("q", "") if one.isprintable()).strip()
    hits = searching.search(session(), text)
    facts: dict[str, Any] = {
        "hits": hits[: searching.MOST],
        "are_more": len(hits) > searching.MOST,
        "found_by": found_by,
    }
    return page("staff/customers.html", text=text[: searching.LONGEST], **facts)


@pages.get("/customers/<customer_no>")
@only_for(*EVERYBODY)
def customer(customer_no: str) -> Response:
    found, balance, _main = card_of(customer_no)
    note_look(found)
    return page(
        "staff/customer.html",
        found=found,
        balance=balance,
        lines=session().scalars(queries.lines_of(found)).all(),
        cases=session().execute(queries.cases_of(found)).all(),
        invoices=session().scalars(queries.newest_invoices_of(found)).all(),
        wording=wording,
        case_title=case_title,
        may_unblock=current_staff().is_senior(),
        done=request.args.get("done", ""),
    )


@pages.get("/customers/<customer_no>/access")
@only_for(*EVERYBODY)
def access(customer_no: str) -> Response:
    """Where the customer is signed in, and whether wrong tries keep anybody waiting."""
    found, _balance, main = card_of(customer_no)
    note_look(found)
    now = clock.now()
    keys = customer_actions.login_keys_of(found, main, _secret_key())
    counters = [*session().scalars(queries.tries_at(keys)), *session().scalars(queries.slowed_devices_of(found))]
    waits = [until for counter in counters if (until := counter.open_again_at()) and until > now]
    return page(
        "staff/access.html",
        found=found,
        sessions=session().scalars(sessions_of(found, now)).all(),
        wrong=sum(counter.wrong_in_row for counter in counters),
        locked_until=max(waits, default=None),
        done=request.args.get("done", ""),
    )


@pages.post("/customers/<customer_no>/access/end")
@only_for(*EVERYBODY)
def end_customer_sessions(customer_no: str) -> Response:
    found, _balance, _main = card_of(customer_no)
    facts = {"by": current_staff().email, "now": clock.now(), "request_id": g.request_id}
    customer_actions.end_sessions(session(), found, **facts)
    session().commit()
    return see_other(url_for("staff.access", customer_no=found.customer_no, done="ended"))


@pages.post("/customers/<customer_no>/access/unlock")
@only_for(*EVERYBODY)
def unlock_customer(customer_no: str) -> Response:
    found, _balance, main = card_of(customer_no)
    keys = customer_actions.login_keys_of(found, main, _secret_key())
    facts = {"by": current_staff().email, "now": clock.now(), "request_id": g.request_id}
    customer_actions.unlock(session(), found, keys, **facts)
    session().commit()
    return see_other(url_for("staff.access", customer_no=found.customer_no, done="unlocked"))


def card_of(customer_no: str) -> Card:
    found = session().execute(queries.customer_card(customer_no)).one_or_none()
    if found is None:
        raise NotFound
    return cast("Card", tuple(found))


def _secret_key() -> str:
    return str(current_app.extensions["settings"].secret_key)
