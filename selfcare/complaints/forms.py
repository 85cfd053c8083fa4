"""What a complaint asks, step by step. Nothing is required: what the law wants is explained, and can follow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import (
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from selfcare import clock
from selfcare.complaints.models import ACCOUNT, EMAIL, MEDIA, NOTHING, PORTAL, POST, SET_OFF, Complaint
from selfcare.complaints.words import KINDS
from selfcare.lines.models import Line
from selfcare.lines.numbers import shown
from selfcare.money import Money, nrb_of

LONGEST = 10_000
_MOST = Money(100_000_000)  # a million: more is a mistyped amount
_TOO_LONG = _l("Write at most %(max)d characters.")


def _date(label: str, description: str = "") -> DateField:
    wrong = _l("This is not a date.")
    return _Day(label, description=description, wrong=wrong)


class _Day(DateField):
    """A day as browsers send it, with our own sentence for what is none."""

    def __init__(self, *args: Any, wrong: str, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self._wrong = wrong

    def process_formdata(self, valuelist: list[str]) -> None:
        if not any(text.strip() for text in valuelist):
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(str(self._wrong)) from None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  # wtforms gives it
        if self.data and self.data > clock.today():
            raise ValidationError(str(_l("This day has not come yet.")))
        if self.data and self.data < date(2000, 1, 1):
            raise ValidationError(str(self._wrong))


class AmountField(StringField):
    """`1 234,50`, `1234.5 zł`: money as people type it."""

    money: Money | None = None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  # wtforms gives it
        plain = "".join((self.data or "").split()).removesuffix("zł").replace(",", ".")
        if not plain:
            return
        try:
            self.money = Money.parse(plain)
        except ValueError:
            raise ValidationError(str(_l("Type an amount, e.g. 18.45."))) from None
        if not Money() < self.money <= _MOST:
            raise ValidationError(str(_l("Type an amount, e.g. 18.45.")))


def check_account(_form: FlaskForm, field: Field) -> None:
    """Money sent to a mistyped number is gone."""
    if field.data and nrb_of(field.data) is None:
        raise ValidationError(str(_l("This is not a Polish account number. Check its 26 digits.")))


class AboutForm(FlaskForm):
    """The first step."""

    kind = RadioField(
        _l("What is it about?"),
        choices=[SelectChoice(key.value, name) for key, name in KINDS.items()],
        validators=[InputRequired(_l("Choose what it is about."))],
    )
    line = SelectField(_l("Which number is it about?"), validators=[Optional()])
    invoice = HiddenField()
    item = SelectField(_l("Which item of the invoice?"), validators=[Optional()])
    period = HiddenField()
    record = HiddenField()
    payment = HiddenField()

    def __init__(self, *, lines: Iterable[Line], items: Iterable[tuple[str, str]] = (), **rest: Any) -> None:
        super().__init__(**rest)
        self.item.choices = [("", _l("The whole invoice")), *items]
        self.line.choices = [("", _l("The whole account")), *((str(one.id), shown(one.msisdn)) for one in lines)]


class WhatForm(FlaskForm):
    """The second: when, where and what."""

    since = _date(_l("Since when, or on which day?"))
    until = _date(_l("Until when?"), _l("Leave it empty if it was one day, or if it goes on."))
    place = StringField(
        _l("Where was it?"),
        description=_l("An address or a place, if it matters."),
        validators=[Optional(), Length(max=500, message=_TOO_LONG)],
    )
    circumstances = TextAreaField(
        _l("What happened?"),
        description=_l("In your own words. The more we know, the sooner we answer."),
        validators=[Length(max=LONGEST, message=_TOO_LONG)],
    )

    def validate_until(self, field: DateField) -> None:
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(str(_l("This is before it began.")))


class WishForm(FlaskForm):
    """The third: what we should do, and how to answer."""

    wish = RadioField(
        _l("What should we do?"),
        choices=[
            SelectChoice(SET_OFF, _l("Give me money back: take it off my next invoices")),
            SelectChoice(ACCOUNT, _l("Give me money back: send it to my account")),
            SelectChoice(NOTHING, _l("No money: mend it, explain it or say sorry")),
        ],
        default=NOTHING,
    )
    claimed = AmountField(_l("How much?"), description=_l("In złoty, e.g. 18.45."))
    account = StringField(
        _l("Account number"), description=_l("26 digits, for a transfer."), validators=[check_account]
    )
    medium = RadioField(
        _l("How should we answer?"),
        choices=[
            SelectChoice(EMAIL, _l("By e-mail, as a PDF; it is here, too")),
            SelectChoice(PORTAL, _l("Only here, with a notice by SMS")),
            SelectChoice(POST, _l("By post, to the address of the contract")),
        ],
        default=EMAIL,
        validators=[InputRequired(_l("Choose how we should answer."))],
    )


assert {EMAIL, PORTAL, POST} == set(MEDIA)  # noqa: S101  # every one of them can be chosen


def _files() -> MultipleFileField:
    return MultipleFileField(
        _l("Files"),
        description=_l("PDF, JPG, PNG, HEIC or DOCX, at most 5 files of 10 MB. We take out where a picture was taken."),
        validators=[Optional()],
    )


class FilesForm(FlaskForm):
    """The fourth: pictures and papers."""

    files = _files()


class MoreForm(FlaskForm):
    """Something to add to what was sent. `form_key` is the same when the same form is sent again."""

    text = TextAreaField(
        _l("Message"),
        validators=[InputRequired(_l("Write your message.")), Length(max=LONGEST, message=_TOO_LONG)],
    )
    files = _files()
    form_key = HiddenField(validators=[Length(max=64)])


class CompletionForm(FlaskForm):
    """What was missing: only the fields that a complaint lacks are asked for."""

    text = TextAreaField(_l("What we asked for"), validators=[Length(max=LONGEST, message=_TOO_LONG)])
    since = _date(_l("Since when, or on which day?"))
    until = _date(_l("Until when?"), _l("Leave it empty if it was one day, or if it goes on."))
    claimed = AmountField(_l("How much?"), description=_l("In złoty, e.g. 18.45."))
    account = StringField(
        _l("Account number"), description=_l("26 digits, for a transfer."), validators=[check_account]
    )
    files = _files()
    form_key = HiddenField(validators=[Length(max=64)])

    def ask_only_for(self, complaint: Complaint) -> None:
        """Take the other fields away; those that stay must be filled in."""
        missing = set(complaint.missing)
        for name in ("since", "claimed", "account"):
            if {"since": "period"}.get(name, name) not in missing:
                del self[name]
                if name == "since":
                    del self["until"]
        needed = [name for name in ("since", "claimed", "account") if name in self]
        if "circumstances" in missing or not needed:
            needed.append("text")
        for name in needed:
            self[name].validators = [InputRequired(_l("This is still missing.")), *self[name].validators]
