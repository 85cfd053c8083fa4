"""SMS by SMPP, spoken with an SMS centre of another maker."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import smpp34

from selfcare.errors import PartnerUnavailable
from selfcare.notifications.gateway import Receipt, Refused
from selfcare.notifications.gateways.smpp import SmppSms
from selfcare.notifications.gsm7 import GSM_7, UCS_2
from tests.notifications.ports import free_port
from tests.notifications.smsc import Smsc
from tests.notifications.waiting import wait_for

ANNA = "+48500100200"
INVALID_ADDRESS, QUEUE_FULL = 0x0B, 0x14


@contextmanager
def gateway_to(port: int, sender: str = "Listek", patience: float = 1) -> Iterator[SmppSms]:
    gateway = SmppSms("127.0.0.1", port, system_id="us", password="secret", sender=sender, patience=patience)
    yield gateway
    gateway.close()


def test_a_short_text_is_one_part_in_the_small_alphabet() -> None:
    with Smsc() as smsc, gateway_to(smsc.port) as gateway:
        number = gateway.send(ANNA, "Code: 271828 [€]")

    [part] = smsc.parts
    assert number == "id-1"
    assert part.destination == (1, 1, "48500100200")
    assert (part.esm_class, part.data_coding, part.registered_delivery) == (0, GSM_7, 1)
    assert part.octets == b"Code: 271828 \x1b\x3c\x1b\x65\x1b\x3e"


def test_a_long_polish_text_comes_in_numbered_parts() -> None:
    text = "Zażółć gęślą jaźń – " * 10
    with Smsc() as smsc, gateway_to(smsc.port) as gateway:
        number = gateway.send(ANNA, text)

    assert number == "id-3"
    assert {(part.esm_class, part.data_coding) for part in smsc.parts} == {(0x40, UCS_2)}
    assert [part.octets[:3] + part.octets[4:6] for part in smsc.parts] == [bytes([5, 0, 3, 3, n]) for n in (1, 2, 3)]
    assert len({part.octets[3] for part in smsc.parts}) == 1
    assert "".join(part.octets[6:].decode("utf-16-be") for part in smsc.parts) == text


@pytest.mark.parametrize(
    ("sender", "source"),
    [
        ("Listek", (5, 0, "Listek")),
        ("Łąkowy Operator", (5, 0, "kowy Operat")),
        ("+48225000000", (1, 1, "48225000000")),
        ("7555", (0, 1, "7555")),
    ],
)
def test_it_comes_from_a_name_a_number_or_a_short_code(sender: str, source: tuple[int, int, str]) -> None:
    with Smsc() as smsc, gateway_to(smsc.port, sender) as gateway:
        gateway.send(ANNA, "Hello")

    assert smsc.parts[0].source == source


def test_one_bind_serves_many() -> None:
    with Smsc() as smsc, gateway_to(smsc.port) as gateway:
        numbers = [gateway.send(ANNA, f"Hello {n}") for n in range(20)]

    assert numbers == [f"id-{n}" for n in range(1, 21)]
    assert smsc.binds == 1


def test_a_number_that_cannot_be_is_refused_for_good() -> None:
    with (
        Smsc(refuses_with=INVALID_ADDRESS) as smsc,
        gateway_to(smsc.port) as gateway,
        pytest.raises(Refused, match="0xb"),
    ):
        gateway.send("+00", "Hello")


def test_a_text_without_end_is_refused_for_good() -> None:
    with gateway_to(free_port()) as gateway, pytest.raises(Refused):
        gateway.send(ANNA, "a" * 153 * 256)


def test_a_centre_that_is_full_is_asked_again_later() -> None:
    with (
        Smsc(refuses_with=QUEUE_FULL) as smsc,
        gateway_to(smsc.port) as gateway,
        pytest.raises(PartnerUnavailable, match="0x14"),
    ):
        gateway.send(ANNA, "Hello")


def test_a_dead_centre_is_asked_again_later() -> None:
    with gateway_to(free_port()) as gateway, pytest.raises(PartnerUnavailable):
        gateway.send(ANNA, "Hello")


def test_a_centre_that_does_not_answer_is_not_waited_for() -> None:
    with (
        Smsc(says_nothing=True) as smsc,
        gateway_to(smsc.port, patience=0.3) as gateway,
        pytest.raises(PartnerUnavailable),
    ):
        gateway.send(ANNA, "Hello")


def test_a_line_that_does_not_even_bind_is_not_waited_for() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        gateway_to(silent.getsockname()[1], patience=0.3) as gateway,
        pytest.raises(PartnerUnavailable),
    ):
        gateway.send(ANNA, "Hello")


def test_after_the_centre_was_restarted_it_binds_again() -> None:
    port = free_port()
    with gateway_to(port) as gateway:
        with Smsc(port):
            gateway.send(ANNA, "before")
        with pytest.raises(PartnerUnavailable):
            gateway.send(ANNA, "meanwhile")
        with Smsc(port) as smsc:
            gateway.send(ANNA, "after")

    assert [part.octets for part in smsc.parts] == [b"after"]


@pytest.mark.parametrize(
    ("said", "tlvs", "receipts"),
    [
        (b"id:id-1 sub:001 dlvrd:001 stat:DELIVRD err:000 text:x", [], [Receipt("id-1", has_arrived=True)]),
        (b"id:id-1 sub:001 dlvrd:000 stat:UNDELIV err:001 text:x", [], [Receipt("id-1", has_arrived=False)]),
        (b"id:id-1 sub:001 dlvrd:000 stat:ENROUTE err:000 text:x", [], []),
        (b"", [("receipted_message_id", b"id-1\x00"), ("message_state", b"\x02")], [Receipt("id-1", has_arrived=True)]),
        (b"hello", [], []),
    ],
)
def test_receipts_are_read_and_thanked_for(said: bytes, tlvs: list[tuple[str, bytes]], receipts: list[Receipt]) -> None:
    tags = {"receipted_message_id": 0x001E, "message_state": 0x0427}
    with Smsc() as smsc, gateway_to(smsc.port) as gateway:
        gateway.send(ANNA, "Hello")
        smsc.tell(said, tlvs=[smpp34.Tlv(tags[name], value) for name, value in tlvs])
        found = until_thanked(smsc, gateway)

    assert found == receipts


def test_what_somebody_answered_is_thanked_for_and_dropped() -> None:
    with Smsc() as smsc, gateway_to(smsc.port) as gateway:
        gateway.send(ANNA, "Hello")
        smsc.tell(b"id:id-1 stat:DELIVRD", esm_class=0)

        assert until_thanked(smsc, gateway) == []


def test_a_receipt_that_comes_while_we_send_is_not_lost() -> None:
    with Smsc() as smsc, gateway_to(smsc.port) as gateway:
        gateway.send(ANNA, "Hello")
        smsc.tell(b"id:id-1 stat:DELIVRD")
        wait_for(lambda: smsc.thanked_after(lambda: gateway.send(ANNA, "another")))

        assert gateway.receipts() == [Receipt("id-1", has_arrived=True)]


def test_it_binds_to_hear_of_receipts_and_does_not_storm_a_dead_centre() -> None:
    port = free_port()
    with gateway_to(port) as gateway:
        with pytest.raises(PartnerUnavailable):
            gateway.receipts()
        with Smsc(port) as smsc:
            assert gateway.receipts() == ()
            assert smsc.binds == 0
    with Smsc() as smsc, gateway_to(smsc.port) as gateway:
        assert gateway.receipts() == []
        wait_for(lambda: smsc.binds == 1)


def until_thanked(smsc: Smsc, gateway: SmppSms) -> list[Receipt]:
    found: list[Any] = []
    wait_for(lambda: smsc.thanked_after(lambda: found.extend(gateway.receipts())))
    return found
