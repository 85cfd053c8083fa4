"""The papers of a tariff: its price list and the rules of its promotion, as they lay at their addresses."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select
from sqlalchemy.orm import Session

from selfcare.catalogue.models import Paper, Tariff
from selfcare.documents.actions import kept_or_made
from selfcare.documents.models import Document
from selfcare.documents.queries import document_of

PRICE_LIST, PROMOTION = "price_list", "promotion"
EDITION = "original"


class Address(NamedTuple):
    """Where one paper of a tariff lies, and which version of it we have read."""

    what: str  # PRICE_LIST, PROMOTION
    address: str
    sha256: bytes | None


def addresses_of(tariff: Tariff) -> list[Address]:
    """Only what a browser may be sent to."""
    all_of_them = (
        Address(PRICE_LIST, tariff.price_list_url, tariff.price_list_sha256),
        Address(PROMOTION, tariff.promotion_url, tariff.promotion_sha256),
    )
    return [one for one in all_of_them if one.address.startswith("https://")]


def accepted_with(tariff: Tariff) -> list[dict[str, str]]:
    """The versions that whoever accepts the terms now accepts, as an order keeps them; only what we have read."""
    return [
        {"what": one.what, "address": one.address, "sha256": one.sha256.hex()}
        for one in addresses_of(tariff)
        if one.sha256
    ]


def keep(session: Session, address: str, content: bytes, *, now: datetime) -> Paper:
    """What lies at that address now. The bytes are kept for ever, under their hash; a new version is a new document."""
    digest = hashlib.sha256(content).digest()
    kept_or_made(session, subject_of(digest.hex()), EDITION, lambda: content, now)
    paper = session.get(Paper, address)
    if paper is None:
        session.add(paper := Paper(address=address, sha256=digest, since=now))
    elif paper.sha256 != digest:
        paper.sha256, paper.since = digest, now
    return paper


def subject_of(digest: str) -> str:
    """Under which its bytes are kept; `digest` is the SHA-256 in hexadecimal."""
    return f"paper/{digest}"


def paper_with(digest: str) -> Select[Document]:
    return document_of(subject_of(digest), EDITION)
