"""What a message says: its templates, in the customer's language and the operator's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import force_locale

from selfcare.brand import Operator
from selfcare.config import Settings
from selfcare.notifications.gsm7 import folded
from selfcare.notifications.models import SMS

_DOT = "•"


@dataclass(frozen=True)
class Wording:
    """A message as it is sent."""

    subject: str
    text: str
    html: str

    def without(self, code: str) -> "Wording":
        """The same as it is kept: dots stand for the code."""
        dots = _DOT * len(code)
        return Wording(*((part.replace(code, dots) if code else part) for part in (self.subject, self.text, "")))


def worded(kind: str, channel: str, facts: Mapping[str, object], language: str) -> Wording:
    """Render templates/messages/<kind>.…; docs/messages.md says what they may use."""
    context = _context(facts, language)
    with force_locale(language):
        if channel == SMS:
            return Wording("", folded(_rendered(f"messages/{kind}.sms.txt", context)), "")
        head, _, text = _rendered(f"messages/{kind}.email.txt", context).partition("\n\n")
        subject = _one_line(head.removeprefix("Subject:"))
        paragraphs = [paragraph.splitlines() for paragraph in text.split("\n\n")]
        letter = {**context, "subject": subject, "paragraphs": paragraphs}
        return Wording(subject, text, _rendered(f"messages/{kind}.email.html", letter, "messages/letter.html"))


def language_for(chosen: str) -> str:
    """The customer's language if this installation has it."""
    languages = _operator().languages
    return chosen if chosen in languages else languages[0]


def _context(facts: Mapping[str, object], language: str) -> dict[str, object]:
    settings = cast("Settings", current_app.extensions["settings"])
    ours = {
        "operator": _operator(),
        "language": language,
        "public_url": settings.public_url.rstrip("/"),
        "host": urlsplit(settings.public_url).hostname,
    }
    return ours | {name: _one_line(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}


def _rendered(template: str, context: Mapping[str, object], *instead: str) -> str:
    """Without the web's context processors: there is no request here."""
    return current_app.jinja_env.select_template([template, *instead]).render(context).strip()


def _one_line(text: str) -> str:
    """No line break from outside begins a header, a paragraph or a second code."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _operator() -> Operator:
    return cast("Operator", current_app.extensions["operator"])
