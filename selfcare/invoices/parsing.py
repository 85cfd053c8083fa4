"""From bytes to elements. Hostile bytes are refused before they are looked at closely."""

import re

from lxml import etree

from selfcare.invoices.elements import NAMESPACE, Element, NotAnInvoice

LARGEST = 10 * 1024 * 1024  # bytes

_PROLOG = re.compile(rb"(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def parse(xml: bytes) -> Element:
    """The root element. Raises NotAnInvoice with one sentence for anything but a plain, whole FA(3) document."""
    _refuse_strange_bytes(xml)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise NotAnInvoice(f"The XML is broken or cut short (line {line}).") from None
    if root.tag != f"{{{NAMESPACE}}}Faktura":
        raise NotAnInvoice(f"The file is not an FA(3) invoice: its root is {str(root.tag)[:120]}.")
    return Element(root)


def _refuse_strange_bytes(xml: bytes) -> None:
    if len(xml) > LARGEST:
        raise NotAnInvoice(f"The file is larger than {LARGEST // 1024 // 1024} MB.")
    if xml.startswith(_BOMS):
        raise NotAnInvoice("The file begins with a byte order mark; KSeF invoices are plain UTF-8.")
    declared = _ENCODING.match(xml)
    if declared and declared[1].upper() not in {b"UTF-8", b"UTF8"}:
        raise NotAnInvoice(f"The file says it is written in {declared[1][:20]!r}; only UTF-8 is read.")
    try:
        xml.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotAnInvoice(f"The file is not valid UTF-8 (byte {error.start}).") from None
    prolog = _PROLOG.match(xml)
    if prolog and xml[prolog.end() :].startswith(b"<!"):
        raise NotAnInvoice("The file has a DOCTYPE; invoices never have one.")
