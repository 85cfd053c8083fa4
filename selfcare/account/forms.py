"""What may be sent from the account's pages."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField
from wtforms.validators import InputRequired

from selfcare.auth.forms import NewPasswordForm

LANGUAGES = {"pl": "Polski", "en": "English", "uk": "Українська"}  # each in its own words


class ChangePasswordForm(NewPasswordForm):
    """The old password and, twice, the new one."""

    old_password = PasswordField(_l("Current password"), validators=[InputRequired(_l("Type your current password."))])


class LanguageForm(FlaskForm):
    """One of the languages the operator offers."""

    language = RadioField(_l("Language"), validators=[InputRequired(_l("Choose a language."))])

    def __init__(self, *, offered: Iterable[str], **rest: Any) -> None:
        super().__init__(**rest)
        self.language.choices = [(code, LANGUAGES.get(code, code)) for code in offered]
