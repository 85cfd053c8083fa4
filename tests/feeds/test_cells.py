"""What a cell may hold, and what is said when it does not."""

from datetime import UTC, date, datetime

import pytest

from selfcare.feeds import cells
from selfcare.feeds.cells import BadCell, Reader
from selfcare.money import Money


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (cells.text(20), " ul.  Klonowa 7\r\nm. 3 ", "ul.  Klonowa 7 m. 3"),
        (cells.text(20), "", ""),
        (cells.text(20), "m.\u00a03", "m.\u00a03"),
        (cells.word(8, needed=True), "FV/1-a", "FV/1-a"),
        (cells.one_of("sim", "esim", empty="sim"), "", "sim"),
        (cells.whole(-1), "-1", -1),
        (cells.whole(among=(1, 8)), "8", 8),
        (cells.digits(8), "01234567", "01234567"),
        (cells.optional(cells.day), "", None),
        (cells.optional(cells.day), "2024-02-29", date(2024, 2, 29)),
        (cells.or_nothing(cells.phone), "", ""),
        (cells.flag, "1", True),
        (cells.amount, "39.9", Money(3990)),
        (cells.amount, "0", Money(0)),
        (cells.moment, "2026-10-25T02:30:00+01:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        (cells.moment, "2026-10-25 02:30Z", datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
        (cells.phone, "+48500100200", "+48500100200"),
        (cells.phone, "+4930123456", "+4930123456"),
        (cells.email, " Anna@Example.ORG", "anna@example.org"),
        (cells.language, "", "pl"),
        (cells.language, "EN", "en"),
        (cells.file_name, "FV-1.xml", "FV-1.xml"),
        (cells.url, "https://listek.example/cennik.pdf", "https://listek.example/cennik.pdf"),
        (cells.nip, "5265877635", "5265877635"),
        (cells.bank_account, "PL45 9990 0009 0000 0100 2456 0001", "45999000090000010024560001"),
        (cells.ksef_number, "5265877635-20250826-0100001AF629-AF", "5265877635-20250826-0100001AF629-AF"),
    ],
)
def test_what_the_contract_allows_is_read(read: Reader, cell: str, value: object) -> None:
    assert read(cell) == value


@pytest.mark.parametrize(
    ("read", "cell", "reason"),
    [
        (cells.text(3), "abcd", "is longer than 3 characters"),
        (cells.text(3, needed=True), " ", "is missing"),
        (cells.text(20), "Anna\u202ekawoN", "has characters that are no text"),
        (cells.text(20), "Anna\x07", "has characters that are no text"),
        (cells.word(9, needed=True), "", "is missing"),
        (cells.word(9), "10 02", "has spaces in it"),
        (cells.one_of("voice", "data"), "fax", "is not one of voice, data"),
        (cells.one_of("voice", "data"), "", "is not one of voice, data"),
        (cells.whole(), "1.5", "is not a whole number"),
        (cells.whole(), "", "is not a whole number"),
        (cells.whole(), "٣", "is not a whole number"),
        (cells.whole(), "9" * 30, "is not a whole number"),
        (cells.whole(-1), "-2", "is less than -1"),
        (cells.whole(among=(1, 8)), "2", "is not one of 1, 8"),
        (cells.digits(4), "12345", "is not a number of at most 4 digits"),
        (cells.flag, "yes", "is neither 0 nor 1"),
        (cells.amount, "12,30", "is not an amount like 39.99"),
        (cells.amount, "1e3", "is not an amount like 39.99"),
        (cells.amount, "-1", "is not an amount like 39.99"),
        (cells.amount, "0.005", "is not an amount like 39.99"),
        (cells.day, "25.11.2026", "is not a date like 2026-11-25"),
        (cells.day, "20261125", "is not a date like 2026-11-25"),
        (cells.day, "2026-02-29", "is no day of the calendar"),
        (cells.moment, "2026-11-25T12:00:00", "is not a time with its offset like 2026-11-25T12:00:00+01:00"),
        (cells.moment, "2026-11-25T25:00:00Z", "is no time of the calendar"),
        (cells.phone, "500100200", "is not a number in E.164 like +48500100200"),
        (cells.phone, "+4850010020", "is not a number in E.164 like +48500100200"),
        (cells.email, "anna", "is not an e-mail address"),
        (cells.email, "anna@example.org, bartek@example.org", "is not an e-mail address"),
        (cells.email, "anna@example.org\nBcc: bartek@example.org", "is not an e-mail address"),
        (cells.email, "a" * 250 + "@example.org", "is not an e-mail address"),
        (cells.language, "polish", "is not a language like pl"),
        (cells.file_name, "../FV-1.xml", "is not a bare file name"),
        (cells.url, "javascript:alert(1)", "is not an address that begins with https://"),
        (cells.nip, "526-58-77-635", "is not a NIP of ten digits"),
        (cells.nip, "5265877636", "is a NIP with a wrong check digit"),
        (cells.bank_account, "45999000090000010024560002", "is not an account number (NRB) of 26 digits"),
        (cells.ksef_number, "5265877635-20250826-0100001AF629", "is not a KSeF number"),
        (cells.ksef_number, "5265877635-20250826-0100001AF629-AE", "is a KSeF number with a wrong checksum"),
    ],
)
def test_everything_else_is_refused_with_the_reason(read: Reader, cell: str, reason: str) -> None:
    with pytest.raises(BadCell) as refused:
        read(cell)

    assert str(refused.value).startswith(reason)
