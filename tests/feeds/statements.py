"""Bank statements as banks write them."""

from collections.abc import Sequence
from decimal import Decimal

ANNAS = "45999000090000010024560001"
PAYERS = "PL61109010140000071219812874"
CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


def mt940(*entries: str, closing: str = "", account: str = "/PL61109010140000071219812874") -> bytes:
    """Entries are `C114,89|title` or `D5,00|…`; sums are made right unless `closing` is given."""
    total = Decimal(1000)
    body = []
    for number, entry in enumerate(entries, 1):
        amount, _, title = entry.partition("|")
        sign = amount.rstrip("0123456789,")
        total += Decimal(amount.removeprefix(sign).replace(",", ".")) * (1 if sign in {"C", "RD"} else -1)
        body.append(f":61:2611241124{amount}N152NONREF//BR{number:06d}\n152 0\n:86:020~00VE01\n{title}\n")
    end = closing or f"C261124PLN{total:.2f}".replace(".", ",")
    return f":20:STMT1\n:25:{account}\n:28C:1/1\n:60F:C261123PLN1000,00\n{''.join(body)}:62F:{end}\n-\n".encode()


def transfer(title: str, account: str = ANNAS) -> str:
    """Parts of :86: as most Polish banks write them."""
    return f"~20{title[:27]}\n~21{title[27:]}\n~29{account}\n~32JAN NOWAK\n~33KRAKOW\n~38{PAYERS}"


def camt(*entries: str, closing: str = "1114.89", prolog: str = "") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>{prolog}
<Document xmlns="{CAMT}"><BkToCstmrStmt><Stmt><Id>1</Id>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="PLN">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="PLN">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
{"".join(entries)}</Stmt></BkToCstmrStmt></Document>""".encode()


def entry(
    amount: str = "114.89",
    *,
    title: str = "FV/2026/11/000121",
    account: str = ANNAS,
    ends: str = "CRDT",
    more: str = "",
    details: Sequence[str] = (),
) -> str:
    inside = "".join(details) or tx(title, account)
    return f"""<Ntry><Amt Ccy="PLN">{amount}</Amt><CdtDbtInd>{ends}</CdtDbtInd>{more or "<Sts><Cd>BOOK</Cd></Sts>"}
<BookgDt><Dt>2026-11-24</Dt></BookgDt><AcctSvcrRef>R1</AcctSvcrRef><NtryDtls>{inside}</NtryDtls></Ntry>"""


def tx(title: str, account: str = ANNAS, amount: str = "") -> str:
    money = f'<Amt Ccy="PLN">{amount}</Amt>' if amount else ""
    return f"""<TxDtls>{money}<RltdPties><Dbtr><Pty><Nm>Jan Nowak</Nm></Pty></Dbtr>
<DbtrAcct><Id><IBAN>{PAYERS}</IBAN></Id></DbtrAcct>
<CdtrAcct><Id><IBAN>PL{account}</IBAN></Id></CdtrAcct></RltdPties><RmtInf><Ustrd>{title}</Ustrd></RmtInf></TxDtls>"""
