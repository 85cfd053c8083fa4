"""What may be sent about a SIM card."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, RadioField, TelField
from wtforms.validators import InputRequired, Length

from selfcare.orders.sim_exchange import SimWish

Choices = Sequence[tuple[str, str]]


class SimForm(FlaskForm):
    """Which SIM, and why. The hidden field is compared with what is true when it is sent."""

    line = HiddenField()
    read = HiddenField()
    sim_kind = RadioField(_l("What do you want?"), validators=[InputRequired(_l("Choose a SIM card or an eSIM."))])
    why = RadioField(_l("Why?"), validators=[InputRequired(_l("Choose why: the price depends on it."))])

    def __init__(self, *, kinds: Choices, reasons: Choices, **rest: object) -> None:
        super().__init__(**rest)
        self.sim_kind.choices, self.why.choices = list(kinds), list(reasons)

    def wish(self) -> SimWish:
        return SimWish(sim_kind=self.sim_kind.data, why=self.why.data, read=self.read.data or "")


class StolenForm(FlaskForm):
    """Whose SIM it is."""

    number = TelField(
        _l("Number of the stolen phone"),
        validators=[
            InputRequired(_l("Type the number of the phone.")),
            Length(max=254, message=_l("This is too long for a number.")),
        ],
    )


class BlockForm(FlaskForm):
    """The code from the e-mail, and whether another SIM is wanted."""

    code = PasswordField(_l("Code"), validators=[InputRequired(_l("Type the code."))])  # never shown again
    replacement = RadioField(_l("Do you want another SIM?"), default="none", validators=[InputRequired()])

    def __init__(self, *, replacements: Choices, **rest: object) -> None:
        super().__init__(**rest)
        self.replacement.choices = list(replacements)
