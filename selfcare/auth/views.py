"""auth pages."""

from flask import Blueprint

pages = Blueprint("auth", __name__)
