"""Choosing how an SMS leaves this installation."""

from flask import Flask

from selfcare.config import Settings


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions["sms_gateway"] = None
