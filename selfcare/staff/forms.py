"""What the people who answer may send at the front door."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, EqualTo, InputRequired, Length, ValidationError

from selfcare.auth import passwords
from selfcare.auth.logins import readable
from selfcare.staff.models import ADMIN, AGENT, SUPERVISOR
from selfcare.web.addresses import local_path


def way_on(path: str | None) -> str:
    """A place behind the counter; the first one for anything else."""
    wanted = local_path(path)
    return wanted if wanted.startswith("/staff/") else "/staff"


class StaffSignInForm(FlaskForm):
    """All three at once: whoever lacks one does not learn which of the others was right."""

    email = StringField(_l("E-mail"), filters=[readable], validators=[DataRequired(_l("Type your e-mail."))])
    password = PasswordField(_l("Password"), validators=[InputRequired(_l("Type your password."))])
    code = StringField(
        _l("Code from the authenticator app"),
        filters=[readable],
        validators=[DataRequired(_l("Type the code.")), Length(max=20)],
    )
    next = HiddenField(filters=[way_on])


class SetUpForm(FlaskForm):
    """A password of one's own, and the first code of the app: so we know that it was set up right."""

    new_password = PasswordField(
        _l("New password"),
        description=_l("At least 12 characters. It may be a sentence; you can also paste it from a password manager."),
        validators=[InputRequired(_l("Type a new password."))],
    )
    repeat_password = PasswordField(
        _l("New password once more"),
        validators=[EqualTo("new_password", _l("The two passwords differ. Type the same one twice."))],
    )
    code = StringField(
        _l("Code from the authenticator app"),
        filters=[readable],
        validators=[DataRequired(_l("Type the code.")), Length(max=20)],
    )

    def __init__(self, *, personal: Iterable[str], **rest: Any) -> None:
        super().__init__(**rest)
        self._personal = tuple(personal)

    def validate_new_password(self, field: PasswordField) -> None:
        if mistake := passwords.mistake_in(field.data, self._personal):
            raise ValidationError(mistake)


_ROLES = (
    SelectChoice(AGENT, _l("Agent: cases and customers")),
    SelectChoice(SUPERVISOR, _l("Supervisor: also money above the limit, and what failed")),
    SelectChoice(ADMIN, _l("Administrator: also staff accounts")),
)


class RoleForm(FlaskForm):
    """What somebody may do."""

    role = SelectField(_l("Role"), choices=_ROLES)


class InviteForm(RoleForm):
    """Somebody new; the link goes to that e-mail and nowhere else."""

    email = EmailField(
        _l("E-mail"),
        filters=[readable],
        validators=[DataRequired(_l("Type an e-mail.")), Length(max=254), Email(_l("This is not an e-mail address."))],
    )
    name = StringField(
        _l("First and last name"), filters=[readable], validators=[DataRequired(_l("Type the name.")), Length(max=100)]
    )


class ReasonForm(FlaskForm):
    """Why somebody's call records are looked at. The customer reads it, word for word."""

    reason = TextAreaField(
        _l("Reason"),
        description=_l("One or two sentences, for example the number of the complaint. The customer will read them."),
        filters=[readable],
        validators=[
            DataRequired(_l("Write the reason.")),
            Length(min=10, max=500, message=_l("Write between 10 and 500 characters.")),
        ],
    )
