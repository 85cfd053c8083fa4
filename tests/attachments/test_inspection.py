"""What is taken, what is refused, and with which words."""

import io

import pytest
from PIL import Image

from selfcare.attachments import refusals
from selfcare.attachments.gateway import EICAR, OnlyTheTestFile
from selfcare.attachments.inspection import Accepted, accepted
from tests.attachments import corpus

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def take(name: str, content: bytes) -> Accepted:
    return accepted(name, content, OnlyTheTestFile())


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("strona.html", HTML, refusals.UnknownKind),
        ("obraz.svg", SVG, refusals.UnknownKind),
        ("program.exe", b"MZ", refusals.UnknownKind),
        ("bez-rozszerzenia", corpus.PDF, refusals.UnknownKind),
        ("strona.jpg", HTML, refusals.OtherInside),
        ("obraz.png", SVG, refusals.OtherInside),
        ("strona.pdf", HTML, refusals.OtherInside),
        ("obraz.png", corpus.picture("JPEG"), refusals.OtherInside),
        ("obraz.jpg", corpus.picture("PNG"), refusals.OtherInside),
        ("obraz.jpg", corpus.picture("GIF"), refusals.OtherInside),
        ("obraz.heic", corpus.picture("PNG"), refusals.OtherInside),
        ("obraz.jpg", corpus.picture()[:200], refusals.OtherInside),
        ("umowa.pdf", corpus.docx(), refusals.OtherInside),
        ("umowa.docx", corpus.PDF, refusals.OtherInside),
        ("faktura.php.jpg", corpus.picture(), refusals.TwoKinds),
        ("umowa.EXE.pdf", corpus.PDF, refusals.TwoKinds),
        ("umowa.html .pdf", corpus.PDF, refusals.TwoKinds),
        ("../../etc/passwd.pdf", corpus.PDF, refusals.StrangeName),
        ("C:\\Windows\\a.pdf", corpus.PDF, refusals.StrangeName),
        ("a\0.pdf", corpus.PDF, refusals.StrangeName),
        (".pdf", corpus.PDF, refusals.StrangeName),
        ("zdjęcie\u202egpj.exe", b"MZ", refusals.UnknownKind),
        ("pusty.pdf", b"", refusals.Empty),
        ("wielki.pdf", b"%PDF-1.7\n" + bytes(30 * 1024 * 1024), refusals.TooLarge),
        ("potop.png", corpus.flood_png(), refusals.TooManyPixels),
        ("eicar.pdf", corpus.pdf_with(EICAR), refusals.Infected),
        ("eicar.docx", EICAR, refusals.Infected),
    ],
)
def test_a_file_that_we_do_not_take(name: str, content: bytes, why: type[refusals.FileRefused]) -> None:
    with pytest.raises(refusals.FileRefused) as refused:
        take(name, content)

    assert type(refused.value) is why
    assert str(refused.value)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (corpus.PDF[1:], refusals.OtherInside),
        (b"GIF89a" + corpus.PDF, refusals.OtherInside),
        (corpus.PDF + b"<script>", refusals.OtherInside),
        (corpus.PDF.replace(b"%%EOF", b"cut off"), refusals.OtherInside),
        (corpus.PDF.replace(b"1 0 obj", b"<html><body>"), refusals.OtherInside),
        (corpus.PDF.replace(b"%%EOF", b"PK\x05\x06" + bytes(18) + b"\n%%EOF"), refusals.OtherInside),
        (corpus.pdf_with(b"<</S/JavaScript/JS(app.alert)>>"), refusals.ActiveContent),
        (corpus.pdf_with(b"<</S/J#61vaScript>>"), refusals.ActiveContent),
        (corpus.pdf_with(b"<</S/Launch>>"), refusals.ActiveContent),
        (corpus.pdf_with(b"<</Names<</EmbeddedFiles 3 0 R>>>>"), refusals.ActiveContent),
        (corpus.pdf_with(b"trailer<</Encrypt 7 0 R>>"), refusals.ActiveContent),
        (corpus.pdf_with_packed(b"7 0 <</S/JavaScript>>"), refusals.ActiveContent),
        (corpus.pdf_with_packed(bytes(30 * 1024 * 1024)), refusals.UnpacksTooLarge),
        (corpus.pdf_with(b"9 0 obj<</Type/ObjStm>>stream\nnot packed\nendstream"), refusals.OtherInside),
    ],
)
def test_a_pdf_holds_nothing_that_runs_or_hides(content: bytes, why: type[refusals.FileRefused]) -> None:
    with pytest.raises(why):
        take("umowa.pdf", content)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (corpus.bomb_docx(), refusals.UnpacksTooLarge),
        (corpus.lying_docx(), refusals.OtherInside),
        (corpus.docx({f"word/{number}": b"" for number in range(2100)}), refusals.UnpacksTooLarge),
        (corpus.docx({"word/vbaProject.bin": b"macro"}), refusals.ActiveContent),
        (corpus.docx({"word/embeddings/oleObject1.bin": b""}), refusals.ActiveContent),
        (corpus.docx({"inner.zip": b"PK"}), refusals.ActiveContent),
        (corpus.docx({"../outside.xml": b""}), refusals.OtherInside),
        (corpus.docx({"/absolute.xml": b""}), refusals.OtherInside),
        (
            corpus.docx(
                {"word/_rels/settings.xml.rels": b'<Relationship Type="attachedTemplate" TargetMode="External"/>'}
            ),
            refusals.ActiveContent,
        ),
        (corpus.docx(types=b"<Types/>"), refusals.OtherInside),
        (corpus.docx() + b"tail", refusals.OtherInside),
        (corpus.PDF + corpus.docx(), refusals.OtherInside),
        (corpus.docx()[:100], refusals.OtherInside),
    ],
)
def test_a_docx_is_one_plain_document(content: bytes, why: type[refusals.FileRefused]) -> None:
    with pytest.raises(why):
        take("pismo.docx", content)


