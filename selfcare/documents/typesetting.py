"""Setting documents in type: PDF/A-3a for archives and PDF/UA-1 for everybody, in one file."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import typst

from selfcare.documents.letters import drawable_in


def typeset(template: Path, facts: Mapping[str, object], made_on: date, enclosed: str = "") -> bytes:
    """The PDF. The same template, facts and day give the same bytes on every machine.

    Facts go in as JSON (`sys.inputs.facts`), never as markup, so that no text can be taken for a command. Only
    typst's own fonts are used, and nothing is fetched from anywhere; what they cannot draw is shown by a stand-in.
    `enclosed` is for a file within the PDF (`sys.inputs.enclosed`) and stays as it is. Raises typst.TypstError for a
    template that is wrong or breaks a rule of PDF/UA.
    """
    noon = datetime(made_on.year, made_on.month, made_on.day, 12, tzinfo=UTC)
    return typst.compile(
        str(template),
        root=str(template.parent),
        ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps(drawable_in(facts), ensure_ascii=False), "enclosed": enclosed},
        pdf_standards=["a-3a", "ua-1"],
        timestamp=int(noon.timestamp()),
    )
