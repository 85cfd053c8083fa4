"""The first screen."""

from flask import Blueprint, Response

from selfcare import clock
from selfcare.account import words
from selfcare.auth.signed_in import current_customer
from selfcare.customers.cycles import next_period
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
    placed = session().execute(queries.lines_to_show(customer, now=now, today=today)).all()
    lines = [line for line, _place, _count in placed]
    invoices = session().scalars(queries.newest_invoices(customer)).all()
    return page(
        "home/start.html",
        slips=slips_of(unpaid),
        nothing=Money(),
        count_unpaid=sum(slip.count for slip in slips_of(unpaid)),
        has_invoices=bool(invoices),
        next_period=next_period(customer.cycle_day, today),
        lines=[line for line, place, _count in placed if place <= queries.LINES_SHOWN],
        count_of_lines=placed[0][2] if placed else 0,
        changed_sims=[line for line in lines if line.sim_was_changed_lately(now)],
        stopped=[line for line in lines if line.status in {"restricted", "suspended"}],
        coming=dates.coming(customer.cycle_day, [invoice for invoice, _total, _count in unpaid], lines, today),
        events=dates.events(
            invoices,
            session().scalars(queries.newest_messages(customer)).all(),
            session().scalars(queries.newest_entries(customer)).all(),
        ),
        wording=wording,
        words=words,
    )
