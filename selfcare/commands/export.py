"""`selfcare export-account`: everything held on a customer, as the customer's own button makes it."""

from pathlib import Path
from tempfile import NamedTemporaryFile

import click

from selfcare import clock
from selfcare.account.archive import write_archive
from selfcare.audit import actions as audit
from selfcare.commands.portal import portal_context
from selfcare.customers.models import Customer
from selfcare.customers.queries import customer_numbered
from selfcare.database import begin_writing, session


@click.command("export-account")
@click.argument("customer_no")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_account(customer_no: str, file: Path) -> None:
    """Write everything held on CUSTOMER_NO into FILE, a ZIP. The customer sees in the history that it was done."""
    with portal_context():
        begin_writing()
        customer = session().scalars(customer_numbered(customer_no)).one_or_none()
        if customer is None:
            raise click.ClickException(f"There is no customer {customer_no}.")
        now = clock.now()
        audit.record(session(), "account_exported", now=now, customer_no=customer_no, actor=audit.SYSTEM)
        session().commit()
        try:
            _write_whole(customer, file)
        except OSError as error:
            raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from error
        click.echo(f"Everything held on {customer_no} is in {file}.")


def _write_whole(customer: Customer, file: Path) -> None:
    """Under a name of its own until it is complete; readable for its owner alone."""
    with NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as target:
        try:
            write_archive(session(), customer, target, now=clock.now())
            target.flush()
            Path(target.name).replace(file)
        except BaseException:
            Path(target.name).unlink()
            raise
