"""Small FA(3) documents for tests: valid against the official schema, which a package carries."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

NAMESPACE = "http://crd.gov.pl/wzor/2025/06/25/13775/"
BUYER = "<BrakID>1</BrakID><Nazwa>Anna Nowak</Nazwa>"
DUE = """<Platnosc><TerminPlatnosci><Termin>2026-12-03</Termin></TerminPlatnosci><FormaPlatnosci>6</FormaPlatnosci>
<RachunekBankowy><NrRB>45999000090000010024560001</NrRB></RachunekBankowy></Platnosc>"""
PAID = """<Platnosc><Zaplacono>1</Zaplacono><DataZaplaty>2026-11-20</DataZaplaty><FormaPlatnosci>6</FormaPlatnosci>
</Platnosc>"""
PART_PAID = DUE.replace(
    "<Platnosc>",
    """<Platnosc><ZnacznikZaplatyCzesciowej>1</ZnacznikZaplatyCzesciowej><ZaplataCzesciowa>
<KwotaZaplatyCzesciowej>60.00</KwotaZaplatyCzesciowej><DataZaplatyCzesciowej>2026-11-20</DataZaplatyCzesciowej>
</ZaplataCzesciowa>""",
)
NOTHING_BUT_TRANSFER = "<Platnosc><FormaPlatnosci>6</FormaPlatnosci></Platnosc>"
VAT_23 = "<P_13_1>93.47</P_13_1><P_14_1>21.50</P_14_1>"


def row(name: str, amount: str | None = None, **facts: Any) -> str:
    """One FaWiersz: gross unless `net`, of one piece unless `quantity`; `index` is the phone number."""
    price, total = ("P_9A", "P_11") if facts.get("net") else ("P_9B", "P_11A")
    parts = [
        ("NrWierszaFa", facts.get("number", 1)),
        ("P_6A", facts.get("on")),
        ("P_7", name),
        ("Indeks", facts.get("index")),
        ("P_8A", facts.get("unit", "szt." if amount else None)),
        ("P_8B", facts.get("quantity", "1" if amount else None)),
        (price, facts.get("price", amount)),
        (total, amount),
        ("P_12", facts.get("rate", "23")),
        ("StanPrzed", "1" if facts.get("before") else None),
    ]
    inside = "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts if text is not None)
    return f"<FaWiersz>{inside}</FaWiersz>"


SUBSCRIPTIONS = (
    row("Listek 30 GB, abonament 1–30 listopada", "39.99", index="500100200"),
    row("Listek 10 GB, abonament 1–30 listopada", "24.99", index="500100201", number=2),
    row("Listek Net 100, abonament 1–30 listopada", "49.99", index="+48500100209", number=3),
)


def corrected(number: str, issued_on: str, ksef_number: str = "") -> str:
    """What a KOR says between its kind and its lines."""
    known = f"<NrKSeF>1</NrKSeF><NrKSeFFaKorygowanej>{ksef_number}</NrKSeFFaKorygowanej>"
    return f"""<PrzyczynaKorekty>Uznana reklamacja</PrzyczynaKorekty><TypKorekty>2</TypKorekty>
<DaneFaKorygowanej><DataWystFaKorygowanej>{issued_on}</DataWystFaKorygowanej>
<NrFaKorygowanej>{number}</NrFaKorygowanej>{known if ksef_number else "<NrKSeFN>1</NrKSeFN>"}</DaneFaKorygowanej>"""


def invoice_xml(
    *,
    number: str = "FV/2026/11/000121",
    issued_on: str = "2026-11-19",
    period: str = "<OkresFa><P_6_Od>2026-11-01</P_6_Od><P_6_Do>2026-11-30</P_6_Do></OkresFa>",
    total: str = "114.97",
    rows: Sequence[str] = SUBSCRIPTIONS,
    **facts: str,
) -> bytes:
    """A whole document. Facts: kind, correction, currency, vat, notes, settlement, payment, buyer, customer_no, end."""
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<Faktura xmlns="{NAMESPACE}"><Naglowek>
<KodFormularza kodSystemowy="FA (3)" wersjaSchemy="1-0E">FA</KodFormularza><WariantFormularza>3</WariantFormularza>
<DataWytworzeniaFa>2026-11-19T05:00:00Z</DataWytworzeniaFa></Naglowek>
<Podmiot1><DaneIdentyfikacyjne><NIP>9999999999</NIP><Nazwa>{facts.get("seller", "Listek sp. z o.o.")}</Nazwa>
</DaneIdentyfikacyjne><Adres><KodKraju>PL</KodKraju><AdresL1>ul. Przykładowa 1</AdresL1></Adres></Podmiot1>
<Podmiot2><DaneIdentyfikacyjne>{facts.get("buyer", BUYER)}</DaneIdentyfikacyjne>
<NrKlienta>{facts.get("customer_no", "1002456")}</NrKlienta><JST>2</JST><GV>2</GV></Podmiot2>{facts.get("others", "")}
<Fa><KodWaluty>{facts.get("currency", "PLN")}</KodWaluty><P_1>{issued_on}</P_1><P_1M>Warszawa</P_1M><P_2>{number}</P_2>
{period}{facts.get("vat", VAT_23)}<P_15>{total}</P_15><Adnotacje><P_16>2</P_16><P_17>2</P_17><P_18>2</P_18>
<P_18A>2</P_18A><Zwolnienie>{facts.get("exemption", "<P_19N>1</P_19N>")}</Zwolnienie>
<NoweSrodkiTransportu><P_22N>1</P_22N></NoweSrodkiTransportu>
<P_23>2</P_23><PMarzy><P_PMarzyN>1</P_PMarzyN></PMarzy></Adnotacje><RodzajFaktury>{facts.get("kind", "VAT")}
</RodzajFaktury>{facts.get("correction", "")}{facts.get("notes", "")}{"".join(rows)}{facts.get("settlement", "")}
{facts.get("payment", DUE)}</Fa>{facts.get("end", "")}</Faktura>"""
    return text.encode()


def mistakes_in(xml: bytes) -> list[str]:
    """What the official schema says is wrong with a document."""
    schema = official_schema()
    schema.validate(etree.fromstring(xml))
    return [f"{error.line}: {error.message}" for error in schema.error_log]


@cache
def official_schema() -> Any:
    """The Ministry's FA(3) schema; its base types are found beside it, not at the addresses it names."""
    folder = Path(str(files("ksef_client") / "documents" / "fa3" / "schemas"))

    class Beside(etree.Resolver):
        def resolve(self, url: str, _public_id: Any, context: Any) -> Any:  # type: ignore[override]
            resolver: Any = self
            return resolver.resolve_filename(str(folder / Path(urlsplit(url).path).name), context)

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Beside())
    return etree.XMLSchema(etree.parse(folder / "schemat_FA(3)_v1-0E.xsd", parser))
