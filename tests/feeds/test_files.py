"""Finding files: by name, by header, in folders; and the order of loading."""

from pathlib import Path

import pytest
from sqlalchemy import select

from selfcare.feeds.files import Csv, find
from selfcare.feeds.kinds import KINDS
from selfcare.feeds.reports import IGNORED, FileReport, exit_code
from selfcare.lines.models import Line
from tests.feeds.feed import Feed, counts
from tests.invoices.xml import invoice_xml


def test_kinds_are_known_by_header_whatever_the_name(feed: Feed) -> None:
    path = feed.write("tariffs", {}, name="export-2026-11.txt")

    assert feed.load_one(path).kind == "tariffs"


def test_a_name_that_is_known_decides_before_the_header(feed: Feed) -> None:
    path = feed.write("tariffs", {}, name="Customers.CSV")

    assert feed.load_one(path).reason.startswith("Unknown column: code, monthly_gross, data_mb")


def test_files_are_loaded_in_the_order_of_the_contract(feed: Feed) -> None:
    line = feed.write("lines", {"tariff_code": "L30"})
    rows = feed.write("invoices.csv", {})
    invoice = feed.put("FV-1.xml", invoice_xml())
    tariff, customer = feed.write("tariffs", {}), feed.write("customers", {})

    reports = feed.load(invoice, rows, line, customer, tariff)

    assert [report.kind for report in reports] == ["tariffs", "customers", "lines", "invoices.csv", "invoices"]
    assert all(report.is_all_well for report in reports)
    assert len(feed.all(select(Line))) == 1


def test_folders_are_searched_and_the_rest_is_left_alone(feed: Feed) -> None:
    feed.write("tariffs", {}, name="a/b/tariffs.csv")
    feed.put("a/b/FV-1.xml", invoice_xml())
    for name in ("a/notes.txt", "a/other.csv", "a/.hidden.xml", "a/.git/FV-2.xml"):
        feed.put(name, b"anything")

    found = find([feed.folder])

    assert [Path(csv.path).name for csv in found.csvs] == ["tariffs.csv"]
    assert [path.name for path in found.invoices] == ["FV-1.xml"]
    assert [(report.kind, report.file, report.warnings) for report in found.left_out()] == [
        (IGNORED, str(feed.folder / "a"), ("notes.txt, other.csv",))
    ]


def test_only_some_of_many_ignored_files_are_named(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"{number}.pdf").touch()

    (report,) = find([tmp_path]).left_out()

    assert report.warnings == ("0.pdf, 1.pdf, 2.pdf, 3.pdf, 4.pdf and 4 more",)


def test_a_file_that_was_named_twice_is_loaded_once(feed: Feed) -> None:
    path = feed.write("tariffs", {})

    assert len(feed.load(path, feed.folder, path)) == 1


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("missing.csv", None, "There is no such file."),
        ("odd.csv", b"shoe,size\n1,2\n", "Neither its name nor its header says what it is."),
        ("odd.csv", b"\xff\xfe", "The file begins with a byte order mark; feed files are UTF-8 without one."),
        ("tariffs.csv.rejected.csv", b"x", "Rejected rows are not read: mend the file that they came from."),
        ("FV-1.xml", None, "It cannot be read: No such file or directory."),
    ],
)
def test_what_was_named_and_cannot_be_loaded_is_refused(
    feed: Feed, name: str, content: bytes | None, reason: str
) -> None:
    path = feed.put(name, content) if content else feed.folder / name

    report = feed.load_one(path)

    assert report.reason == reason
    assert exit_code([report]) == 2


def test_rejected_rows_in_a_folder_are_not_even_mentioned(feed: Feed) -> None:
    feed.write("tariffs", {"kind": "fax"}, {"code": "L10"})
    feed.load()

    (report,) = feed.load()

    assert counts(report) == (0, 0, 1, 1)


def test_each_list_comes_just_before_the_invoices_beside_and_below_it(tmp_path: Path) -> None:
    header = b"file,ksef_number,customer_no,received_at\n"
    for name in ("10/invoices.csv", "11/invoices.csv"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(header)
    for name in ("10/a.xml", "11/invoices/b.xml", "12/c.xml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    steps = [
        [path.name for path in step]
        if isinstance(step, list)
        else (step.path if isinstance(step, Csv) else step).relative_to(tmp_path).as_posix()
        for step in find([tmp_path]).steps()
    ]

    assert steps == ["10/invoices.csv", ["a.xml"], "11/invoices.csv", ["b.xml"], ["c.xml"]]


@pytest.mark.parametrize(
    ("reports", "code"),
    [
        ([FileReport(file="a", read=1, new=1)], 0),
        ([FileReport(file="a", read=1, unchanged=1)], 0),
        ([FileReport(file="a")], 0),
        ([FileReport(file="a", read=2, new=1, rejected=1)], 1),
        ([FileReport(file="a", read=1, new=1), FileReport(file="b", reason="broken")], 1),
        ([FileReport(file="a", read=1, rejected=1)], 2),
        ([FileReport(file="b", reason="broken")], 2),
        ([FileReport(file="a", kind=IGNORED)], 2),
        ([], 2),
    ],
)
def test_the_exit_code_says_how_much_was_loaded(reports: list[FileReport], code: int) -> None:
    assert exit_code(reports) == code


def test_payments_and_statements_come_after_every_invoice(tmp_path: Path) -> None:
    header = ",".join(next(kind for kind in KINDS if kind.name == "payments").readers)
    (tmp_path / "payments.csv").write_text(header, encoding="utf-8")
    for name in ("a.sta", "b.MT940", "c.camt053.xml", "z.xml"):
        (tmp_path / name).touch()

    steps = list(find([tmp_path]).steps())

    assert isinstance(steps[0], list)
    assert isinstance(steps[1], Csv)
    assert [step.name for step in steps[2:] if isinstance(step, Path)] == ["a.sta", "b.MT940", "c.camt053.xml"]
