"""The log and the messages in the customer's words: the one place that names what happened."""

import json
import re
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from selfcare import clock
from selfcare.audit.actions import CUSTOMER, SYSTEM
from selfcare.audit.models import Entry
from selfcare.lines.numbers import shown
from selfcare.notifications.models import DELIVERED, EMAIL, EXPIRED, FAILED, SENT, SMS, WAITING, Message
from selfcare.web.tariff_words import allowances as allowances  # noqa: PLC0414  # pages find all their words here
from selfcare.web.tariff_words import data_volume as data_volume  # noqa: PLC0414

DOTS = "••••••"
_six_digits = re.compile(r"(?<!\d)\d{6}(?!\d)")

ENTRIES = {
    "signed_in": _l("Signing in"),
    "signed_out": _l("Signing out"),
    "signed_out_everywhere": _l("Signing out on all devices"),
    "session_ended": _l("Signing out of one device"),
    "sign_in_failed_often": _l("Many failed tries to sign in"),
    "code_sent": _l("Sending a code"),
    "password_changed": _l("Change of the password"),
    "puk_shown": _l("Showing a PUK"),
    "sim_blocked": _l("Blocking a SIM card"),
    "sim_unblocked": _l("Taking back the block of a SIM card"),
    "stepped_up": _l("Proving that it is you, with password and code"),
    "calls_shown": _l("Showing the numbers called"),
    "calls_exported": _l("Download of an itemised bill"),
    "alerts_chosen": _l("Change of usage notices"),
    "language_chosen": _l("Change of the language"),
    "notifications_chosen": _l("Change of reminders"),
    "payout_approved": _l("Consent to a payout"),
    "payout_sent": _l("Payout sent"),
    "payout_rejected": _l("Payout rejected"),
    "consent_given": _l("Consent to marketing"),
    "consent_withdrawn": _l("Consent to marketing withdrawn"),
    "account_exported": _l("Download of all data of the account"),
    "payment_started": _l("Beginning of a payment"),
    "payment_received": _l("Payment received"),
    "payment_asked_about": _l("Asking the payment company about a payment"),
    "refund_asked": _l("Order to give a payment back"),
    "refund_done": _l("Payment given back"),
    "refund_rejected": _l("Payment could not be given back"),
    "order_placed": _l("Order"),
    "order_cancelled": _l("Cancelling an order"),
    "order_done": _l("An order that is done"),
    "order_rejected": _l("An order that was not possible"),
    "contact_changed": _l("Change of e-mail or contact number"),
    "contact_taken_back": _l("Change of e-mail or contact number taken back"),
    "order_accepted": _l("An order accepted by the operator"),
    "staff_looked": _l("Looking at your account"),
    "staff_gave_reason": _l("Reason to look at your call records"),
    "staff_saw_calls": _l("Looking at your call records"),
    "sign_in_unlocked": _l("Taking away a wait at signing in"),
    "complaint_filed": _l("Complaint sent"),
    "complaint_asked": _l("Something is missing in a complaint"),
    "complaint_completed": _l("Complaint completed"),
    "complaint_added": _l("Addition to a complaint"),
    "complaint_extended": _l("More time for a complaint"),
    "complaint_answered": _l("Answer to a complaint"),
    "complaint_accepted_by_law": _l("Complaint accepted by law"),
    "complaint_lapsed": _l("Complaint not completed in time"),
    "complaint_withdrawn": _l("Complaint withdrawn"),
    "complaint_paid": _l("Money from a complaint booked"),
    "complaint_resend_asked": _l("An answer that did not arrive"),
    "complaint_resent": _l("Answer sent once more"),
    "order_moved": _l("An order moved to another day"),
    "case_assigned": _l("Your case has somebody who answers"),
    "question_answered": _l("Answer to your question"),
    "question_closed": _l("Your question is closed"),
    "call_made": _l("We called you"),
    "call_missed": _l("We called, and nobody answered"),
    "transfer_found": _l("Transfer booked to your account"),
}
_OTHER_ENTRY = _l("Change in the account")

MESSAGES = {
    "one_time_password": _l("One-time password"),
    "second_code": _l("Code to confirm the password"),
    "step_up_code": _l("Code to show that it is you"),
    "usage_data": _l("Internet package"),
    "usage_premium": _l("Limit of special numbers"),
    "usage_roaming": _l("Limit of internet outside the EU"),
    "password_changed": _l("The password was changed"),
    "new_device": _l("Signing in on a new device"),
    "signed_out_everywhere": _l("Signed out on all devices"),
    "payment_received": _l("Confirmation of a payment"),
    "payment_failed": _l("A payment did not work"),
    "payment_refunded": _l("A payment was given back"),
    "payment_soon": _l("Reminder: an invoice is due soon"),
    "payment_today": _l("Reminder: an invoice is due today"),
    "payment_notice": _l("Call to pay"),
    "payment_last_notice": _l("Last call to pay"),
    "contact_answer": _l("Answer from customer service"),
    "order_code": _l("Code for an order"),
    "block_code": _l("Code to block a SIM card"),
    "sim_unblocked": _l("The SIM card works again"),
    "order_receipt": _l("Confirmation of an order"),
    "order_news": _l("News of an order"),
    "contact_new_code": _l("Code for the new e-mail or number"),
    "contact_old_code": _l("Code to change e-mail or number"),
    "contact_way_back": _l("E-mail or number was changed: the way back"),
    "contact_taken_back": _l("A change of contact data was taken back"),
    "tariff_advice": _l("Which tariff suits you"),
    "complaint_filed": _l("Confirmation of a complaint"),
    "complaint_news": _l("News of a complaint"),
}
_OTHER_MESSAGE = _l("Message")

_ACTORS = {CUSTOMER: _l("You"), SYSTEM: _l("automatically")}
_STAFF = _l("customer service")
_CHANNELS = {SMS: _l("SMS"), EMAIL: _l("e-mail")}
_STATES = {
    WAITING: _l("being sent"),
    SENT: _l("sent"),
    DELIVERED: _l("delivered"),
    EXPIRED: _l("not sent, too late"),
    FAILED: _l("not delivered"),
}


def entry_title(entry: Entry) -> str:
    return str(ENTRIES.get(entry.what, _OTHER_ENTRY))


def entry_details(entry: Entry) -> str:
    """Who did it, and on what: `You, Chrome, Android`."""
    facts: dict[str, Any] = json.loads(entry.facts)
    details = [
        str(_ACTORS.get(entry.actor, _STAFF)),
        str(facts.get("device", "")),
        shown(str(facts.get("line", ""))),
        str(_CHANNELS.get(str(facts.get("channel", "")), "")),
        str(facts.get("because", "")),
    ]
    return ", ".join(detail for detail in details if detail)


def message_title(message: Message) -> str:
    return str(MESSAGES.get(message.kind) or message.subject or _OTHER_MESSAGE)


def message_road(message: Message) -> str:
    """`SMS, 500 100 200`."""
    return f"{_CHANNELS.get(message.channel, message.channel)}, {shown(message.recipient)}"


def message_state(message: Message) -> str:
    return str(_STATES.get(message.state, message.state))


def message_text(message: Message) -> str:
    """What was sent. Codes are dots here, also where the stored text still has them."""
    return _six_digits.sub(DOTS, message.text)


def day_of(moment: datetime) -> date:
    """The date in Warsaw."""
    return moment.astimezone(clock.WARSAW).date()


def other_year(moment: datetime) -> str:
    """`2025`; empty for this year: a day without one is of this year."""
    year = day_of(moment).year
    return "" if year == clock.today().year else str(year)
