"""The page of consents to marketing."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Response, current_app, g, request, url_for

from selfcare import clock
from selfcare.account import consents
from selfcare.account.forms import PURPOSES, WAYS, ConsentsForm
from selfcare.account.models import CHANNELS
from selfcare.auth.signed_in import current_customer
from selfcare.brand import Operator
from selfcare.database import session
from selfcare.web.pages import see_other


def page_of_consents(part: Callable[..., Response]) -> Response:
    """Look and choose. `part` shows one part of the account."""
    shown = consents.texts(cast("Operator", current_app.extensions["operator"]).legal_name)
    customer, form = current_customer(), ConsentsForm()
    if form.validate_on_submit():
        wanted = {key for key in consents.KEYS if form["_".join(key)].data}
        read = form.version.data or ""
        consents.choose(session(), customer, wanted, shown, read, now=clock.now(), request_id=g.request_id)
        session().commit()
        return see_other(url_for("account.consents", done="consents"))
    given = consents.given_now(session(), customer)
    holds = {"_".join(key): key in given for key in consents.KEYS}
    return part(
        "consents",
        form=ConsentsForm(formdata=None, data={"version": consents.version_of_all(shown), **holds}),
        history=session().scalars(consents.history_of(customer)).all(),
        purposes=PURPOSES,
        ways=WAYS,
        channels=CHANNELS,
        texts=shown,
        done=request.args.get("done") == "consents",
    )
