"""Reading an FA(3) invoice: bytes in, facts out."""

from __future__ import annotations

import re
from datetime import date

from selfcare.invoices.attachments import attachment_of
from selfcare.invoices.document import (
    Adjustment,
    BankAccount,
    CorrectedFact,
    Correction,
    Document,
    Due,
    Line,
    Note,
    PartPayment,
    Party,
    Payment,
    Settlement,
    VatRow,
)
from selfcare.invoices.elements import NAMESPACE, Element, NotAnInvoice
from selfcare.invoices.ksef import is_valid
from selfcare.invoices.parsing import LARGEST, parse
from selfcare.lines.numbers import e164
from selfcare.money import Money

__all__ = ["LARGEST", "NAMESPACE", "Document", "NotAnInvoice", "read"]

KINDS = {"VAT", "KOR", "ZAL", "ROZ", "UPR", "KOR_ZAL", "KOR_ROZ"}

_PHONE = re.compile(r"\+[1-9]\d{6,14}|[1-9]\d{8}")
_VAT_GROUPS = (  # suffix of P_13_x and P_14_x, rates it may stand for (P_12), the usual one first
    ("1", ("23", "22")),
    ("2", ("8", "7")),
    ("3", ("5",)),
    ("4", ("4", "3")),
    ("5", ("OSS",)),
    ("6_1", ("0 KR",)),
    ("6_2", ("0 WDT",)),
    ("6_3", ("0 EX",)),
    ("7", ("zw",)),
    ("8", ("np I",)),
    ("9", ("np II",)),
    ("10", ("oo",)),
    ("11", ("marża",)),
)


def read(xml: bytes) -> Document:
    """What the invoice says. Raises NotAnInvoice with one sentence for anything that is not a readable FA(3)."""
    root = parse(xml)
    fa = root.first("Fa")
    seller, buyer = root.first("Podmiot1"), root.first("Podmiot2")
    if fa is None or seller is None or buyer is None:
        raise NotAnInvoice("The invoice has no Podmiot1, Podmiot2 or Fa.")
    period_from, period_to = _period(fa)
    lines = tuple(_line(row) for row in fa.each("FaWiersz"))
    correction = _correction(fa) if fa.has("DaneFaKorygowanej") else None
    settlement = fa.first("Rozliczenie")
    payment = fa.first("Platnosc")
    return Document(
        seller=_seller(seller),
        buyer=_party(buyer),
        others=tuple(_party(other) for other in root.each("Podmiot3")),
        currency=_currency(fa),
        issued_on=_needed_day(fa, "P_1"),
        issued_at=fa.text("P_1M"),
        number=fa.needed("P_2"),
        period_from=period_from,
        period_to=period_to,
        vat=_vat_rows(fa, {line.rate for line in lines}),
        total=_needed_money(fa, "P_15"),
        kind=_kind(fa),
        correction=correction,
        notes=tuple(_note(note) for note in fa.each("DodatkowyOpis")),
        lines=lines,
        order_lines=tuple(_order_line(row) for row in fa.each("Zamowienie/ZamowienieWiersz")),
        settlement=_settlement(settlement) if settlement else None,
        payment=_payment(payment) if payment else Payment(),
        exemption=next((text for name in "ABC" if (text := fa.text(f"Adnotacje/Zwolnienie/P_19{name}"))), ""),
        footer=tuple(text for text in root.texts("Stopka/Informacje/StopkaFaktury") if text),
        registers=tuple(_registers(root)),
        attachments=tuple(attachment_of(block) for block in root.each("Zalacznik/BlokDanych")),
        warnings=tuple(_warnings(correction)),
    )


def _needed_day(element: Element, path: str) -> date:
    element.needed(path)
    day = element.day(path)
    assert day is not None  # noqa: S101  # for the type checker: it is there and was read
    return day


def _needed_money(element: Element, path: str) -> Money:
    element.needed(path)
    return element.money(path) or Money()


def _currency(fa: Element) -> str:
    currency = fa.needed("KodWaluty")
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise NotAnInvoice(f"KodWaluty cannot be read: {currency[:40]!r}.")
    return currency


def _kind(fa: Element) -> str:
    kind = fa.needed("RodzajFaktury")
    if kind not in KINDS:
        raise NotAnInvoice(f"RodzajFaktury cannot be read: {kind[:40]!r}.")
    return kind


def _seller(element: Element) -> Party:
    party = _party(element)
    if not re.fullmatch(r"\d{10}", party.nip):
        raise NotAnInvoice("The seller (Podmiot1) has no NIP of ten digits.")
    return party


def _party(element: Element) -> Party:
    identity = element.first("DaneIdentyfikacyjne") or element
    foreign = identity.text("NrVatUE") or identity.text("NrID")
    country = identity.text("KodUE") or identity.text("KodKraju")
    return Party(
        name=identity.text("Nazwa"),
        nip=identity.text("NIP"),
        foreign_id=f"{country} {foreign}".strip() if foreign else "",
        address=tuple(line for name in ("AdresL1", "AdresL2") if (line := element.text(f"Adres/{name}"))),
        country=element.text("Adres/KodKraju"),
        email=element.text("DaneKontaktowe/Email"),
        phone=element.text("DaneKontaktowe/Telefon"),
        customer_no=element.text("NrKlienta"),
        role=element.text("OpisRoli") or element.text("Rola"),
    )


