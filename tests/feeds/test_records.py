"""CSV as the contract wants it, and all the ways to get it wrong."""

import io

import pytest

from selfcare.feeds.records import LONGEST, Broken, Lines, Record, header_of, records


def test_rows_come_with_the_lines_they_stand_on() -> None:
    assert _read("a,b\n1,2\n\n3,4") == [(2, ["1", "2"]), (4, ["3", "4"])]


def test_windows_line_ends_are_line_ends() -> None:
    assert _read("a,b\r\n1,2\r\n") == [(2, ["1", "2"])]


def test_quotes_may_hold_commas_quotes_and_line_breaks() -> None:
    assert _read('a,b\n"1,""x""","m.\n3"\n4,5\n') == [(2, ['1,"x"', "m.\n3"]), (4, ["4", "5"])]


def test_a_forgotten_quote_costs_its_own_row_and_no_other() -> None:
    rows = _read('a,b\n1,2\n"3,4\n5,6\n' + "7,8\n" * 20)

    assert rows[:4] == [(2, ["1", "2"]), (3, None), (4, ["5", "6"]), (5, ["7", "8"])]
    assert len(rows) == 23


def test_a_quote_that_ends_in_a_later_row_does_not_swallow_the_rows_between() -> None:
    assert _read('a,b\n1,"2\n3,4\n5,"6"\n7,"\n') == [
        (2, None),
        (3, ["3", "4"]),
        (4, ["5", "6"]),
        (5, None),
    ]


def test_text_after_a_closing_quote_is_a_bad_row() -> None:
    assert _read('a,b\n"1"x,2\n3,4\n') == [(2, None), (3, ["3", "4"])]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"\n1,2\n", "The header is missing."),
        (b'"a,b\n', "The header is missing."),
        (b"\xef\xbb\xbfa,b\n", "The file begins with a byte order mark; feed files are UTF-8 without one."),
        ("a,b\n".encode("utf-16"), "The file begins with a byte order mark; feed files are UTF-8 without one."),
        ("a,b\n1,Łódź\n".encode("cp1250"), "Line 2 is not UTF-8 (byte 3 of it)."),
        (b"a,b\n1,\x00\n", "Line 2 holds a NUL byte."),
        (b"a,b\n" + b"x" * (LONGEST + 1), "Line 2 is longer than 64 kB."),
    ],
)
def test_a_file_that_is_no_such_csv_is_broken(content: bytes, reason: str) -> None:
    with pytest.raises(Broken) as broken:
        _read_bytes(content)

    assert str(broken.value) == reason


def test_a_line_of_ten_megabytes_is_not_read_to_its_end() -> None:
    stream = io.BytesIO(b"a,b\n" + b"x" * 10_000_000)

    with pytest.raises(Broken):
        list(records(_after_header(stream), 2))

    assert stream.tell() < 2 * LONGEST


def _read(text: str) -> list[tuple[int, list[str] | None]]:
    return [(record.line, record.cells) for record in _read_bytes(text.encode())]


def _read_bytes(content: bytes) -> list[Record]:
    return list(records(_after_header(io.BytesIO(content)), 2))


def _after_header(stream: io.BytesIO) -> Lines:
    lines = Lines(stream)
    header_of(lines)
    return lines
