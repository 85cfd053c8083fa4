"""What the reader finds in a document."""

from datetime import date
from decimal import Decimal

import pytest

from selfcare.invoices import fa3
from selfcare.invoices.document import Adjustment, Due, Note
from selfcare.money import Money
from tests.invoices.xml import DUE, PAID, PART_PAID, corrected, invoice_xml, mistakes_in, row

FOREIGN_BUYER = "<KodKraju>US</KodKraju><NrID>999999999</NrID><Nazwa>EFG Ltd.</Nazwa>"
SETTLED = """<Rozliczenie><Obciazenia><Kwota>5</Kwota><Powod>Kaucja</Powod></Obciazenia>
<Odliczenia><Kwota>12.30</Kwota><Powod>Nadpłata</Powod></Odliczenia>{rest}</Rozliczenie>"""


def read(**facts: object) -> fa3.Document:
    xml = invoice_xml(**facts)  # type: ignore[arg-type]
    assert mistakes_in(xml) == []
    return fa3.read(xml)


def test_an_ordinary_bill_is_read_whole() -> None:
    document = read()

    assert (document.number, document.kind, document.currency) == ("FV/2026/11/000121", "VAT", "PLN")
    assert (document.issued_on, document.issued_at) == (date(2026, 11, 19), "Warszawa")
    assert (document.period_from, document.period_to) == (date(2026, 11, 1), date(2026, 11, 30))
    assert (document.total, document.to_pay, document.left_to_pay) == (Money(11497), Money(11497), Money(11497))
    assert document.due_on == date(2026, 12, 3)
    assert document.bank_account == "45999000090000010024560001"
    assert (document.seller.nip, document.buyer.name, document.buyer.tax_id) == ("9999999999", "Anna Nowak", "")
    assert document.customer_no == "1002456"


def test_lines_know_their_number_tariff_and_price() -> None:
    first, _second, third = read().lines

    assert (first.msisdn, third.msisdn) == ("+48500100200", "+48500100209")
    assert (first.name, first.gross, first.net) == ("Listek 30 GB, abonament 1–30 listopada", Money(3999), None)
    assert (first.unit, first.quantity, first.price, first.rate) == ("szt.", Decimal(1), Decimal("39.99"), "23")
    assert first.is_subscription


def test_an_index_that_is_no_phone_number_stays_what_it_is() -> None:
    (line,) = read(rows=[row("Router", "10.00", index="RT-5")]).lines

    assert (line.msisdn, line.index) == ("", "RT-5")
    assert not line.is_subscription


def test_a_line_may_have_neither_quantity_nor_amount() -> None:
    (line,) = read(rows=[row("Razem za energię", rate=None)]).lines

    assert (line.quantity, line.amount, line.price) == (None, None, None)


def test_a_single_day_is_a_period_of_one_day() -> None:
    document = read(period="<P_6>2026-11-05</P_6>")

    assert (document.period_from, document.period_to) == (date(2026, 11, 5), date(2026, 11, 5))


def test_a_document_without_a_period_has_none() -> None:
    document = read(period="", rows=[row("Lodówka", "10.00", on="2026-11-05")])

    assert (document.period_from, document.period_to) == (None, None)
    assert document.lines[0].on == date(2026, 11, 5)


def test_every_vat_rate_has_its_row() -> None:
    vat = (
        "<P_13_1>1</P_13_1><P_14_1>0.23</P_14_1><P_14_1W>1.01</P_14_1W><P_13_2>2</P_13_2><P_14_2>0.16</P_14_2>"
        "<P_13_6_1>3</P_13_6_1><P_13_7>4</P_13_7>"
    )
    rows = [row("a", "1.23"), row("b", "2.16", number=2, rate="8")]

    found = read(vat=vat, rows=rows, currency="EUR", exemption="<P_19>1</P_19><P_19A>art. 43</P_19A>")

    assert [(item.rate, item.net, item.vat) for item in found.vat] == [
        ("23", Money(100), Money(23)),
        ("8", Money(200), Money(16)),
        ("0 KR", Money(300), None),
        ("zw", Money(400), None),
    ]
    assert (found.vat[0].vat_in_pln, found.vat[0].gross, found.vat[2].gross) == (Money(101), Money(123), Money(300))
    assert found.exemption == "art. 43"


def test_an_old_rate_is_told_by_the_lines() -> None:
    assert read(rows=[row("a", "1.00", rate="22")]).vat[0].rate == "22"


