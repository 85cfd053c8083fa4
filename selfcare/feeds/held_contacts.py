"""Contact data that were changed in the portal: an export made before does not change them back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.feeds.ready import Ready
from selfcare.orders.contact_feed import hear
from selfcare.orders.contact_models import FIELDS
from selfcare.orders.contact_queries import held_changes


def hear_of_contacts(ready: Ready, now: datetime) -> None:
    """Compare the file's rows with the few changes that wait. In the import's own transaction: nobody sees between."""
    with Session(ready.connection) as session:
        held = session.scalars(held_changes()).all()
        if not held:
            return
        row = ready.rows.rows.c
        ours = row.target_id.in_({change.customer_id for change in held})
        rows = session.execute(select(row.target_id, row.email, row.contact_phone).where(ready.rows.is_good, ours))
        told = {target_id: {"email": email, "contact_phone": phone} for target_id, email, phone in rows}
        for change in held:
            if change.customer_id in told:
                hear(session, change, told[change.customer_id][FIELDS[change.what]], now=now)
        session.flush()
