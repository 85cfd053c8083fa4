"""Writing a bill of the demo as a structured FA(3) document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time

from lxml import etree

from selfcare.brand import Operator
from selfcare.demo.bills import Bill, Item
from selfcare.money import Money

NAMESPACE = "http://crd.gov.pl/wzor/2025/06/25/13775/"
SYNTHETIC = "Dokument demonstracyjny – dane wymyślone"
_FORM_SINCE = datetime(2025, 9, 1, tzinfo=UTC)  # the schema refuses documents made earlier
_TRANSFER = "6"

Tree = Mapping[str, "str | Tree | list[Tree]"]


def written(bill: Bill, seller: Operator) -> bytes:
    """The document. The same bill gives the same bytes."""
    root = etree.Element(f"{{{NAMESPACE}}}Faktura", nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # the default namespace
    footer: Tree = {"Informacje": {"StopkaFaktury": SYNTHETIC}}
    _grow(root, {**_head(bill, seller), "Fa": _body(bill, seller), "Stopka": footer})
    form = root[0][0]
    form.set("kodSystemowy", "FA (3)")
    form.set("wersjaSchemy", "1-0E")
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _head(bill: Bill, seller: Operator) -> Tree:
    person = bill.person
    identity: Tree = {"NIP": person.nip} if person.is_business else {"BrakID": "1"}
    seller_street, seller_city = seller.address.rsplit(", ", 1)
    made_at = max(_FORM_SINCE, datetime.combine(bill.issued_on, time(5), UTC))
    return {
        "Naglowek": {
            "KodFormularza": "FA",
            "WariantFormularza": "3",
            "DataWytworzeniaFa": f"{made_at:%Y-%m-%dT%H:%M:%SZ}",
            "SystemInfo": "Billing demonstracyjny",
        },
        "Podmiot1": {
            "DaneIdentyfikacyjne": {"NIP": seller.nip, "Nazwa": seller.legal_name},
            "Adres": {"KodKraju": "PL", "AdresL1": seller_street, "AdresL2": seller_city},
            "DaneKontaktowe": {"Email": seller.email, "Telefon": seller.phone},
        },
        "Podmiot2": {
            "DaneIdentyfikacyjne": {**identity, "Nazwa": person.name},
            "Adres": {"KodKraju": "PL", "AdresL1": person.street, "AdresL2": f"{person.postcode} {person.city}"},
            "NrKlienta": person.customer_no,
            "JST": "2",
            "GV": "2",
        },
    }


def _body(bill: Bill, seller: Operator) -> Tree:
    net, vat = bill.sums
    return {
        "KodWaluty": "PLN",
        "P_1": bill.issued_on.isoformat(),
        "P_1M": "Warszawa",
        "P_2": bill.number,
        "OkresFa": {"P_6_Od": bill.period.first.isoformat(), "P_6_Do": bill.period.last.isoformat()},
        "P_13_1": str(net),
        "P_14_1": str(vat),
        "P_15": str(bill.total),
        "Adnotacje": {
            **dict.fromkeys(("P_16", "P_17", "P_18", "P_18A"), "2"),
            "Zwolnienie": {"P_19N": "1"},
            "NoweSrodkiTransportu": {"P_22N": "1"},
            "P_23": "2",
            "PMarzy": {"P_PMarzyN": "1"},
        },
        **_kind(bill, seller),
        "DodatkowyOpis": _remarks(bill),
        "FaWiersz": _rows(bill),
        **_settlement(bill),
        "Platnosc": _payment(bill),
    }


def _kind(bill: Bill, seller: Operator) -> Tree:
    if not bill.corrects:
        return {"RodzajFaktury": "VAT"}
    number = bill.corrects.ksef_number(seller.nip)
    ksef: Tree = {"NrKSeF": "1", "NrKSeFFaKorygowanej": number} if number else {"NrKSeFN": "1"}
    return {
        "RodzajFaktury": "KOR",
        "PrzyczynaKorekty": bill.reason,
        "TypKorekty": "2",
        "DaneFaKorygowanej": {
            "DataWystFaKorygowanej": bill.corrects.issued_on.isoformat(),
            "NrFaKorygowanej": bill.corrects.number,
            **ksef,
        },
    }


def _remarks(bill: Bill) -> list[Tree]:
    remarks: list[Tree] = [{"Klucz": "Uwaga", "Wartosc": SYNTHETIC}]
    return [*remarks, {"Klucz": "Termin płatności", "Wartosc": bill.remark}] if bill.remark else remarks


def _rows(bill: Bill) -> list[Tree]:
    price, amount = ("P_9A", "P_11") if bill.person.is_business else ("P_9B", "P_11A")
    both = [(bill.items_before, {"StanPrzed": "1"}), (bill.items, {})]
    return [
        {
            "NrWierszaFa": str(number),
            **_named(item),
            price: str(item.price),
            amount: str(item.amount),
            "P_12": "23",
            **state,
        }
        for items, state in both
        for number, item in enumerate(items, 1)
    ]


def _named(item: Item) -> Tree:
    index: Tree = {"Indeks": item.number} if item.number else {}
    return {"P_7": item.name, **index, "P_8A": item.unit, "P_8B": str(item.quantity)}


def _settlement(bill: Bill) -> Tree:
    if not bill.credit:
        return {}
    less: Tree = {"Kwota": str(bill.credit), "Powod": bill.credit_reason}
    return {"Rozliczenie": {"Odliczenia": less, "SumaOdliczen": str(bill.credit), "DoZaplaty": str(bill.to_pay)}}


def _payment(bill: Bill) -> Tree:
    if bill.total < Money():
        return {"FormaPlatnosci": _TRANSFER}
    return {
        **_paid(bill),
        "TerminPlatnosci": {"Termin": bill.due_on.isoformat()},
        "FormaPlatnosci": _TRANSFER,
        "RachunekBankowy": {"NrRB": bill.person.bank_account},
    }


def _paid(bill: Bill) -> Tree:
    if bill.paid_on:
        return {"Zaplacono": "1", "DataZaplaty": bill.paid_on.isoformat()}
    return {}


def _grow(parent: etree._Element, tree: Tree) -> None:
    """Hang a tree of names and texts below an element, in its order; a list repeats its name."""
    for name, value in tree.items():
        for one in value if isinstance(value, list) else [value]:
            child = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
            if isinstance(one, str):
                child.text = one
            else:
                _grow(child, one)
