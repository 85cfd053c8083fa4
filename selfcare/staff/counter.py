"""The other side of the counter: the blueprint of all its pages."""

from flask import Blueprint

pages = Blueprint("staff", __name__, url_prefix="/staff")
