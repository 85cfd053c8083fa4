"""Staff accounts: an administrator invites, changes roles and ends; nobody saws off his own branch."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit.models import Entry
from selfcare.notifications.models import Message
from selfcare.outbox.models import Task
from selfcare.staff import inviting
from selfcare.staff.models import StaffMember
from tests.auth.conftest import Clock
from tests.browser import Browser

NEW: dict[str, Any] = {"name": "Nowa Osoba", "email": "Nowa@example.org", "role": "supervisor"}


def said(db: Session) -> list[str]:
    return [entry.what for entry in db.scalars(select(Entry).order_by(Entry.id))]


def test_an_invitation_goes_to_the_member_alone(browser: Browser, db: Session, admin: StaffMember) -> None:
    browser.sign_in_staff(admin)

    browser.open("/staff/people").press("Send the invitation", **NEW)

    assert "The link is on its way to nowa@example.org." in browser.text
    member = db.scalars(select(StaffMember).where(StaffMember.email == "nowa@example.org")).one()
    assert (member.name, member.role, member.invited_by) == ("Nowa Osoba", "supervisor", "admin@example.org")
    message = db.scalars(select(Message)).one()
    assert (message.recipient, message.kind, message.customer_id) == ("nowa@example.org", "staff_invited", None)
    assert db.scalars(select(Task)).one().secret
    assert said(db) == ["staff_invited"]
    assert "/staff/set-up/" not in browser.response.text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"email": "nowa"}, "This is not an e-mail address."),
        ({"email": ""}, "Type an e-mail."),
        ({"name": " "}, "Type the name."),
    ],
)
def test_a_mistake_in_an_invitation_is_explained(
    browser: Browser, admin: StaffMember, typed: dict[str, str], says: str
) -> None:
    browser.sign_in_staff(admin)

    browser.open("/staff/people").press("Send the invitation", status=422, **(NEW | typed))

    assert says in browser.text


def test_who_answers_already_is_not_invited_again(browser: Browser, admin: StaffMember, agent: StaffMember) -> None:
    browser.sign_in_staff(admin)

    browser.open("/staff/people").press("Send the invitation", status=409, **(NEW | {"email": agent.email}))

    assert browser.notice == "bok@example.org has a staff account already."


def test_a_new_role_ends_what_is_open(
    browser: Browser, db: Session, admin: StaffMember, agent: StaffMember, clock: Clock
) -> None:
    open_session = browser.sign_in_staff(agent)
    browser.sign_in_staff(admin)

    browser.open(f"/staff/people/{agent.id}").press("Change the role", role="supervisor")

    assert "The role is changed." in browser.text
    assert agent.role == "supervisor"
    db.refresh(open_session)
    assert open_session.ended_at == clock.now
    browser.press("Change the role", role="supervisor")
    assert said(db) == ["staff_role_changed"]


def test_an_end_is_at_once_and_everywhere(
    browser: Browser, db: Session, admin: StaffMember, agent: StaffMember
) -> None:
    browser.sign_in_staff(agent)
    its_cookie = browser.cookie("__Host-staff")
    browser.sign_in_staff(admin)

    browser.open(f"/staff/people/{agent.id}").press("End this account")

    assert "The account is ended" in browser.text
    assert "Change the role" not in browser.text
    browser._client.set_cookie("__Host-staff", str(its_cookie), domain="selfcare.example.org", secure=True)
    browser.open("/staff/me", status=302)


def test_a_lost_phone_gets_a_new_link(browser: Browser, db: Session, admin: StaffMember, agent: StaffMember) -> None:
    browser.sign_in_staff(admin)

    browser.open(f"/staff/people/{agent.id}").press("Send a new set-up link")

    assert "The link is on its way to bok@example.org." in browser.text
    assert not agent.may_sign_in
    assert said(db) == ["staff_link_renewed"]


@pytest.mark.parametrize("what", ["role", "end"])
def test_nobody_changes_or_ends_himself(browser: Browser, admin: StaffMember, agent: StaffMember, what: str) -> None:
    browser.sign_in_staff(admin)
    browser.open(f"/staff/people/{admin.id}")
    assert "This is you." in browser.text
    form = browser.open(f"/staff/people/{agent.id}").page.find(f".//form[@action='/staff/people/{agent.id}/{what}']")
    form.set("action", f"/staff/people/{admin.id}/{what}")

    browser.press("Change the role" if what == "role" else "End this account", status=409)

    assert browser.notice == "You cannot change or end your own account. Ask another administrator."


def test_the_last_administrator_stays(db: Session, admin: StaffMember, agent: StaffMember, clock: Clock) -> None:
    with pytest.raises(inviting.LastAdministrator):
        inviting.end(db, admin, by=None, now=clock.now)
    with pytest.raises(inviting.LastAdministrator):
        inviting.change_role(db, admin, "agent", by=agent, now=clock.now)


def test_nobody_of_that_number(browser: Browser, admin: StaffMember) -> None:
    browser.sign_in_staff(admin)

    browser.open("/staff/people/999999", status=404)
    browser.open("/staff/people/99999999999999999999", status=404)


def test_the_letter_holds_the_link_and_keeps_dots(app: Flask, db: Session) -> None:
    from selfcare.notifications.wording import worded  # noqa: PLC0415

    wording = worded("staff_invited", "email", {"code": "abc-DEF_123"}, "en")

    assert "https://selfcare.example.org/staff/set-up/abc-DEF_123" in wording.text
    assert "abc-DEF_123" not in wording.without("abc-DEF_123").text
    assert not re.search(r"\{\{", wording.text)
