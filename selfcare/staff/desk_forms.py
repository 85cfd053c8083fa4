"""What staff may send about a case."""

from datetime import timedelta
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation
from wtforms.widgets import HiddenInput

from selfcare.clock import WARSAW, today
from selfcare.orders.models import Order
from selfcare.web.formats import full_day

LONGEST = 5000
FARTHEST = timedelta(days=731)  # two years
_TOO_LONG = _l("Write at most %(max)d characters.")
ACCEPT, DONE, REJECT = "accept", "done", "reject"


class AssignForm(FlaskForm):
    """Whose a case shall be (an e-mail, or nobody), and whose it was on the screen."""

    to = HiddenField(validators=[Length(max=254)])
    seen = HiddenField(validators=[Length(max=254)])


class NoteForm(FlaskForm):
    """What colleagues should know."""

    note = TextAreaField(
        _l("Note for colleagues"),
        description=_l("The customer never sees it."),
        validators=[DataRequired(_l("Write the note.")), Length(max=LONGEST, message=_TOO_LONG)],
    )


class AnswerForm(FlaskForm):
    """An answer in a question. `seen` is the newest message that was on the screen."""

    text = TextAreaField(
        _l("Answer"),
        validators=[DataRequired(_l("Write the answer.")), Length(max=LONGEST, message=_TOO_LONG)],
    )
    files = MultipleFileField(
        _l("Files"), description=_l("PDF, JPG, PNG, HEIC or DOCX, at most 5 files of 10 MB."), validators=[Optional()]
    )
    closes = BooleanField(_l("Close the question"), description=_l("If the customer writes again, it opens again."))
    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    form_key = HiddenField(validators=[Length(max=64)])


class CloseForm(FlaskForm):
    """Closing a question without an answer. `seen` as in an answer."""

    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired()])


class _MayBeEmpty(Optional):
    """Optional, depending on what was chosen: so the label does not say it."""

    field_flags: ClassVar[dict[str, bool]] = {}


def _needed_when_done(form: FlaskForm, field: DateField) -> None:
    """What is done, or will be, is done from a day."""
    if form.decision.data in {ACCEPT, DONE} and field.data is None:
        field.errors = []
        raise StopValidation(str(_l("Say from which day it is in force.")))


def _needed_when_rejected(form: FlaskForm, field: StringField) -> None:
    if form.decision.data == REJECT and not (field.data or "").strip():
        raise StopValidation(str(_l("Say why it is not possible.")))


def _within_reach(form: "OrderForm", field: DateField) -> None:
    """A mistyped year would go out to the customer."""
    if field.data and not form.first <= field.data <= form.last:
        days = {"first": full_day(form.first), "last": full_day(form.last)}
        raise StopValidation(_("Choose a day from %(first)s to %(last)s.", **days))


class OrderForm(FlaskForm):
    """What became of an order that a person looked at: from the day it was placed to two years ahead."""

    def __init__(self, *args: Any, order: Order, **rest: Any) -> None:
        placed = (order.placed_at or order.asked_at).astimezone(WARSAW).date()
        self.first = min(placed, order.effective_on)
        self.last = max(today() + FARTHEST, order.effective_on)
        super().__init__(*args, **rest)

    decision = RadioField(
        _l("What became of it?"),
        choices=[
            SelectChoice(ACCEPT, _l("Will be done")),
            SelectChoice(DONE, _l("Done")),
            SelectChoice(REJECT, _l("Not possible")),
        ],
        validators=[InputRequired(_l("Choose what became of it."))],
    )
    effective_on = DateField(_l("In force from"), validators=[_needed_when_done, _MayBeEmpty(), _within_reach])
    reason = StringField(
        _l("Reason"),
        description=_l("The customer reads it."),
        validators=[_needed_when_rejected, _MayBeEmpty(), Length(max=200, message=_TOO_LONG)],
    )


class ReasonForm(FlaskForm):
    """Why something is not done."""

    reason = StringField(_l("Reason"), validators=[DataRequired(_l("Say why.")), Length(max=200, message=_TOO_LONG)])


class WhoseForm(FlaskForm):
    """Whose money came: a customer, and perhaps which invoice it is for."""

    customer_no = StringField(_l("Customer number"), validators=[DataRequired(_l("Type the customer number."))])
    invoice = StringField(
        _l("Invoice"),
        description=_l("Without one the money pays the oldest due first."),
        validators=[Optional(), Length(max=256, message=_TOO_LONG)],
    )
