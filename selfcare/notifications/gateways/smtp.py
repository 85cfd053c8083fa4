"""E-mail by SMTP, through Flask-Mail."""

import contextlib
import smtplib
import ssl
from email.utils import formataddr
from typing import Any

import flask_mail
from flask import current_app

from selfcare.errors import PartnerUnavailable
from selfcare.notifications.gateway import Mail, Refused

PATIENCE = 10  # seconds for each answer of the server
_FOR_GOOD = 500  # RFC 5321, 4.2.1: 4xx may be tried again, 5xx may not


class SmtpMail:
    """The operator's own mail server."""

    def __init__(self, *, sender_name: str, sender: str, host: str, patience: float = PATIENCE) -> None:
        self._from = formataddr((sender_name, sender))
        self._host = host  # the right side of our Message-IDs
        self._patience = patience

    def send(self, mail: Mail) -> None:
        try:
            with _Connection(current_app.extensions["mail"], self._patience) as connection:
                connection.send(self._letter(mail))
        except flask_mail.BadHeaderError as error:
            raise Refused("a line break in a header") from error
        except smtplib.SMTPRecipientsRefused as error:
            raise _judged(*next(iter(error.recipients.values()))) from error
        except smtplib.SMTPDataError as error:
            raise _judged(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise PartnerUnavailable(f"SMTP: {type(error).__name__}") from error

    def _letter(self, mail: Mail) -> flask_mail.Message:
        letter = flask_mail.Message(
            subject=mail.subject,
            sender=self._from,
            recipients=[mail.recipient],
            body=mail.text,
            html=mail.html,
            date=mail.sent_at.timestamp(),
            extra_headers={
                "Auto-Submitted": "auto-generated",  # RFC 3834: so that nobody's absence notice answers it
                "X-Auto-Response-Suppress": "All",
                "Content-Language": mail.language,
            },
        )
        for paper in mail.enclosed:
            letter.attach(paper.name, "application/pdf", paper.content)
        letter.msgId = f"<{mail.number}@{self._host}>"
        return letter


class _Connection(flask_mail.Connection):
    """Flask-Mail's, with an end to its patience, and with certificates checked."""

    def __init__(self, mail: Any, patience: float) -> None:
        super().__init__(mail)
        self._patience = patience

    def configure_host(self) -> smtplib.SMTP:
        with contextlib.ExitStack() as opened:
            server = self._called()
            opened.callback(server.close)
            if self.mail.use_tls:
                server.starttls(context=ssl.create_default_context())
            if self.mail.username and self.mail.password:
                server.login(self.mail.username, self.mail.password)
            opened.pop_all()  # all went well: it stays open
            return server

    def _called(self) -> smtplib.SMTP:
        address = (self.mail.server, self.mail.port)
        if self.mail.use_ssl:
            return smtplib.SMTP_SSL(*address, timeout=self._patience, context=ssl.create_default_context())
        return smtplib.SMTP(*address, timeout=self._patience)

    def __exit__(self, *why: object) -> None:
        """The letter is taken by now, or is not: how the goodbye goes must not change that."""
        assert self.host is not None  # noqa: S101  # for the type checker: nothing is suppressed here
        with contextlib.suppress(smtplib.SMTPException, OSError):
            if why[0] is None:
                self.host.quit()
        self.host.close()


def _judged(code: int, answer: bytes | str) -> Exception:
    said = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    if code >= _FOR_GOOD:
        return Refused(f"{code} {said}")
    return PartnerUnavailable(f"SMTP: {code} {said}")
