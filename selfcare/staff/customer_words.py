"""How staff read what belongs to a customer."""

from flask_babel import gettext as _

from selfcare.staff.desk_words import COMPLAINTS, ORDERS
from selfcare.staff.searching import COMPLAINT, EMAIL, INVOICE, NUMBER, ORDER, PHONE, Hit
from selfcare.web.formats import phone


def found_by(hit: Hit) -> str:
    """By what of the customer's; nothing where the name says it."""
    names = {
        NUMBER: _("customer no. %(number)s", number=hit.what),
        PHONE: phone(hit.what),
        EMAIL: hit.what,
        INVOICE: _("invoice %(number)s", number=hit.what),
        COMPLAINT: _("complaint %(number)s", number=hit.what),
        ORDER: _("order %(number)s", number=hit.what),
    }
    return str(names.get(hit.by, ""))


def case_title(kind: str, title: str) -> str:
    """What it is about; a question says so itself."""
    known = COMPLAINTS if kind == "complaint" else ORDERS if kind == "order" else {}
    return str(known.get(title, title))
