import pytest

from selfcare.web.texts import Block, blocks_of, inline


def test_a_blank_line_ends_a_paragraph() -> None:
    assert list(blocks_of("\nOne\nline.\n\nTwo.\n")) == [Block("paragraph", "One line."), Block("paragraph", "Two.")]


def test_headings_and_lists_need_no_blank_lines() -> None:
    text = "Before.\n## Heading\nAfter:\n- one\n- two\nEnd."

    assert list(blocks_of(text)) == [
        Block("paragraph", "Before."),
        Block("heading", "Heading"),
        Block("paragraph", "After:"),
        Block("list", items=("one", "two")),
        Block("paragraph", "End."),
    ]


def test_two_headings_in_a_row_are_two() -> None:
    assert list(blocks_of("## One\n## Two")) == [Block("heading", "One"), Block("heading", "Two")]


def test_nothing_is_nothing() -> None:
    assert list(blocks_of(" \n\n")) == []


def test_steps_are_numbered_lines() -> None:
    assert list(blocks_of("1. one\n2. two")) == [Block("steps", items=("one", "two"))]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain & simple", "plain &amp; simple"),
        ("a **bold** word", "a <strong>bold</strong> word"),
        ("see [invoices](/invoices) & pay", 'see <a class="link" href="/invoices">invoices</a> &amp; pay'),
        ("[bad](javascript:alert(1))", "[bad](javascript:alert(1))"),
        ('[bad](/a"onclick=alert(1))', '<a class="link" href="/a&#34;onclick=alert(1">bad</a>)'),
        ("<b>no</b>", "&lt;b&gt;no&lt;/b&gt;"),
    ],
)
def test_words_inside_a_line(text: str, html: str) -> None:
    assert str(inline(text)) == html


def test_bare_addresses_lead_somewhere() -> None:
    assert 'href="mailto:bok@listek.example"' in inline("write to bok@listek.example")
