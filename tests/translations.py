"""`make messages`: gather the sentences to translate, take in new translations, and compile them.

`python -m tests.translations --from FOLDER` also takes in every `*.po` of that folder; what stands there wins.
"""

import argparse
import gettext
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tests.typography import tidy

PACKAGE = Path(__file__).parent.parent / "selfcare"
FOLDER = PACKAGE / "translations" / "pl" / "LC_MESSAGES"
_METHODS = [("**.py", "python"), ("templates/**.*", "jinja2")]
_OPTIONS = {"templates/**.*": {"encoding": "utf-8", "silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}}
_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_HEADER = r"""# Polish. Gathered, tidied and compiled by `make messages`; translate between the quotes and run it again.
msgid ""
msgstr ""
"Project-Id-Version: selfcare\n"
"POT-Creation-Date: 2026-01-01 00:00+0000\n"
"PO-Revision-Date: 2026-01-01 00:00+0000\n"
"Language: pl\n"
"Plural-Forms: nplurals=4; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : n%10<=1 || n%10>=5 || n%100>=12 && n%100<=14 ? 2 : 3);\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""  # noqa: E501  # plural forms are one line in this format


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m tests.translations", description=__doc__)
    arguments.add_argument("--from", dest="folder", type=Path, help="folder with more *.po files")
    folder = arguments.parse_args().folder
    found = gathered()
    catalogue = translated()
    for more in sorted(folder.glob("*.po")) if folder else ():
        _take_in(catalogue, more, found)
    catalogue.update(found, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    for message in sentences(catalogue):
        message.string = _tidied(message)
    write(catalogue)
    missing = [message for message in sentences(catalogue) if not is_translated(message)]
    for message in missing:
        print(f"not translated: {message.id!r}", file=sys.stderr)
    print(f"{len(list(sentences(catalogue)))} sentences, {len(missing)} not translated")
    return 0


def gathered() -> Catalog:
    """Every sentence in code and templates that can be translated."""
    catalogue = Catalog(locale="pl")
    for _file, _line, ids, comments, context in _extracted():
        catalogue.add(ids, auto_comments=comments, context=context)
    return catalogue


def translated(file: Path = FOLDER / "messages.po") -> Catalog:
    """The Polish catalogue, or the fragment of one in `file`."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    if not re.search(r'^msgid ""\nmsgstr ""\n"', text, re.MULTILINE):
        text = _HEADER + text
    return read_po(io.BytesIO(text.encode()), locale="pl", ignore_obsolete=True, abort_invalid=True)


def write(catalogue: Catalog) -> None:
    """The catalogue sorted and without what changes by itself, and its compiled twin."""
    lines = io.BytesIO()
    write_po(lines, catalogue, width=100, no_location=True, omit_header=True, sort_output=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "messages.po").write_text(_HEADER + lines.getvalue().decode(), encoding="utf-8")
    with (FOLDER / "messages.mo").open("wb") as file:
        write_mo(file, translated())


def compiled(file: Path = FOLDER / "messages.mo") -> dict[object, str]:
    """What the portal really reads."""
    with file.open("rb") as opened:
        return dict(gettext.GNUTranslations(opened)._catalog)  # type: ignore[attr-defined]


def sentences(catalogue: Catalog) -> Iterator[Message]:
    """All of it but the header."""
    return (message for message in catalogue if message.id)


def message_key(message: Message) -> tuple[str, str]:
    return (message.id if isinstance(message.id, str) else message.id[0], message.context or "")


def strings(message: Message) -> tuple[str, ...]:
    """Its translation, in one form or in all plural forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def is_translated(message: Message) -> bool:
    return bool(strings(message)) and all(strings(message)) and not message.fuzzy


def _extracted() -> Iterator[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    return iter(extract_from_dir(PACKAGE, _METHODS, _OPTIONS, keywords=_KEYWORDS, comment_tags=("Translators:",)))


def _take_in(catalogue: Catalog, file: Path, wanted: Catalog) -> None:
    for message in sentences(translated(file)):
        if wanted.get(message.id, context=message.context) is None:
            print(f"{file.name}: nobody says {message.id!r}", file=sys.stderr)
        elif is_translated(message):
            catalogue.delete(message.id, context=message.context)
            catalogue.add(message.id, message.string, context=message.context)


def _tidied(message: Message) -> str | tuple[str, ...]:
    if isinstance(message.string, str):
        return tidy(message.string)
    return tuple(tidy(string, counts=True) for string in strings(message))


if __name__ == "__main__":
    sys.exit(main())