def _period(fa: Element) -> tuple[date | None, date | None]:
    if fa.has("OkresFa"):
        return fa.day("OkresFa/P_6_Od"), fa.day("OkresFa/P_6_Do")
    return fa.day("P_6"), fa.day("P_6")


def _vat_rows(fa: Element, rates_of_lines: set[str]) -> tuple[VatRow, ...]:
    rows = []
    for suffix, rates in _VAT_GROUPS:
        net = fa.money(f"P_13_{suffix}")
        if net is not None:
            rate = next((rate for rate in rates if rate in rates_of_lines), rates[0])
            vat, in_pln = fa.money(f"P_14_{suffix}"), fa.money(f"P_14_{suffix}W")
            rows.append(VatRow(rate=rate, net=net, vat=vat, vat_in_pln=in_pln))
    return tuple(rows)


def _line(row: Element) -> Line:
    index = row.text("Indeks")
    msisdn = (e164(index) or "") if _PHONE.fullmatch(index.replace(" ", "")) else ""
    return Line(
        number=row.whole("NrWierszaFa") or 0,
        name=row.text("P_7"),
        msisdn=msisdn,
        index="" if msisdn else index,
        on=row.day("P_6A"),
        unit=row.text("P_8A"),
        quantity=row.decimal("P_8B"),
        unit_net=row.decimal("P_9A"),
        unit_gross=row.decimal("P_9B"),
        net=row.money("P_11"),
        gross=row.money("P_11A"),
        vat=row.money("P_11Vat"),
        rate=row.text("P_12") or row.text("P_12_XII"),
        before=row.has("StanPrzed"),
    )


def _order_line(row: Element) -> Line:
    return Line(
        number=row.whole("NrWierszaZam") or 0,
        name=row.text("P_7Z"),
        index=row.text("IndeksZ"),
        unit=row.text("P_8AZ"),
        quantity=row.decimal("P_8BZ"),
        unit_net=row.decimal("P_9AZ"),
        net=row.money("P_11NettoZ"),
        vat=row.money("P_11VatZ"),
        rate=row.text("P_12Z") or row.text("P_12Z_XII"),
        before=row.has("StanPrzedZ"),
    )


def _correction(fa: Element) -> Correction:
    before = fa.first("Podmiot1K")
    return Correction(
        reason=fa.text("PrzyczynaKorekty"),
        corrected=tuple(
            CorrectedFact(
                number=fact.needed("NrFaKorygowanej"),
                issued_on=_needed_day(fact, "DataWystFaKorygowanej"),
                ksef_number=fact.text("NrKSeFFaKorygowanej"),
            )
            for fact in fa.each("DaneFaKorygowanej")
        ),
        period=fa.text("OkresFaKorygowanej"),
        right_number=fa.text("NrFaKorygowany"),
        seller_before=_party(before) if before else None,
        buyers_before=tuple(_party(buyer) for buyer in fa.each("Podmiot2K")),
    )


def _settlement(element: Element) -> Settlement:
    return Settlement(
        charges=tuple(_adjustment(item) for item in element.each("Obciazenia")),
        deductions=tuple(_adjustment(item) for item in element.each("Odliczenia")),
        to_pay=element.money("DoZaplaty"),
        to_settle=element.money("DoRozliczenia"),
    )


def _adjustment(element: Element) -> Adjustment:
    return Adjustment(element.text("Powod"), _needed_money(element, "Kwota"))


def _payment(element: Element) -> Payment:
    parts = tuple(
        PartPayment(
            amount=_needed_money(part, "KwotaZaplatyCzesciowej"),
            on=_needed_day(part, "DataZaplatyCzesciowej"),
            method=part.text("OpisPlatnosci") or part.text("FormaPlatnosci"),
        )
        for part in element.each("ZaplataCzesciowa")
    )
    in_parts = element.text("ZnacznikZaplatyCzesciowej") == "2"
    return Payment(
        is_paid=in_parts or element.text("Zaplacono") == "1",
        paid_on=max(part.on for part in parts) if in_parts and parts else element.day("DataZaplaty"),
        parts=parts,
        due=tuple(_due(due) for due in element.each("TerminPlatnosci")),
        method=element.text("OpisPlatnosci") or element.text("FormaPlatnosci"),
        accounts=tuple(
            BankAccount(
                number=account.text("NrRB"),
                swift=account.text("SWIFT"),
                bank=account.text("NazwaBanku"),
                note=account.text("OpisRachunku"),
            )
            for account in element.each("RachunekBankowy")
        ),
    )


def _due(element: Element) -> Due:
    words = [element.text(f"TerminOpis/{name}") for name in ("Ilosc", "Jednostka", "ZdarzeniePoczatkowe")]
    return Due(on=element.day("Termin"), text=" ".join(words[:2]) + f", {words[2]}" if any(words) else "")


def _note(element: Element) -> Note:
    return Note(element.text("Klucz"), element.text("Wartosc"), element.whole("NrWiersza"))


def _registers(root: Element) -> list[Note]:
    names = ("PelnaNazwa", "KRS", "REGON", "BDO")
    entries = [(name, entry.text(name)) for entry in root.each("Stopka/Rejestry") for name in names]
    return [Note(name, text) for name, text in entries if text]


def _warnings(correction: Correction | None) -> list[str]:
    """A wrong checksum on a number that is only referred to is odd, not wrong (domain.md §3)."""
    numbers = [fact.ksef_number for fact in correction.corrected if fact.ksef_number] if correction else []
    return [f"NrKSeFFaKorygowanej {number[:40]} has a wrong checksum." for number in numbers if not is_valid(number)]
