"""What all pages of payments hang on."""

from flask import Blueprint

pages = Blueprint("payments", __name__)
