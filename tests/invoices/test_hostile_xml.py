"""Bytes that are no invoice are refused with one sentence, quickly, and without touching anything else."""

import time
from pathlib import Path

import pytest

from selfcare.invoices import fa3
from selfcare.invoices.parsing import LARGEST
from tests.invoices.xml import invoice_xml

GOOD = invoice_xml()
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>'
LAUGHS = b"".join(
    b'<!ENTITY a%d "%s">' % (depth, b"&a%d;" % (depth - 1) * 10 if depth else b"ha") for depth in range(10)
)


def declared(what: bytes) -> bytes:
    """The good document with something between its declaration and its root."""
    return GOOD.replace(DECLARATION, DECLARATION + what, 1)


def refusal(xml: bytes) -> str:
    with pytest.raises(fa3.NotAnInvoice) as caught:
        fa3.read(xml)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 200
    return sentence


@pytest.mark.parametrize(
    "xml",
    [
        declared(b"<!DOCTYPE Faktura>"),
        declared(b"\n<!-- first --> <?note x?>\n<!DOCTYPE Faktura [" + LAUGHS + b"]>"),
        declared(b'<!DOCTYPE Faktura [<!ENTITY file SYSTEM "file:///etc/hostname">]>').replace(
            b"Anna Nowak", b"&file;"
        ),
        declared(b'<!DOCTYPE Faktura SYSTEM "http://127.0.0.1:9/x.dtd">'),
        declared(b'<!DOCTYPE Faktura [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>'),
    ],
)
def test_a_doctype_is_refused_whatever_it_holds(xml: bytes) -> None:
    assert "DOCTYPE" in refusal(xml)


def test_an_entity_nobody_declared_is_refused() -> None:
    assert "broken or cut short" in refusal(GOOD.replace(b"Anna Nowak", b"&who;"))


def test_a_huge_file_is_refused_before_it_is_parsed() -> None:
    huge = GOOD.replace(b"Anna Nowak", b"A" * 50 * 1024 * 1024)

    began = time.process_time()
    sentence = refusal(huge)

    assert "larger than 10 MB" in sentence
    assert time.process_time() - began < 0.2


def test_the_largest_size_is_a_limit_on_bytes() -> None:
    room = LARGEST - len(GOOD)
    just_right = GOOD + (b"<!--" + b"x" * 1000 + b"-->") * (room // 1007) + b" " * (room % 1007)

    assert fa3.read(just_right).number
    assert "larger" in refusal(just_right + b" ")


@pytest.mark.parametrize(
    "other", ["http://crd.gov.pl/wzor/2023/06/29/12648/", "", "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"]
)
def test_another_namespace_is_refused_by_name(other: str) -> None:
    sentence = refusal(GOOD.replace(fa3.NAMESPACE.encode(), other.encode(), 1))

    assert "not an FA(3) invoice" in sentence
    assert other in sentence


def test_another_root_is_refused() -> None:
    assert "Korekta" in refusal(GOOD.replace(b"Faktura ", b"Korekta ", 1).replace(b"</Faktura>", b"</Korekta>"))


@pytest.mark.parametrize("length", [0, 1, 30, 200, len(GOOD) // 2, len(GOOD) - 1])
def test_a_truncated_file_is_refused(length: int) -> None:
    assert "broken or cut short" in refusal(GOOD[:length])


@pytest.mark.parametrize("bom", [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"])
def test_a_byte_order_mark_is_refused(bom: bytes) -> None:
    assert "byte order mark" in refusal(bom + GOOD)


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-2", "windows-1250", "UTF-7", "made-up"])
def test_another_declared_encoding_is_refused(encoding: str) -> None:
    assert "only UTF-8" in refusal(GOOD.replace(b"UTF-8", encoding.encode(), 1))


@pytest.mark.parametrize("encoding", ["iso-8859-2", "utf-16-le"])
def test_bytes_in_another_encoding_are_refused_though_they_say_utf_8(encoding: str) -> None:
    refusal(GOOD.decode().replace("–", "-").encode(encoding))


def test_deep_nesting_is_refused() -> None:
    deep = GOOD.replace(b"Anna Nowak", b"<x>" * 100_000 + b"</x>" * 100_000)

    assert "broken" in refusal(deep)


def test_nothing_is_included_from_elsewhere(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret}" parse="text"/>'

    document = fa3.read(GOOD.replace(b"Anna Nowak", include.encode()))

    assert document.buyer.name == ""


def test_comments_and_cdata_are_no_part_of_the_text() -> None:
    document = fa3.read(GOOD.replace(b"Anna Nowak", b"Anna<!-- x --> <![CDATA[<Nowak>]]>"))

    assert document.buyer.name == "Anna <Nowak>"


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        (b"<P_15>114.97</P_15>", b"", "P_15"),
        (b"<P_15>114.97</P_15>", b"<P_15>114,97</P_15>", "P_15"),
        (b"<P_15>114.97</P_15>", b"<P_15>1e400</P_15>", "P_15"),
        (b"<P_15>114.97</P_15>", b"<P_15>NaN</P_15>", "P_15"),
        (b"<P_15>114.97</P_15>", b"<P_15>1E999999</P_15>", "P_15"),
        (b"<P_15>114.97</P_15>", b"<P_15>1_000</P_15>", "P_15"),
        (b"<P_1>2026-11-19</P_1>", b"<P_1>2026-02-30</P_1>", "P_1"),
        (b"<P_1>2026-11-19</P_1>", b"<P_1>20261119</P_1>", "P_1"),
        (b"<P_1>2026-11-19</P_1>", b"", "P_1"),
        (b"<P_2>FV/2026/11/000121</P_2>", b"<P_2> </P_2>", "P_2"),
        (b"FV/2026/11/000121", b"F" * 257, "P_2"),
        (b"<KodWaluty>PLN</KodWaluty>", b"<KodWaluty>zl</KodWaluty>", "KodWaluty"),
        (b"<RodzajFaktury>VAT", b"<RodzajFaktury>INNA", "RodzajFaktury"),
        (b"<NIP>9999999999</NIP>", b"<NIP>999</NIP>", "NIP"),
        (b"<P_8B>1</P_8B>", b"<P_8B>sztuka</P_8B>", "P_8B"),
        (b"<P_8B>1</P_8B>", b"<P_8B>Infinity</P_8B>", "P_8B"),
        (b"<P_8B>1</P_8B>", b"<P_8B>123456789012345678901.12</P_8B>", "P_8B"),
        (b"<P_8B>1</P_8B>", b"<P_8B>1.123456789</P_8B>", "P_8B"),
        (b"<P_8B>1</P_8B>", b"<P_8B>1E9999</P_8B>", "P_8B"),
        (b"<P_8B>1</P_8B>", b"<P_8B>1E-9999</P_8B>", "P_8B"),
        (b"<P_8B>1</P_8B>", "<P_8B>١٢</P_8B>".encode(), "P_8B"),
        (b"<NrWierszaFa>1<", b"<NrWierszaFa>x<", "NrWierszaFa"),
        (b"<Fa>", b"<FaFa>", "broken"),
    ],
)
def test_what_cannot_be_read_is_named(before: bytes, after: bytes, named: str) -> None:
    assert before in GOOD

    assert named in refusal(GOOD.replace(before, after, 1))


def test_a_document_without_its_parts_is_refused() -> None:
    empty = f'<Faktura xmlns="{fa3.NAMESPACE}"/>'.encode()

    assert "Podmiot1" in refusal(empty)
