"""Setting documents in type: PDF/A-3a for archives and PDF/UA-1 for everybody, in one file."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import typst


def typeset(template: Path, facts: Mapping[str, object], made_on: date) -> bytes:
    """The PDF. The same template, facts and day give the same bytes on every machine.

    Facts go in as JSON (`sys.inputs.facts`), never as markup, so that no text can be taken for a command. Only
    typst's own fonts are used, and nothing is fetched from anywhere. Raises typst.TypstError for a template that is
    wrong or breaks a rule of PDF/UA.
    """
    noon = datetime(made_on.year, made_on.month, made_on.day, 12, tzinfo=UTC)
    return typst.compile(
        str(template),
        root=str(template.parent),
        ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
        pdf_standards=["a-3a", "ua-1"],
        timestamp=int(noon.timestamp()),
    )
