"""Texts to begin an answer with, as the operator's file has them."""

from typing import cast

from flask import current_app, request

from selfcare.brand import Operator


def answers_for(kind: str) -> list[dict[str, str]]:
    """Those for questions, or those for complaints."""
    operator = cast("Operator", current_app.extensions["operator"])
    return [answer for answer in operator.answers if answer["for"] == kind]


def chosen_text(kind: str) -> str:
    """The text that the address asks for: without a script a template is a link."""
    number = request.args.get("answer", "")
    found = answers_for(kind)
    is_number = number.isdecimal() and len(number) < 4
    return found[int(number)]["text"] if is_number and int(number) < len(found) else ""
