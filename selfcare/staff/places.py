"""The places of the other side of the counter: a rail beside the page, a bar under the thumb on phones."""

from dataclasses import dataclass

from flask import current_app, request
from flask_babel import lazy_gettext as _l

from selfcare.staff.models import ADMIN, SUPERVISOR, StaffMember


@dataclass(frozen=True)
class Place:
    """One place. `on_phones`: whether it has room in the bar below; the rest is listed under "Me"."""

    endpoint: str
    path: str
    icon: str
    label: str
    roles: tuple[str, ...] = ()  # none: everybody
    on_phones: bool = True

    @property
    def is_current(self) -> bool:
        """Whether the page now asked for is this place or lies inside it."""
        return request.path == self.path or request.path.startswith(f"{self.path}/")


# A place stands here before it is built; it is shown as soon as its page is there.
ALL = (
    Place("staff.queue", "/staff/queue", "inbox", _l("Queue")),
    Place("staff.orders", "/staff/orders", "arrow-left-right", _l("Orders")),
    Place("staff.customers", "/staff/customers", "users", _l("Customers")),
    Place("staff.money", "/staff/money", "landmark", _l("Money"), roles=(SUPERVISOR, ADMIN)),
    Place(
        "staff.failed",
        "/staff/failures",
        "triangle-alert",
        _l("What failed"),
        roles=(SUPERVISOR, ADMIN),
        on_phones=False,
    ),
    Place("staff.people", "/staff/people", "shield-check", _l("Staff"), roles=(ADMIN,), on_phones=False),
    Place("staff.me", "/staff/me", "circle-user-round", _l("My account")),
)


def places_of(member: StaffMember) -> tuple[Place, ...]:
    """Where this role may go, in the order of the rail."""
    known = current_app.view_functions
    return tuple(place for place in ALL if place.endpoint in known and (not place.roles or member.role in place.roles))
