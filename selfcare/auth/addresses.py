"""What one client address may do in an hour, whichever logins it names: codes cost money, and passwords are sprayed."""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from selfcare.auth.attempts import Attempt
from selfcare.auth.codes import NoMoreCodes
from selfcare.auth.models import Tries
from selfcare.auth.tries import TooManyWrong, insert_on
from selfcare.outbox.seals import keyed_hash

# Generous: behind their operator's NAT, many phones share one address.
MOST_CODES = 100
MOST_WRONG = 100
_HOUR = timedelta(hours=1)


def count_code(session: Session, attempt: Attempt) -> None:
    """Count a code that is asked for. Raises NoMoreCodes when there were enough; who rolls back takes nothing away."""
    asked, since = _count(session, attempt, "codes")
    if asked > MOST_CODES:
        raise NoMoreCodes(since + _HOUR - attempt.now)


def check_wrong(session: Session, attempt: Attempt) -> None:
    """Raise TooManyWrong when there were enough. Takes no lock: neighbours do not wait for each other's hashing."""
    counter = select(Tries.wrong_in_row, Tries.wrong_at).where(Tries.login_key == _key(attempt, "wrong"))
    wrong, since = session.execute(counter).one_or_none() or (0, None)
    if since and attempt.now < since + _HOUR and wrong >= MOST_WRONG:
        raise TooManyWrong(since + _HOUR - attempt.now)


def count_wrong(session: Session, attempt: Attempt) -> None:
    _count(session, attempt, "wrong")


def network_of(address: str) -> str:
    """What one customer has: a whole /64 of IPv6, or one address of IPv4."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Network((int(found), 64), strict=False))


def _count(session: Session, attempt: Attempt, what: str) -> tuple[int, datetime]:
    """How many there were, this one included, since when: an address's `wrong_at` is the first one of its hour."""
    first = insert_on(session)(Tries).values(
        login_key=_key(attempt, what), wrong_in_row=1, wrong_at=attempt.now, touched_at=attempt.now
    )
    is_over = Tries.wrong_at <= attempt.now - _HOUR
    statement = first.on_conflict_do_update(
        index_elements=[Tries.login_key],
        set_={
            "wrong_in_row": case((is_over, first.excluded.wrong_in_row), else_=Tries.wrong_in_row + 1),
            "wrong_at": case((is_over, first.excluded.wrong_at), else_=Tries.wrong_at),
            "touched_at": first.excluded.touched_at,
        },
    ).returning(Tries.wrong_in_row, Tries.wrong_at)
    counted, since = session.execute(statement).one()
    return counted, since or attempt.now


def _key(attempt: Attempt, what: str) -> bytes:
    return keyed_hash(attempt.secret_key, "address", what, network_of(attempt.address))
