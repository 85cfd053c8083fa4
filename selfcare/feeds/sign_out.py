"""Ending sessions of many at once: the same as auth.actions does for one."""

from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, SelectBase, update

from selfcare.auth.models import SessionRow


def end_sessions(
    connection: Connection, by: Literal["customer_id", "msisdn"], whose: SelectBase, now: datetime
) -> None:
    connection.execute(
        update(SessionRow)
        .where(SessionRow.__table__.c[by].in_(whose), SessionRow.ended_at.is_(None))
        .values(ended_at=now, typed_login="", new_password_hash="")
    )
