"""The queue and the search of staff among 200 000 customers and 50 000 cases, against the same among a thousand."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import create_engine, insert, select, text

from bench.pages import Page, interleave
from bench.report import Table
from bench.servers import Server
from bench.worlds import WORKERS, World, filled, postgresql
from selfcare import clock, create_app, database
from selfcare.auth.tokens import hash_of
from selfcare.complaints.models import Complaint
from selfcare.customers.folding import fold
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.staff.models import ADMIN, StaffMember, StaffSession

FEW, MANY = (1_000, 250), (200_000, 50_000)  # customers, cases
SLOWEST = 1000  # ms
_BATCH = 10_000
_FIRST = ("Łucja", "Zoë", "Jan", "Maria", "Świętosława", "Piotr", "Ewa")
_LAST = ("Kowalska", "Nowak", "Żółkiewska", "Wójcik", "Dąbrowska", "Lis", "Zając", "Ćwiąkała")
ASKED = (
    ("queue", "/staff/queue"),
    ("queue, within three days", "/staff/queue?show=soon"),
    ("search by name", "/staff/customers?q=zolkiewska+lucja"),
    ("search by a rare name", "/staff/customers?q=nobody-like-that"),
    ("search by phone", "/staff/customers?q=600+000+777"),
    ("search by last digits", "/staff/customers?q=0777"),
    ("search by invoice", "/staff/customers?q=FV/2026/11/000121"),
)


def measure() -> list[Table]:
    with filled() as few, filled() as many:
        sqlite = _compare("SQLite", few, many)
    with postgresql() as one, postgresql() as other, filled(one) as few, filled(other) as many:
        return [sqlite, _compare("PostgreSQL", few, many)]


def _compare(name: str, few: World, many: World) -> Table:
    headers = [_fill(few, *FEW), _fill(many, *MANY)]
    servers = [Server(["selfcare.commands", "serve", *WORKERS], world.environment) for world in (few, many)]
    with servers[0], servers[1]:
        pages = [
            [Page(what, server, path, cookie) for server, cookie in zip(servers, headers, strict=True)]
            for what, path in ASKED
        ]
        interleave([page for pair in pages for page in pair])
    table = Table(
        f"Staff among 200 000 customers and 50 000 cases, {name}",
        ["page", "1 000 customers", "200 000 customers", "ratio of time"],
        note=f"Median of the whole answer. Aim: each below {SLOWEST} ms.",
    )
    for small, big in pages:
        times = [page.median("median_ms") for page in (small, big)]
        table.add(small.name, f"{times[0]:.1f} ms", f"{times[1]:.1f} ms", f"{times[1] / times[0]:.1f}")
    return table


def _fill(world: World, customers: int, cases: int) -> dict[str, str]:
    """Other people, written past the import; the headers of an administrator who is signed in."""
    engine = create_engine(world.url)
    _write(engine, Customer, (_customer(number) for number in range(customers)))
    with engine.begin() as connection:
        owners = connection.execute(select(Customer.id).where(Customer.customer_no.like("X%"))).scalars().all()
    _write(engine, Line, (_line(number, owner) for number, owner in enumerate(owners)))
    _write(engine, Complaint, (_complaint(number, owners[number % len(owners)]) for number in range(cases)))
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()
    return {**world.headers, "Cookie": f"__Host-staff={_sign_in(world)}"}


def _write(engine: Any, table: Any, rows: Any) -> None:
    while batch := list(islice(rows, _BATCH)):
        with engine.begin() as connection:
            connection.execute(insert(table), batch)


def _customer(number: int) -> dict[str, Any]:
    name = f"{_FIRST[number % 7]} {_LAST[number % 8]}-{number}"
    return {"customer_no": f"X{number}", "kind": "consumer", "name": name, "search_name": fold(name), "city": "Łódź"}


def _line(number: int, owner: int) -> dict[str, Any]:
    facts = {"kind": "voice", "status": "active", "main": True, "activated_on": date(2024, 1, 1)}
    return {"msisdn": f"+48600{number:06}", "customer_id": owner, **facts}


def _complaint(number: int, owner: int) -> dict[str, Any]:
    now, today = clock.now(), clock.today()
    moments = {"drafted_at": now, "changed_at": now, "filed_at": now, "counted_from": today}
    facts = {"number": f"R-{number}", "draft": f"R-{number}", "kind": "charge", "state": "filed", "language": "pl"}
    return {"customer_id": owner, "answer_by": today + timedelta(days=number % 31), **moments, **facts}


def _sign_in(world: World) -> str:
    token, now = secrets.token_urlsafe(32), clock.now()
    with create_app(world.settings).app_context():
        session = database.session()
        member = StaffMember(email="bench@example.org", role=ADMIN, invited_at=now, invited_by="system", ready_at=now)
        session.add(member)
        session.flush()
        moments = {"created_at": now, "seen_at": now, "expires_at": now + timedelta(hours=8)}
        session.add(StaffSession(token_hash=hash_of(token), member_id=member.id, **moments))
        session.commit()
        session.close()
        database.db.engine.dispose()
    return token
