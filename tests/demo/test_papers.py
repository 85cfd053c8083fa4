"""The demo's operator has a price list and rules of a promotion, the same bytes at every start."""

from io import BytesIO

from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.catalogue.models import Paper
from selfcare.catalogue.papers import paper_with
from selfcare.demo.papers import add_papers
from tests import builders
from tests.builders import NOON


def test_tariffs_share_one_price_list_and_one_set_of_rules(db: Session) -> None:
    for code in ("L30", "L60"):
        urls = {f"{name}_url": f"https://listek.example/{name}/{code}.pdf" for name in ("price_list", "promotion")}
        builders.make_tariff(db, code, name=f"Listek {code}", **urls)

    add_papers(db, now=NOON)
    add_papers(db, now=NOON)

    papers = db.scalars(select(Paper).order_by(Paper.address)).all()
    assert len(papers) == 4
    assert len({paper.sha256 for paper in papers}) == 2
    prices = db.scalars(paper_with(papers[0].sha256.hex())).one()
    text = PdfReader(BytesIO(prices.content)).pages[0].extract_text()
    assert "Listek L60" in text
    assert "syntetyczne" in text