@pytest.mark.parametrize(
    ("rest", "to_pay"),
    [
        ("<DoZaplaty>107.67</DoZaplaty>", Money(10767)),
        ("<DoRozliczenia>20.00</DoRozliczenia>", Money(-2000)),
        ("", Money(11497 + 500 - 1230)),
    ],
)
def test_what_is_to_pay_may_differ_from_the_total(rest: str, to_pay: Money) -> None:
    document = read(settlement=SETTLED.format(rest=rest))

    assert document.to_pay == to_pay
    assert document.left_to_pay == max(to_pay, Money())
    assert document.settlement is not None
    assert document.settlement.charges == (Adjustment("Kaucja", Money(500)),)
    assert document.settlement.deductions == (Adjustment("Nadpłata", Money(1230)),)


def test_paid_means_nothing_is_left() -> None:
    document = read(payment=PAID)

    assert (document.left_to_pay, document.payment.paid_on) == (Money(), date(2026, 11, 20))


def test_a_part_payment_lowers_what_is_left() -> None:
    document = read(payment=PART_PAID)

    assert (document.paid, document.left_to_pay) == (Money(6000), Money(5497))
    assert document.payment.parts[0].on == date(2026, 11, 20)


def test_the_last_of_several_part_payments_pays_it_all() -> None:
    in_parts = PART_PAID.replace("Czesciowej>1<", "Czesciowej>2<")

    document = read(payment=in_parts)

    assert (document.left_to_pay, document.payment.paid_on) == (Money(), date(2026, 11, 20))


def test_a_day_to_pay_by_may_be_words() -> None:
    words = """<TerminOpis><Ilosc>30</Ilosc><Jednostka>Dzień</Jednostka>
    <ZdarzeniePoczatkowe>Otrzymanie faktury</ZdarzeniePoczatkowe></TerminOpis>"""

    document = read(payment=DUE.replace("<Termin>2026-12-03</Termin>", words))

    assert document.due_on is None
    assert document.payment.due == (Due(text="30 Dzień, Otrzymanie faktury"),)


def test_a_correction_names_what_it_corrects() -> None:
    known = "5265877635-20250826-0100001AF629-AF"

    document = read(kind="KOR", correction=corrected("FV/1", "2026-10-19", known), total="-12.30", vat="")

    assert document.correction is not None
    (fact,) = document.correction.corrected
    assert (fact.number, fact.issued_on, fact.ksef_number) == ("FV/1", date(2026, 10, 19), known)
    assert document.correction.reason == "Uznana reklamacja"
    assert (document.to_pay, document.left_to_pay) == (Money(-1230), Money())
    assert document.warnings == ()


def test_a_wrong_checksum_in_a_reference_is_only_a_warning() -> None:
    wrong = "5265877635-20250826-0100001AF629-AE"

    document = read(kind="KOR", correction=corrected("FV/1", "2026-10-19", wrong))

    assert len(document.warnings) == 1
    assert wrong in document.warnings[0]


def test_parties_may_be_foreign_and_more_than_two() -> None:
    school = "<DaneIdentyfikacyjne><NIP>2222222222</NIP><Nazwa>Szkoła</Nazwa></DaneIdentyfikacyjne>"
    others = f"<Podmiot3>{school}<Rola>8</Rola></Podmiot3>"

    document = read(buyer=FOREIGN_BUYER, others=others)

    assert document.buyer.tax_id == "US 999999999"
    assert (document.others[0].name, document.others[0].role) == ("Szkoła", "8")


def test_notes_footer_and_attachments_are_read() -> None:
    end = """<Stopka><Informacje><StopkaFaktury>Kapitał</StopkaFaktury></Informacje>
    <Rejestry><KRS>0000099999</KRS></Rejestry></Stopka><Zalacznik><BlokDanych><ZNaglowek>Wykaz</ZNaglowek>
    <MetaDane><ZKlucz>Numer</ZKlucz><ZWartosc>500100200</ZWartosc></MetaDane><Tekst><Akapit>Zużycie</Akapit></Tekst>
    <Tabela><Opis>Dane</Opis><TNaglowek><Kol Typ="txt"><NKom>Dzień</NKom></Kol><Kol Typ="dec"><NKom>GB</NKom></Kol>
    </TNaglowek><Wiersz><WKom>1 listopada</WKom></Wiersz><Suma><SKom>Razem</SKom><SKom>0.50</SKom></Suma></Tabela>
    </BlokDanych></Zalacznik>"""
    notes = "<DodatkowyOpis><Klucz>Uwaga</Klucz><Wartosc>a &amp; b</Wartosc></DodatkowyOpis>"

    document = read(end=end, notes=notes)

    assert document.notes == (Note("Uwaga", "a & b"),)
    assert document.footer == ("Kapitał",)
    assert document.registers == (Note("KRS", "0000099999"),)
    (attachment,) = document.attachments
    assert (attachment.title, attachment.paragraphs) == ("Wykaz", ("Zużycie",))
    (table,) = attachment.tables
    assert (table.columns, table.are_right) == (("Dzień", "GB"), (False, True))
    assert table.filled(table.rows[0]) == ("1 listopada", "")
    assert table.total == ("Razem", "0.50")
