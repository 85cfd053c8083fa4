"""How staff read of money: what was compared, and what it means when it does not agree."""

from flask_babel import lazy_gettext as _l

from selfcare.balance.checking import BOTH_SIDES, INCOMING, INVOICES, LEFT, OVERLAID, WAITING
from selfcare.payments.checking import NOTICES, ONLINE

CHECKS = {
    INVOICES: _l("Every invoice is charged once, with its amount"),
    LEFT: _l("What is left to pay agrees with the ledger"),
    OVERLAID: _l("Nothing pays more than it is"),
    BOTH_SIDES: _l("Nobody has credit beside debts"),
    INCOMING: _l("Every payment of a file is in the ledger"),
    WAITING: _l("Payments that nobody was found for"),
    ONLINE: _l("Online payments agree with the ledger"),
    NOTICES: _l("Every notice of a payment could be believed"),
}
METHODS = {
    "transfer": _l("transfer"),
    "online": _l("online"),
    "card": _l("card"),
    "cash": _l("cash"),
    "direct_debit": _l("direct debit"),
}


def check_name(what: str) -> str:
    """Whoever keeps records of money may look at something new: then it stands under its own name."""
    return str(CHECKS.get(what, what))


def method(name: str) -> str:
    return str(METHODS.get(name, name))
