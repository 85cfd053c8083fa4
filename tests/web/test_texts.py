from selfcare.web.texts import Block, blocks_of


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
