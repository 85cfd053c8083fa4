"""What failed, on one page, and the auditor's report. For supervisors and administrators."""

from __future__ import annotations

from typing import Any

from flask import Response, g, request, stream_with_context, url_for
from flask_babel import lazy_gettext as _l

from selfcare import clock
from selfcare.audit import actions as audit
from selfcare.balance.checking import newest_checks
from selfcare.database import begin_writing, session
from selfcare.invoices.downloads import disposition
from selfcare.payments.checking import NOTICES, ONLINE
from selfcare.staff import deadline_report, failures
from selfcare.staff.counter import pages
from selfcare.staff.customer_words import case_title
from selfcare.staff.signed_in import SENIORS, current_staff, only_for
from selfcare.web.pages import page, see_other

STATES = {
    "failed": _l("given up"),
    "waiting": _l("tried again and again"),
    "sms": _l("SMS not delivered"),
    "email": _l("e-mail not delivered"),
    "partly": _l("some rows refused"),
    "refused": _l("refused whole"),
    "killed": _l("broken off"),
    "created": _l("the company did not answer"),
    "pending": _l("nobody confirmed it"),
    "confirming": _l("paid, not confirmed"),
    "asked": _l("the company did not answer"),
    "unknown": _l("of a payment we do not know"),
    "wrong_amount": _l("of another amount"),
    "wrong_order": _l("of another order"),
    "rejected": _l("was not possible"),
}
CHECKS = {
    "invoices": _l("Invoices without their entry in the ledger"),
    "left_to_pay": _l("Invoices whose rest differs from the ledger"),
    "overlaid": _l("Entries laid against more than they are"),
    "incoming": _l("Money from files that is not in the ledger"),
    "both_sides": _l("Customers with money and debt not laid against each other"),
    "waiting": _l("Transfers without an owner"),
    ONLINE: _l("Online payments that differ from the ledger"),
    NOTICES: _l("Notices of payments that were not believed"),
}


@pages.get("/failures")
@only_for(*SENIORS)
def failed() -> Response:
    now, today = clock.now(), clock.today()
    facts: dict[str, Any] = {
        "letters": session().execute(failures.dead_letters(now)).all(),
        "feeds": session().scalars(failures.rejected_feeds()).all(),
        "money": session().execute(failures.stuck_money(now)).all(),
        "checks": [check for check in session().scalars(newest_checks()) if check.wrong],
        "orders": session().scalars(failures.failing_orders(now, today)).all(),
    }
    done = request.args.get("done", "")
    return page("staff/failures.html", states=STATES, named=CHECKS, case_title=case_title, done=done, **facts)


@pages.post("/failures/tasks/<int(max=9223372036854775807):task_id>/retry")
@only_for(*SENIORS)
def retry_task(task_id: int) -> Response:
    failures.retry_task(session(), task_id, **_who())
    session().commit()
    return see_other(url_for("staff.failed", done="again"))


@pages.post("/failures/<any(payment, refund):what>/<int(max=9223372036854775807):record_id>/ask")
@only_for(*SENIORS)
def ask_again(what: str, record_id: int) -> Response:
    failures.ask_again(session(), what, record_id, **_who())
    session().commit()
    return see_other(url_for("staff.failed", done="asked"))


@pages.get("/reports/deadlines.csv")
@only_for(*SENIORS)
def deadlines() -> Response:
    """Of all complaints that were ever filed. Who took it is in the log."""
    session().commit()
    begin_writing()
    audit.record(session(), "deadlines_exported", now=clock.now(), actor=current_staff().email, request_id=g.request_id)
    session().commit()
    today = clock.today()
    answer = Response(stream_with_context(deadline_report.lines(session(), today)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = disposition(f"deadlines-{today}.csv")
    return answer


def _who() -> dict[str, Any]:
    return {"by": current_staff().email, "now": clock.now(), "request_id": g.request_id}
