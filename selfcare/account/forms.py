"""What may be sent from the account's pages."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from selfcare.auth.forms import NewPasswordForm
from selfcare.notifications.models import BOTH, EMAIL, NONE, SMS

LANGUAGES = {"pl": "Polski", "en": "English", "uk": "Українська"}  # each in its own words
_HOURS = [SelectChoice(hour, f"{hour}:00") for hour in range(24)]


class ChangePasswordForm(NewPasswordForm):
    """The old password and, twice, the new one."""

    old_password = PasswordField(_l("Current password"), validators=[InputRequired(_l("Type your current password."))])


class NotificationsForm(FlaskForm):
    """How to be reminded of invoices, and when not."""

    reminders = RadioField(
        _l("Reminders of invoices"),
        choices=[
            SelectChoice(BOTH, _l("by e-mail and SMS")),
            SelectChoice(EMAIL, _l("by e-mail")),
            SelectChoice(SMS, _l("by SMS")),
            SelectChoice(NONE, _l("none")),
        ],
        validators=[InputRequired(_l("Choose how we shall remind you."))],
    )
    quiet_from = SelectField(_l("from"), choices=_HOURS, coerce=int)
    quiet_to = SelectField(_l("to"), choices=_HOURS, coerce=int)


class LanguageForm(FlaskForm):
    """One of the languages the operator offers."""

    language = RadioField(_l("Language"), validators=[InputRequired(_l("Choose a language."))])

    def __init__(self, *, offered: Iterable[str], **rest: Any) -> None:
        super().__init__(**rest)
        self.language.choices = [(code, LANGUAGES.get(code, code)) for code in offered]