@pytest.mark.parametrize(
    ("name", "content", "mimetype"),
    [
        ("umowa.pdf", corpus.PDF, "application/pdf"),
        ("skan.2026.11.PDF", corpus.pdf_with_packed(b"7 0 <</Type/Page>>"), "application/pdf"),
        ("pismo.docx", corpus.docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("zdjęcie.jpeg", corpus.picture(), "image/jpeg"),
        ("ekran.png", corpus.picture("PNG"), "image/png"),
    ],
)
def test_a_file_that_we_take(name: str, content: bytes, mimetype: str) -> None:
    found = take(name, content)

    assert (found.name, found.mimetype) == (name, mimetype)
    assert found.content


def test_where_a_picture_was_taken_stays_behind() -> None:
    sent = corpus.picture_with_a_place()
    assert b"Secret Maker" in sent

    found = take("dom.jpg", sent)

    with Image.open(io.BytesIO(found.content)) as drawn:
        assert not drawn.getexif()
        assert not drawn.info.get("comment")
        assert drawn.size == (30, 40)  # upright, as it was meant
    assert b"Secret" not in found.content


def test_what_hides_behind_a_picture_is_not_drawn_again() -> None:
    found = take("obraz.jpg", corpus.picture() + corpus.docx() + HTML)

    assert b"PK" not in found.content
    assert b"<script" not in found.content


def test_a_clear_picture_stays_clear() -> None:
    drawn = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(drawn, "PNG")

    with Image.open(io.BytesIO(take("znak.png", drawn.getvalue()).content)) as found:
        assert found.getpixel((5, 5)) == (0, 0, 0, 0)


def test_a_large_photograph_becomes_smaller() -> None:
    found = take("panorama.jpg", corpus.picture(size=(6000, 300)))

    with Image.open(io.BytesIO(found.content)) as drawn:
        assert max(drawn.size) <= 4096


def test_a_picture_of_an_iphone_becomes_a_jpg(heic: bytes) -> None:
    found = take("IMG_0001.HEIC", heic)

    assert (found.name, found.mimetype) == ("IMG_0001.jpg", "image/jpeg")
    with Image.open(io.BytesIO(found.content)) as drawn:
        assert drawn.format == "JPEG"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("faktura\r\nSet-Cookie: a=b.pdf", "faktura Set-Cookie: a=b.pdf"),
        ("fak\u202etura\u200b.pdf", "faktura.pdf"),
        ("  dwa   słowa .pdf", "dwa słowa .pdf"),
        ("ż" * 300 + ".pdf", "ż" * 97 + ".pdf"),
    ],
)
def test_a_name_comes_out_harmless(name: str, shown: str) -> None:
    assert take(name, corpus.PDF).name == shown
