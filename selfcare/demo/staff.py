"""The people who answer in the demo: one of each role, with a password and a key that are printed at every start."""

from datetime import datetime

from sqlalchemy.orm import Session

from selfcare.auth.passwords import hash_password
from selfcare.staff import authenticator
from selfcare.staff.models import ADMIN, AGENT, SUPERVISOR, StaffMember
from selfcare.staff.queries import member_with_email

PASSWORD = "demo-Bok-2026"  # noqa: S105  # of people who do not exist
TOTP = "JBSWY3DPEHPK3PXP"
PEOPLE = (
    ("bok@example.org", "Katarzyna Lis", AGENT),
    ("szef@example.org", "Tomasz Wrona", SUPERVISOR),
    ("admin@example.org", "Ewa Sowa", ADMIN),
)


def add_staff(session: Session, *, now: datetime, secret_key: str) -> None:
    """Once: whoever was changed or ended in this demo stays so."""
    missing = [person for person in PEOPLE if session.scalars(member_with_email(person[0])).one_or_none() is None]
    password_hash = hash_password(PASSWORD) if missing else ""
    for email, name, role in missing:
        member = StaffMember(email=email, name=name, role=role, invited_at=now, invited_by="system", ready_at=now)
        member.password_hash = password_hash
        authenticator.keep_secret(member, TOTP, secret_key)
        session.add(member)
    session.flush()
