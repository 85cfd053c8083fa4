"""The first screen."""

from typing import cast

from flask import Blueprint, Response, current_app

from selfcare import clock
from selfcare.account import words
from selfcare.auth.signed_in import current_customer
from selfcare.balance.arrears import arrears_of, disputed_of
from selfcare.balance.interest import with_newer
from selfcare.billing.cycles import cycle_on
from selfcare.billing.meters import data_meter
from selfcare.brand import Operator
from selfcare.database import session
from selfcare.home import dates, queries
from selfcare.home.slip import slips_of
from selfcare.invoices import wording
from selfcare.money import Money
from selfcare.web.offline import kept_offline
from selfcare.web.pages import page

pages = Blueprint("home", __name__)


@pages.get("/")
@kept_offline
def start() -> Response:
    customer, now, today = current_customer(), clock.now(), clock.today()
    unpaid = session().execute(queries.unpaid_with_sums(customer)).all()
    cycle = cycle_on(today, customer.cycle_day)
    placed = session().execute(queries.lines_to_show(customer, now=now, today=today, since=cycle.first)).all()
    lines = [line for line, _place, _count, _used in placed]
    shown = [
        (line, data_meter(line.tariff, used, cycle))
        for line, place, _count, used in placed
        if place <= queries.LINES_SHOWN
    ]
    newest = session().execute(queries.newest_invoices(customer)).all()
    invoices = [invoice for invoice, _balance in newest]
    dues = cast("Operator", current_app.extensions["operator"]).dues
    return page(
        "home/start.html",
        slips=slips_of(unpaid),
        nothing=Money(),
        credit=max((balance for _invoice, balance in newest), default=Money()),
        late=arrears_of(((row[0], row[3]) for row in unpaid), today, with_newer(dues.interest_rates)),
        disputed=disputed_of(row[0] for row in unpaid),
        charges_interest=dues.charge_interest,
        count_unpaid=sum(slip.count for slip in slips_of(unpaid)),
        has_invoices=bool(invoices),
        next_period=cycle.renews_on,
        lines=shown,
        count_of_lines=placed[0][2] if placed else 0,
        blocked_sims=[line for line in lines if line.sim_blocked_at],
        changed_sims=[line for line in lines if line.sim_was_changed_lately(now)],
        stopped=[line for line in lines if line.status in {"restricted", "suspended"}],
        coming=dates.coming(customer.cycle_day, [row[0] for row in unpaid], lines, today),
        events=dates.events(
            invoices,
            session().scalars(queries.newest_messages(customer)).all(),
            session().scalars(queries.newest_entries(customer)).all(),
        ),
        wording=wording,
        words=words,
    )
