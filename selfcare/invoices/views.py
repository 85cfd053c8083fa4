"""invoices pages."""

from flask import Blueprint

pages = Blueprint("invoices", __name__)
