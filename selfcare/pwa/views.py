"""pwa pages."""

from flask import Blueprint

pages = Blueprint("pwa", __name__)
