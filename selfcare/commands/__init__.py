"""The console: `selfcare demo`, `serve`, `worker`, `import`, `doctor` and the rest."""

import gc
import importlib

import click

_COMMANDS = {  # name: (module below this one, what `selfcare --help` says)
    "demo": ("demo", "Start a synthetic operator: web server, worker and a bank in one go."),
    "serve": ("server", "Start the production web server."),
    "worker": ("worker", "Start the background worker: messages, retries, retention."),
    "fake-bank": ("fakebank", "Start the bank to play with, for a demo."),
    "db": ("database", "Migrations: upgrade, downgrade, current."),
    "import": ("feed", "Load feed files or folders of the billing system."),
    "messages": ("messages", "What was sent to whom, newest first."),
    "staff": ("staff", "The people who answer: add, list, link, disable."),
    "doctor": ("doctor", "Check this installation, one line each."),
    "export-account": ("export", "Everything held on a customer, as one ZIP file."),
    "sim": ("sim", "Take back the block of a SIM that was reported stolen."),
    "clock": ("clock", "Move the time of a demo."),
    "backup": ("backup", "Write a consistent copy into one file."),
    "restore": ("restore", "Fill an empty database from such a file."),
}


class _Console(click.Group):
    """Loads a command's module only when that command is asked for: `selfcare --help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        gc.disable()  # nothing of what is imported is garbage: not looking for it saves a sixth of every start
        module = importlib.import_module(f"selfcare.commands.{_COMMANDS[cmd_name][0]}")
        gc.enable()
        commands = [value for value in vars(module).values() if isinstance(value, click.Command)]
        return next(command for command in commands if command.name == cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_module, says) in _COMMANDS.items()])


@click.group(cls=_Console, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="selfcare", message="%(version)s")
def console() -> None:
    """A customer portal for mobile operators. Settings are the variables SELFCARE_*; `doctor --settings` lists them."""


def main() -> None:
    """Run the console script."""
    console(prog_name="selfcare")
