"""What may be sent from the account's pages."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from selfcare.account.models import OURS, PARTNERS
from selfcare.auth.forms import NewPasswordForm
from selfcare.notifications.models import BOTH, EMAIL, NONE, SMS

LANGUAGES = {"pl": "Polski", "en": "English", "uk": "Українська"}  # each in its own words
PURPOSES = {OURS: _l("Our own offers"), PARTNERS: _l("Offers of our partners")}
WAYS = {"email": _l("by e-mail"), "sms": _l("by SMS"), "phone": _l("by phone call")}
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


class ConsentsForm(FlaskForm):
    """One box for each purpose and channel, and the version of the texts that were read."""

    version = HiddenField()
    ours_email = BooleanField(WAYS["email"])
    ours_sms = BooleanField(WAYS["sms"])
    ours_phone = BooleanField(WAYS["phone"])
    partners_email = BooleanField(WAYS["email"])
    partners_sms = BooleanField(WAYS["sms"])
    partners_phone = BooleanField(WAYS["phone"])
