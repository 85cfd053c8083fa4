"""What may be sent about an order."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField
from wtforms.validators import DataRequired, InputRequired


class TariffChangeForm(FlaskForm):
    """What was read, and that it is accepted. The hidden fields are compared with what is true when it is sent."""

    line = HiddenField()
    tariff = HiddenField()
    terms = HiddenField()
    day = HiddenField()
    accept = BooleanField(
        _l("I have read the price list and the rules of the promotion, and I accept them"),
        validators=[DataRequired(_l("Accept the terms of the tariff, or leave everything as it is."))],
    )


class CodeForm(FlaskForm):
    """The code from the SMS."""

    code = PasswordField(_l("Code"), validators=[InputRequired(_l("Type the code."))])  # never shown again
