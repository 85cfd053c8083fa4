"""What the customer may send about usage."""

from __future__ import annotations

from typing import Self

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import InputRequired, ValidationError

from selfcare.billing.notice_models import PREMIUM_LIMITS, UsageWish
from selfcare.money import Money
from selfcare.web.formats import amount, money

_OWN = "own"
_MOST = Money(100_000_00)


class NoticesForm(FlaskForm):
    """What to be told about, and how much special numbers may cost."""

    internet = BooleanField(_l("Internet"), description=_l("when 50, 80 and 100% of the package is used up"))
    roaming = BooleanField(
        _l("Internet outside the EU"), description=_l("when 80 and 100% of the limit for a period is used up")
    )
    premium = RadioField(_l("Special numbers"), validators=[InputRequired(_l("Choose an amount."))])
    own = StringField(_l("Own amount, in zł"))

    def __init__(self, *, most: Money | None = None, **rest: object) -> None:
        """`most`: above it an order is needed, with a code."""
        super().__init__(**rest)
        self._most = most
        amounts = [(str(limit.grosze), money(limit)) for limit in PREMIUM_LIMITS]
        self.premium.choices = [*amounts, (_OWN, _l("Own amount"))]

    @classmethod
    def showing(cls, wish: UsageWish, *, most: Money | None = None) -> Self:
        """The form as the line's choice stands now."""
        is_own = wish.premium_limit not in PREMIUM_LIMITS
        return cls(
            most=most,
            data={
                "internet": wish.data,
                "roaming": wish.roaming,
                "premium": _OWN if is_own else str(wish.premium_limit.grosze),
                "own": amount(wish.premium_limit) if is_own else "",
            },
        )

    def validate_own(self, field: StringField) -> None:
        if self.premium.data == _OWN and _read(field.data) is None:
            raise ValidationError(_l("Type an amount between 0 and 100 000 zł, such as 50 or 49,90."))

    def validate_premium(self, _field: RadioField) -> None:
        known = {str(limit.grosze): limit for limit in PREMIUM_LIMITS}
        chosen = _read(self.own.data) if self.premium.data == _OWN else known.get(self.premium.data)
        if self._most is not None and chosen is not None and chosen > self._most:
            raise ValidationError(_l("A higher amount needs a code by SMS. Order it under Options."))

    def chosen(self) -> UsageWish:
        """As the customer wants it from now on. Only after the form was found right."""
        is_own = self.premium.data == _OWN
        limit = _read(self.own.data) if is_own else Money(int(self.premium.data))
        return UsageWish(data=self.internet.data, roaming=self.roaming.data, premium_limit=limit or Money())


def _read(text: str | None) -> Money | None:
    try:
        typed = Money.parse("".join((text or "").split()).replace(",", ".").removesuffix("zł"))
    except ValueError:
        return None
    return typed if Money() <= typed <= _MOST else None
