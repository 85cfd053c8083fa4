"""Files in the data folder and their rows: written, found, let go of, swept; and the scanner's hook."""

import os
import socket
import struct
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from selfcare.attachments import actions, folder, jobs
from selfcare.attachments.gateways.clamd import Clamd
from selfcare.attachments.inspection import Accepted
from selfcare.attachments.models import Attachment
from selfcare.attachments.queries import attached_to, attachments_of
from selfcare.errors import PartnerUnavailable
from tests.builders import NOON

LETTER = Accepted("list.pdf", "application/pdf", b"%PDF")
OLD = (NOON - timedelta(days=3)).timestamp()


def keep(db: Session, place: Path, subject: str = "contact/1", customer_no: str = "1002456") -> Attachment:
    kept = actions.keep(db, place, LETTER, subject, customer_no=customer_no, now=NOON)
    db.flush()
    return kept


def test_a_file_lies_under_a_name_of_our_own_for_our_eyes_only(db: Session, tmp_path: Path) -> None:
    kept = keep(db, tmp_path)

    file = tmp_path / kept.place
    assert file.read_bytes() == b"%PDF"
    assert "list" not in kept.place
    assert file.stat().st_mode & 0o077 == 0
    assert [(one.name, one.size) for one in db.scalars(attached_to(["contact/1"]))] == [("list.pdf", 4)]


def test_everybody_has_only_his_own(db: Session, tmp_path: Path) -> None:
    keep(db, tmp_path)
    other = keep(db, tmp_path, "contact/2", "1002457")

    assert list(db.scalars(attachments_of("1002457"))) == [other]


def test_what_was_let_go_of_is_swept_a_day_later(db: Session, tmp_path: Path) -> None:
    kept, stays = keep(db, tmp_path), keep(db, tmp_path, "contact/2")
    orphan = tmp_path / folder.put(tmp_path, b"its request failed")
    young = tmp_path / folder.put(tmp_path, b"its request is still on")
    for file in (tmp_path / kept.place, tmp_path / stays.place, orphan):
        os.utime(file, (OLD, OLD))
    os.utime(young, (NOON.timestamp(), NOON.timestamp()))
    actions.let_go(db, ["contact/1"])

    swept = actions.sweep(db, tmp_path, now=NOON + timedelta(minutes=1))

    assert swept == 2
    assert not (tmp_path / kept.place).exists()
    assert not orphan.exists()
    assert (tmp_path / stays.place).exists()
    assert young.exists()


def test_the_worker_sweeps_the_portals_folder(app: Flask, db: Session) -> None:
    place = app.extensions["settings"].data / folder.NAME
    orphan = place / folder.put(place, b"orphan")
    os.utime(orphan, (OLD, OLD))

    jobs.sweep(db, now=NOON)

    assert not orphan.exists()


def test_a_disk_that_takes_nothing_is_said_so(db: Session, tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("")

    with pytest.raises(folder.NoRoom):
        keep(db, tmp_path / "in the way")


class Scanner:
    """Speaks as clamd does, and answers as it is told."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.heard = b""
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        connection, _from = self.server.accept()
        with connection, connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while length := struct.unpack("!L", stream.read(4))[0]:
                self.heard += stream.read(length)
            connection.sendall(self.answer)


@pytest.fixture
def scanners() -> Iterator[list[Scanner]]:
    started: list[Scanner] = []
    yield started
    for scanner in started:
        scanner.server.close()


@pytest.mark.parametrize(("answer", "found"), [(b"stream: OK\0", 0), (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", 1)])
def test_a_scanner_is_asked_before_anything_is_kept(scanners: list[Scanner], answer: bytes, found: int) -> None:
    scanners.append(Scanner(answer))

    assert Clamd(scanners[0].address).is_infected(b"x" * 100_000) is bool(found)
    assert scanners[0].heard == b"x" * 100_000


def test_a_scanner_that_cannot_say_lets_nothing_pass(scanners: list[Scanner]) -> None:
    scanners.append(Scanner(b"INSTREAM size limit exceeded. ERROR\0"))

    with pytest.raises(PartnerUnavailable):
        Clamd(scanners[0].address).is_infected(b"x")


def test_a_scanner_that_is_away_lets_nothing_pass() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(PartnerUnavailable):
        Clamd(f"127.0.0.1:{port}").is_infected(b"x")
