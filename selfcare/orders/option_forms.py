"""What may be sent about an option of a line."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, ValidationError
from wtforms.validators import InputRequired

from selfcare.auth.logins import readable
from selfcare.money import Money
from selfcare.orders.option_change import OptionWish
from selfcare.orders.options import HIGHEST, OFF, ON

OWN = "own"
Choices = Sequence[tuple[str, str]]


class OptionForm(FlaskForm):
    """What was read, and what is wanted: on, off, or a limit in grosze. The hidden fields are compared with what is."""

    line = HiddenField()
    option = HiddenField()
    read = HiddenField()
    wanted = RadioField(_l("What do you want?"), validators=[InputRequired(_l("Choose what you want."))])
    own = StringField(_l("Own amount, in zł"))
    start = RadioField(_l("From when?"), validators=[InputRequired(_l("Choose from when."))])

    def __init__(self, *, wanted: Choices = (), starts: Choices = (), **rest: object) -> None:
        super().__init__(**rest)
        self.wanted.choices, self.start.choices = list(wanted), list(starts)

    def validate_own(self, field: StringField) -> None:
        if self.wanted.data == OWN and _read(field.data) is None:
            raise ValidationError(_l("Type an amount between 0 and 100 000 zł, such as 50 or 49,90."))

    def wish(self) -> OptionWish:
        """Only after the form was found right."""
        wanted = self.wanted.data
        switch, limit = (wanted, None) if wanted in {ON, OFF} else (ON, self._limit())
        return OptionWish(self.option.data or "", switch, limit, self.start.data, self.read.data or "")

    def _limit(self) -> Money | None:
        return _read(self.own.data) if self.wanted.data == OWN else Money(int(self.wanted.data))


def _read(text: str | None) -> Money | None:
    try:
        typed = Money.parse("".join(readable(text).split()).replace(",", ".").removesuffix("zł"))
    except ValueError:
        return None
    return typed if Money() <= typed <= HIGHEST else None
