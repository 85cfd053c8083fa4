"""`selfcare demo`: a synthetic operator on this machine, in one go."""

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import click
from sqlalchemy import select

from selfcare import clock
from selfcare.auth.models import Credential
from selfcare.auth.passwords import hash_password
from selfcare.balance.models import Reminder, Step
from selfcare.balance.queries import overdue_of
from selfcare.brand import DEMO_FILE, operator_from
from selfcare.commands.database import run_upgrade
from selfcare.commands.portal import CannotStart, closing, open_portal
from selfcare.config import PREFIX
from selfcare.customers.queries import customers_with_email
from selfcare.database import begin_writing, session
from selfcare.demo import folder, questions, waiting
from selfcare.demo.account_wishes import add_account_orders
from selfcare.demo.claims import complain
from selfcare.demo.following import follow
from selfcare.demo.papers import add_papers
from selfcare.demo.processes import Children, Ended, Stopped, free_port, is_free, is_ready
from selfcare.demo.staff import PASSWORD, PEOPLE, TOTP, add_staff
from selfcare.demo.wishes import add_orders
from selfcare.demo.world import write_feed
from selfcare.feeds.importing import import_paths

ANNAS_PASSWORD = "demo-Anna-2026"  # noqa: S105  # of a person who does not exist, printed at every start
_KEPT = (
    "SELFCARE_OPERATOR_FILE",
    "SELFCARE_LOG_LEVEL",
    "SELFCARE_METRICS_BIND",
    "SELFCARE_MAIL_",  # its addresses end in example.org
    "SELFCARE_PAYMENT_GATEWAY",  # which of the two companies the bank plays
)
_START = 60  # seconds
_NOTICE_AGO = timedelta(days=9)


@click.command("demo")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on. Plain http only.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Its folder.  [default: var/]")
@click.option("--fresh", is_flag=True, help="Forget an earlier demo in that folder.")
@click.option("--customers", default=0, type=click.IntRange(0, 1_000_000), help="So many more, for load tests.")
def demo(*, port: int, host: str, data: Path | None, fresh: bool, customers: int) -> None:
    """Start an operator with synthetic customers: web server, worker and a bank in one go. Ctrl-C stops it."""
    place = (data or Path(os.environ.get("SELFCARE_DATA") or "var")).absolute()
    port = port or free_port(host)
    if not is_free(host, port):
        raise CannotStart(f"Port {port} on {host} is taken. Choose another one: selfcare demo --port {port + 1}")
    try:
        folder.prepare(place, fresh=fresh)
    except folder.NotOurs as error:
        raise CannotStart(str(error)) from error
    env = _settings_of_its_own(place, f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}")  # noqa: S104
    fill(place, env, customers)
    bank = folder.note_bank(place, host, free_port(host))
    folder.note_desk(place, host, free_port(host))
    _run(host, port, env, bank=bank)


def _settings_of_its_own(place: Path, address: str) -> dict[str, str]:
    """Whatever this shell is set up for (a real database, a real SMS centre), the demo has nothing to do with it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX) or name.startswith(_KEPT)}
    return {"SELFCARE_LOG_LEVEL": "WARNING", **kept, "SELFCARE_DATA": str(place), "SELFCARE_PUBLIC_URL": address}


def fill(place: Path, env: Mapping[str, str], customers: int = 0) -> None:
    """Customers, invoices and everything else into a folder that was prepared; what is there already stays."""
    app = open_portal(env, create_database=True)
    with closing(app), app.app_context():
        run_upgrade()
    with closing(app), app.app_context():
        click.echo("Preparing synthetic customers and invoices …")
        follow(session(), place / "feed")
        session().close()
        write_feed(place / "feed", clock.today(), customers=customers)
        refused = [report for report in import_paths([place / "feed"]) if not report.is_all_well]
        if refused:
            raise CannotStart(f"The demo's own feed was refused: {refused[0]}")
        begin_writing()
        _give_anna_her_password()
        _give_anna_notice()
        _ask_customer_service(place)
        add_papers(session(), now=clock.now())
        add_orders(session(), now=clock.now())
        add_account_orders(session(), now=clock.now())
        add_staff(session(), now=clock.now(), secret_key=app.extensions["settings"].secret_key)
        waiting.add(session(), place, app.extensions["operator"].service_hours, now=clock.now())
        session().commit()


def _ask_customer_service(place: Path) -> None:
    anna, bartek = (session().scalars(customers_with_email(f"{name}@example.org")).one() for name in ("anna", "bartek"))
    questions.ask(session(), place, anna=anna, bartek=bartek, now=clock.now())
    questions.write_status(place, clock.now())
    complain(session(), anna=anna, bartek=bartek, now=clock.now())


def _give_anna_her_password() -> None:
    """Once: whoever changed it in this demo keeps the change."""
    anna = session().scalars(customers_with_email("anna@example.org")).one()
    if session().get(Credential, anna.id) is None:
        password = hash_password(ANNAS_PASSWORD)
        session().add(Credential(customer_id=anna.id, password_hash=password, changed_at=clock.now()))


def _give_anna_notice() -> None:
    """Nine days ago, of the invoice that is overdue: so the demo shows what the law counts from then on."""
    anna = session().scalars(customers_with_email("anna@example.org")).one()
    overdue = session().scalars(overdue_of(anna, clock.today())).first()
    known = select(Reminder.id).where(Reminder.customer_id == anna.id, Reminder.step == Step.NOTICE)
    if overdue and session().scalar(known) is None:
        on = clock.today() - _NOTICE_AGO
        session().add(Reminder(invoice_id=overdue.id, customer_id=anna.id, step=Step.NOTICE, on=on))


def _run(host: str, port: int, env: Mapping[str, str], *, bank: str) -> None:
    try:
        with Children(env) as children:
            bank_port = int(bank.rsplit(":", 1)[1])
            children.start("The bank", ["fake-bank", "--host", host, "--port", str(bank_port)])
            children.start("The worker", ["worker"])
            children.start("The web server", ["serve", "--host", host, "--port", str(port), "--workers", "1"])
            if not children.wait_until(lambda: is_ready(host, port) and is_ready(host, bank_port, "/"), seconds=_START):
                raise CannotStart(f"The portal did not answer within {_START} seconds.")
            click.echo(_welcome(env["SELFCARE_PUBLIC_URL"], bank))
            children.watch()
    except Stopped:
        click.echo("\nStopped.")
    except Ended as error:
        raise CannotStart(str(error)) from error


def _welcome(address: str, bank: str) -> str:
    return f"""
{operator_from(DEMO_FILE).name}, an invented operator. All data are synthetic.

  {address}

  Anna Nowak         500 100 200 or anna@example.org     password {ANNAS_PASSWORD}
  Bartek Zieliński   500 100 300 or bartek@example.org   no password yet: leave it empty, the code appears below

  Staff: {address}/staff/login
  {", ".join(email for email, _name, _role in PEOPLE)}
  password {PASSWORD}, authenticator key {TOTP}

  A bank to play with: {bank}
  It shows BLIK codes and confirms payments; the code 777123 confirms itself, 500500 is declined.

Every SMS and e-mail appears here as it is sent. Ctrl-C stops everything.
"""
