"""What may be written to customer service."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, SelectField, StringField, TelField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from selfcare.contact.words import slot_name
from selfcare.lines.models import Line
from selfcare.lines.numbers import e164, shown

LONGEST = 5000
_HOME = "+48"


def _text() -> TextAreaField:
    too_long = Length(max=LONGEST, message=_l("Write at most %(max)d characters."))
    return TextAreaField(_l("Message"), validators=[InputRequired(_l("Write your message.")), too_long])


def _files() -> MultipleFileField:
    return MultipleFileField(
        _l("Files"),
        description=_l("PDF, JPG, PNG, HEIC or DOCX, at most 5 files of 10 MB. We take out where a picture was taken."),
        validators=[Optional()],
    )


class MessageForm(FlaskForm):
    """A message in a question that is there. `form_key` is the same when the same form is sent again."""

    text = _text()
    files = _files()
    form_key = HiddenField(validators=[Length(max=64)])


class QuestionForm(FlaskForm):
    """A new question."""

    subject = StringField(
        _l("What is it about?"),
        validators=[
            InputRequired(_l("Say in a few words what it is about.")),
            Length(max=120, message=_l("Write at most %(max)d characters.")),
        ],
    )
    line = SelectField(_l("Which number is it about?"), validators=[Optional()])
    text = _text()
    files = _files()
    form_key = HiddenField(validators=[Length(max=64)])

    def __init__(self, *, lines: Iterable[Line], **rest: Any) -> None:
        super().__init__(**rest)
        numbers = [(str(line.id), shown(line.msisdn)) for line in lines]
        self.line.choices = [("", _l("The whole account")), *numbers]


class CallBackForm(FlaskForm):
    """Whom to call, and in which hour."""

    phone = TelField(_l("Phone number"), validators=[InputRequired(_l("Type the number we should call."))])
    slot = SelectField(_l("When should we call?"), validators=[InputRequired(_l("Choose an hour."))])
    about = StringField(
        _l("What is it about?"),
        validators=[Optional(), Length(max=200, message=_l("Write at most %(max)d characters."))],
    )

    def __init__(self, *, slots: Sequence[datetime], **rest: Any) -> None:
        super().__init__(**rest)
        self.slot.choices = [(slot.isoformat(), slot_name(slot)) for slot in slots]

    def validate_phone(self, field: TelField) -> None:
        number = e164(field.data or "")
        if number is None or not number.startswith(_HOME):
            raise ValidationError(str(_l("Type a Polish phone number, e.g. 500 100 200.")))
        field.data = number
