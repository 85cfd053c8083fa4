"""`selfcare staff`."""

from tests.commands.conftest import Installation, embedded, installation, model_database, model_folder

__all__ = ["embedded", "installation", "model_database", "model_folder"]


def test_the_first_administrator_begins_at_the_console(installation: Installation) -> None:
    assert "Nobody yet" in installation.run("staff", "list").output

    added = installation.run("staff", "add", "Ewa@example.org", "--role", "admin", "--name", "Ewa Sowa").output

    assert "http://localhost:8000/staff/set-up/" in added
    line = installation.run("staff", "list").output
    assert all(word in line for word in ("ewa@example.org", "admin", "not set up yet", "Ewa Sowa"))


def test_what_cannot_be_is_one_sentence(embedded: Installation) -> None:
    embedded.run("staff", "add", "ewa@example.org", "--role", "admin")

    assert (
        "has a staff account already"
        in embedded.run("staff", "add", "ewa@example.org", "--role", "agent", exit_code=1).output
    )
    assert "last administrator" in embedded.run("staff", "disable", "ewa@example.org", exit_code=1).output
    assert "Nobody of staff" in embedded.run("staff", "disable", "no@example.org", exit_code=1).output
    embedded.run("staff", "add", "ewa", "--role", "admin", exit_code=2)
    embedded.run("staff", "add", "ewa@example.org", "--role", "queen", exit_code=2)


def test_an_account_ends_and_a_link_is_made_anew(embedded: Installation) -> None:
    embedded.run("staff", "add", "bok@example.org", "--role", "agent")

    first = embedded.run("staff", "link", "bok@example.org").output
    assert first != embedded.run("staff", "link", "BOK@example.org").output
    embedded.run("staff", "disable", "bok@example.org")

    assert "ended 20" in embedded.run("staff", "list").output
    assert "has ended" in embedded.run("staff", "link", "bok@example.org", exit_code=1).output
    assert "has ended" in embedded.run("staff", "disable", "bok@example.org", exit_code=1).output
