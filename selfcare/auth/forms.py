"""What may be sent on the way in."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, ValidationError

from selfcare.auth import passwords
from selfcare.auth.logins import readable
from selfcare.auth.ways_on import way_on

_leave_it_empty = _l(
    "First time, or forgot the password? <b>Leave this field empty</b> – we will send a one-time password."
)


class _Html:
    """A sentence of ours that holds markup, translated when it is shown."""

    def __init__(self, sentence: Any) -> None:
        self._sentence = sentence

    def __html__(self) -> str:
        return str(self._sentence)


class SignInForm(FlaskForm):
    """An empty password is no mistake: it asks for a one-time password."""

    login = StringField(
        _l("Phone number or e-mail"),
        filters=[readable],
        validators=[DataRequired(_l("Type your phone number or e-mail.")), Length(max=254)],
    )
    password = PasswordField(_l("Password"), description=_Html(_leave_it_empty))
    my_device = BooleanField(
        _l("This is my device"),
        description=_l("You read invoices on it without internet, and it stays signed in for 30 days"),
        render_kw={"data-own-device": True},
    )
    next = HiddenField(filters=[way_on])


class OneTimeForm(SignInForm):
    """The same form while a one-time password is on its way; the permanent one may be typed there, too."""

    password = PasswordField(_l("One-time password"), description=_l("6 digits from the SMS or e-mail"))


class NewPasswordForm(FlaskForm):
    """A permanent password, twice. `personal` are words that it must not be built from."""

    new_password = PasswordField(
        _l("New password"),
        description=_l("At least 12 characters. It may be a sentence; you can also paste it from a password manager."),
        validators=[InputRequired(_l("Type a new password."))],
    )
    repeat_password = PasswordField(
        _l("New password once more"),
        validators=[EqualTo("new_password", _l("The two passwords differ. Type the same one twice."))],
    )

    def __init__(self, *, personal: Iterable[str], **rest: Any) -> None:
        super().__init__(**rest)
        self._personal = tuple(personal)

    def validate_new_password(self, field: PasswordField) -> None:
        if mistake := passwords.mistake_in(field.data, self._personal):
            raise ValidationError(mistake)


class PasswordAgainForm(FlaskForm):
    """The password once more, before something that must not be read over a shoulder."""

    password = PasswordField(_l("Password"), validators=[InputRequired(_l("Type your password."))])


class ConfirmForm(FlaskForm):
    """The second code."""

    code = PasswordField(_l("Code"), validators=[InputRequired(_l("Type the code."))])  # never shown again
