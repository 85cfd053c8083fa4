"""A customer's call records: only with a reason, which the customer reads, and for a quarter of an hour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, g, request, url_for
from werkzeug.exceptions import NotFound

from selfcare import clock
from selfcare.billing import words
from selfcare.billing.models import UsagePeriod, UsageRecord
from selfcare.billing.picking import Filters, NoSuchPage, key_of
from selfcare.billing.queries import periods_for, records_of
from selfcare.customers.models import Customer
from selfcare.database import session
from selfcare.staff import customer_actions
from selfcare.staff.counter import pages
from selfcare.staff.customer_queries import live_reason, older_than
from selfcare.staff.customer_views import card_of
from selfcare.staff.forms import ReasonForm
from selfcare.staff.signed_in import EVERYBODY, current_staff_session, note_look, only_for
from selfcare.web.pages import page, see_other

PAGE = 50


@pages.get("/customers/<customer_no>/calls")
@only_for(*EVERYBODY)
def calls(customer_no: str) -> Response:
    found, _balance, _main = card_of(customer_no)
    reason = session().scalars(live_reason(current_staff_session(), found, clock.now())).one_or_none()
    if reason is None:
        return page("staff/reason.html", status=403, found=found, form=ReasonForm(formdata=None))
    periods = session().scalars(periods_for(found)).all()
    chosen = _chosen(periods)
    if chosen:
        note_look(found, "staff_saw_calls", line=chosen.line.msisdn, because=reason.text)
    records, next_key = _records(chosen)
    facts: dict[str, Any] = {"records": records, "next_key": next_key, "words": words, "reason": reason}
    return page("staff/calls.html", found=found, periods=periods, chosen=chosen, **facts)


@pages.post("/customers/<customer_no>/calls")
@only_for(*EVERYBODY)
def give_reason(customer_no: str) -> Response:
    found, _balance, _main = card_of(customer_no)
    form = ReasonForm()
    if not form.validate():
        return page("staff/reason.html", status=422, found=found, form=form)
    _give(found, form.reason.data)
    return see_other(url_for("staff.calls", customer_no=found.customer_no))


def _give(found: Customer, text: str) -> None:
    now = clock.now()
    customer_actions.give_reason(session(), current_staff_session(), found, text, now=now, request_id=g.request_id)
    session().commit()


def _chosen(periods: Sequence[UsagePeriod]) -> UsagePeriod | None:
    """The one that the address names, else the newest of the main number; 404 for somebody else's."""
    asked = request.args.get("period")
    if asked is None:
        return max(periods, key=lambda period: (period.line.main, period.last_on), default=None)
    found = next((period for period in periods if str(period.id) == asked), None)
    if found is None:
        raise NotFound
    return found


def _records(chosen: UsagePeriod | None) -> tuple[Sequence[UsageRecord], str]:
    """A page, and the key of its last row if there is more."""
    if chosen is None:
        return [], ""
    query = records_of([chosen])
    try:
        key = Filters.from_address({"after": request.args.get("after", "")}).after
    except NoSuchPage:
        raise NotFound from None
    found = session().scalars((older_than(query, *key) if key else query).limit(PAGE + 1)).all()
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], key_of(last.started_at, last.record_id) if last else ""
