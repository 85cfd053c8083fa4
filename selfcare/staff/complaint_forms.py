"""What staff may send about a complaint."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from selfcare.complaints.forms import LONGEST, AmountField
from selfcare.complaints.models import ACCEPTED, IN_PART, REFUSED

_TOO_LONG = _l("Write at most %(max)d characters.")


class DecisionForm(FlaskForm):
    """The answer to a complaint; the rest of what the law wants in it we know."""

    decision = RadioField(
        _l("Decision"),
        choices=[
            SelectChoice(ACCEPTED, _l("Accept")),
            SelectChoice(IN_PART, _l("In part")),
            SelectChoice(REFUSED, _l("Refuse")),
        ],
        validators=[InputRequired(_l("Choose the decision."))],
    )
    amount = AmountField(_l("Amount for the customer"), description=_l("In złoty, e.g. 18.45. Empty: no money."))
    reasons = TextAreaField(
        _l("Reasons"),
        description=_l("Facts and law. They stand in the letter as you write them."),
        validators=[Length(max=LONGEST, message=_TOO_LONG)],
    )


class AskForm(FlaskForm):
    """What the customer should still say."""

    question = TextAreaField(
        _l("What is missing?"),
        description=_l("The customer gets 7 days. Our own days run on meanwhile."),
        validators=[DataRequired(_l("Write what is missing.")), Length(max=LONGEST, message=_TOO_LONG)],
    )


class WhyForm(FlaskForm):
    """Why an answer is sent back to its author, or why more time is needed."""

    why = TextAreaField(_l("Why?"), validators=[DataRequired(_l("Say why.")), Length(max=LONGEST, message=_TOO_LONG)])
