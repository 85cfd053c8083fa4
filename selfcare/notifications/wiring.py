"""Choosing how an SMS and an e-mail leave this installation."""

from typing import cast
from urllib.parse import urlsplit

from flask import Flask

from selfcare.brand import Operator
from selfcare.config import Settings
from selfcare.notifications.gateway import MailGateway, SmsGateway
from selfcare.notifications.gateways.demo import PrintedMail, PrintedSms
from selfcare.notifications.gateways.http import HttpSms
from selfcare.notifications.gateways.smpp import SmppSms
from selfcare.notifications.gateways.smtp import SmtpMail


def init_app(app: Flask, settings: Settings) -> None:
    operator = cast("Operator", app.extensions["operator"])
    app.extensions["sms_gateway"] = _sms(settings, operator)
    app.extensions["mail_gateway"] = _mail(settings, operator)


def _sms(settings: Settings, operator: Operator) -> SmsGateway | None:
    sender = settings.sms_sender or operator.name
    if settings.sms_adapter == "http":
        return HttpSms(settings.sms_url, token=settings.sms_token, sender=sender)
    if settings.sms_adapter == "smpp":
        return SmppSms(
            settings.sms_host,
            settings.sms_port,
            system_id=settings.sms_system_id,
            password=settings.sms_password,
            sender=sender,
        )
    return PrintedSms() if settings.demo else None


def _mail(settings: Settings, operator: Operator) -> MailGateway | None:
    smtp = None
    if settings.mail_server:
        host = urlsplit(settings.public_url).hostname or "localhost"
        smtp = SmtpMail(sender_name=operator.name, sender=settings.mail_sender or operator.email, host=host)
    return PrintedMail(smtp) if settings.demo else smtp
