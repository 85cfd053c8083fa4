"""legal pages."""

from flask import Blueprint

pages = Blueprint("legal", __name__)
