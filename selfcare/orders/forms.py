"""What may be sent about an order."""

from collections.abc import Container, Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    StringField,
    TelField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length

from selfcare.auth.logins import readable
from selfcare.customers.emails import email_of
from selfcare.lines.numbers import e164
from selfcare.money import Money, nrb_of

_ACCOUNT_DIGITS = 26


def is_email(_form: FlaskForm, field: Field) -> None:
    """Written as we keep it from here on."""
    found = email_of(readable(field.data))
    if found is None:
        raise ValidationError(str(_l("This is not an e-mail address. It looks like name@example.org.")))
    field.data = found


def is_phone(_form: FlaskForm, field: Field) -> None:
    """Polish ones: we send SMS to them."""
    number = e164(readable(field.data))
    if number is None or not number.startswith("+48"):
        raise ValidationError(str(_l("Type a Polish phone number, e.g. 500 100 200.")))
    field.data = number


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


class PaperForm(FlaskForm):
    """What was read, as the page carried it."""

    wanted = HiddenField()
    monthly = HiddenField()
    day = HiddenField()


class PayoutForm(FlaskForm):
    """How much of the credit, and to which account."""

    amount = StringField(_l("Amount in zł"), validators=[InputRequired(_l("Type the amount."))])
    account = StringField(
        _l("Number of your account"),
        description=_l("26 digits, of a Polish bank."),
        validators=[InputRequired(_l("Type the number of your account."))],
    )

    def validate_amount(self, field: StringField) -> None:
        try:
            Money.parse(_plain(field.data).replace(",", "."))
        except ValueError:
            raise ValidationError(str(_l("Type an amount, e.g. 12,30."))) from None

    def validate_account(self, field: StringField) -> None:
        digits = _plain(field.data).upper().removeprefix("PL")
        if not (digits.isascii() and digits.isdecimal()):
            raise ValidationError(str(_l("An account number has only digits. Copy it from your bank.")))
        if len(digits) != _ACCOUNT_DIGITS:
            text = _l("A Polish account number has 26 digits, and this one has %(count)s.", count=len(digits))
            raise ValidationError(str(text))
        if nrb_of(digits) is None:
            raise ValidationError(str(_l("One of the digits is wrong. Compare the number with the one in your bank.")))

    @property
    def money(self) -> Money:
        return Money.parse(_plain(self.amount.data).replace(",", "."))


class TerminationForm(FlaskForm):
    """In which way, with last day and fee of each as they were read."""

    line = HiddenField()
    how = RadioField(_l("When shall the contract end?"), validators=[InputRequired(_l("Choose when it shall end."))])
    read = HiddenField()
    accept = BooleanField(
        _l("I want to end the contract for this number"),
        validators=[DataRequired(_l("Say that you want to end it, or leave everything as it is."))],
    )

    def __init__(self, *, ways: Iterable[str], **rest: Any) -> None:
        super().__init__(**rest)
        self.how.choices = [(way, way) for way in ways]


class AssignmentForm(FlaskForm):
    """Who takes the number over."""

    line = HiddenField()
    name = StringField(
        _l("Name of the person or firm"),
        validators=[
            InputRequired(_l("Type the name of whoever takes the number over.")),
            Length(max=120, message=_l("Write at most %(max)d characters.")),
        ],
    )
    email = EmailField(
        _l("E-mail"),
        description=_l("We send the agreement there."),
        validators=[InputRequired(_l("Type an e-mail address.")), is_email],
    )
    phone = TelField(_l("Phone number"), validators=[InputRequired(_l("Type a phone number.")), is_phone])


class NewEmailForm(FlaskForm):
    """Another e-mail address."""

    wanted = EmailField(
        _l("New e-mail address"), validators=[InputRequired(_l("Type the new e-mail address.")), is_email]
    )


class NewNumberForm(FlaskForm):
    """Another contact number."""

    wanted = TelField(_l("New contact number"), validators=[InputRequired(_l("Type the new number.")), is_phone])


class ContactCodesForm(FlaskForm):
    """The codes that went to the new and to the former one; what is proved already is not asked for again."""

    new = PasswordField(_l("Code sent to the new one"), validators=[InputRequired(_l("Type the code."))])
    old = PasswordField(_l("Code sent to the present one"), validators=[InputRequired(_l("Type the code."))])

    def __init__(self, *, sides: Container[str], **rest: Any) -> None:
        super().__init__(**rest)
        for side in ("new", "old"):
            if side not in sides:
                delattr(self, side)


def _plain(text: str | None) -> str:
    return "".join(readable(text).split())
