"""The console as a whole."""

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from selfcare.commands import console
from tests.commands.conftest import Installation

COMMANDS = console.list_commands(click.Context(console))


def test_help_tells_every_command_without_loading_it() -> None:
    program = (
        "import sys; from selfcare.commands import console; console.main(['--help'], standalone_mode=False);"
        "print([name for name in sys.modules if name.startswith('selfcare.commands.')])"
    )

    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert said.splitlines()[-1] == "[]"
    assert all(f"  {name} " in said for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(console, [name, "--help"])

    assert result.exit_code == 0, result.exception
    assert f"Usage: console {name}" in result.output


def test_an_unknown_command_is_refused() -> None:
    assert CliRunner().invoke(console, ["fly"]).exit_code == 2


def test_it_runs_without_its_script_too() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "selfcare.commands", "--version"], capture_output=True, text=True, check=True
    ).stdout

    assert said.strip().count(".") == 2


def test_what_is_wrong_is_one_line_on_standard_error_and_exit_2(tmp_path: Path) -> None:
    file = tmp_path / "operator.toml"
    file.write_text("name = 'Other'")
    installation = Installation(tmp_path, more={"SELFCARE_OPERATOR_FILE": str(file)})

    result = installation.run("db", "upgrade", exit_code=2)

    assert result.stdout == ""
    assert result.stderr == "Error: operator.toml: 'colours'\n"


def test_a_demos_folder_refuses_a_database_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "demo.json").write_text('{"secret_key": "a key of its own"}')
    installation = Installation(tmp_path, "postgresql+psycopg://real@db/customers")

    said = installation.run("db", "upgrade", exit_code=2).stderr

    assert "SELFCARE_DATABASE_URL: a demo keeps its own database" in said


def test_a_server_that_cannot_work_says_so_once(tmp_path: Path) -> None:
    result = Installation(tmp_path, more={"SELFCARE_SECRET_KEY": "short"}).run("serve", exit_code=2)

    assert result.stderr == "Error: SELFCARE_SECRET_KEY: required, at least 32 characters\n"
