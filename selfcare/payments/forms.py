"""What may be sent when paying."""

import secrets
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectChoice, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from selfcare.money import Money
from selfcare.payments.choice import LEAST, MOST, AmountOutOfBounds
from selfcare.payments.gateway import Method, Reason, explain

CODE_LENGTH = 6
_ABOUT_CODE = (Reason.WRONG_CODE, Reason.EXPIRED_CODE, Reason.USED_CODE)
_LONGEST_LIST = 2000


class PayForm(FlaskForm):
    """What is paid, as the customer saw it; how; and the code, which nobody keeps."""

    key = HiddenField(validators=[InputRequired(), Length(max=36)])  # the same form sent twice is one payment
    invoices = HiddenField(validators=[Length(max=_LONGEST_LIST)])
    other = HiddenField(validators=[Length(max=20)])  # another amount than the invoices', in grosze
    seen = HiddenField(validators=[InputRequired(), Length(max=20)])  # the amount on the button, in grosze
    method = RadioField(
        _l("How do you want to pay?"),
        choices=[
            SelectChoice(Method.BLIK.value, _l("BLIK")),
            SelectChoice(Method.BANK.value, _l("Fast transfer from your bank")),
            SelectChoice(Method.CARD.value, _l("Card")),
        ],
        default=Method.BLIK.value,
        validators=[InputRequired(_l("Choose how to pay."))],
    )
    blik_code = StringField(_l("Code from your bank’s app, 6 digits"), validators=[Length(max=20)])

    def validate_blik_code(self, _field: StringField) -> None:
        if self.method.data == Method.BLIK and not self.code:
            raise ValidationError(str(_l("Type the six digits that your bank’s app shows.")))

    @property
    def code(self) -> str:
        """The six digits without what people put between them; "" if it is no code."""
        digits = "".join((self.blik_code.data or "").replace("-", " ").split())
        return digits if len(digits) == CODE_LENGTH and digits.isascii() and digits.isdigit() else ""

    @property
    def chosen_method(self) -> Method:
        return Method(self.method.data)

    def begin_anew(self, **facts: Any) -> None:
        """Another key and no code: what is sent next is another payment. The facts are what it pays now."""
        self.key.data = secrets.token_hex(16)
        self.blik_code.data = ""
        for name, value in facts.items():
            self[name].data = value

    def explain(self, reason: Reason | None) -> None:
        """Say why no money was taken, at the code if that is what must be changed."""
        sentence = str(explain(reason))
        if reason in _ABOUT_CODE:
            self.blik_code.errors = [*self.blik_code.errors, sentence]
        else:
            self.form_errors.append(sentence)


class AmountForm(FlaskForm):
    """Another amount than the invoices', as people type one."""

    class Meta:  # noqa: D106  # WTForms' own name for its settings
        csrf = False  # it only leads on

    amount = StringField(
        _l("Another amount, in zloties"), validators=[InputRequired(_l("Type an amount.")), Length(max=40)]
    )

    def validate_amount(self, field: StringField) -> None:
        typed = amount_in(field.data or "")
        if typed is None:
            raise ValidationError(str(_l("Type an amount such as 50 or 49.99.")))
        if not LEAST <= typed <= MOST:
            raise ValidationError(str(AmountOutOfBounds.message))


class SaidPaidForm(FlaskForm):
    """Which invoices a transfer was sent for."""

    invoices = HiddenField(id="said-invoices", validators=[InputRequired(), Length(max=_LONGEST_LIST)])


def amount_in(text: str) -> Money | None:
    """`1 234,50` or `1234.5`, as people type an amount; None if it is none."""
    plain = "".join(text.split()).lower().removesuffix("zł").replace(",", ".")
    try:
        return Money.parse(plain)
    except ValueError:
        return None


def grosze_in(text: str) -> Money | None:
    """Grosze as our own hidden fields write them."""
    return Money(int(text)) if text.isascii() and text.isdigit() and len(text) < 12 else None


def ids_in(text: str) -> list[int]:
    """`12,13`; what is no id is nobody's invoice."""
    words = text.split(",")
    return [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 19]
