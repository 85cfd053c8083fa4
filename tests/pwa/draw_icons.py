"""Draws an operator's icons from the mark: `python -m tests.pwa.draw_icons [operator.toml] [folder]`."""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from selfcare.brand import Operator, operator_from
from tests.chromium import ARGUMENTS, executable

STATIC = Path(__file__).parent.parent.parent / "selfcare" / "static"
SPRITE = (STATIC / "vendor" / "lucide-1.62.0" / "sprite.svg").read_text(encoding="utf-8")


def main(file: Path | None, folder: Path) -> None:
    operator = operator_from(file)
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
        page = browser.new_page()
        for name, size, margin, radius in (
            ("favicon-32", 32, 0.14, 0.24),
            ("icon-192", 192, 0.2, 0.24),
            ("icon-512", 512, 0.2, 0.24),
            ("maskable-512", 512, 0.26, 0.0),
            ("apple-touch-180", 180, 0.2, 0.0),
        ):
            draw(page, mark(operator, size, margin, radius), size, folder / f"{name}.png")
        for name, icon in (("shortcut-invoices-96", "receipt-text"), ("shortcut-account-96", "circle-user-round")):
            draw(page, shortcut(operator, icon), 96, folder / f"{name}.png")
        browser.close()


def mark(operator: Operator, size: int, margin: float, radius: float) -> str:
    """The mark in the colour that goes on the brand's ground. `margin` and `radius` are parts of the size."""
    drawing = operator.mark.replace("currentColor", operator.colours.on_fill)
    drawing = drawing.replace("var(--paper)", operator.colours.fill)
    inner = size * (1 - 2 * margin)
    return (
        f'<rect width="{size}" height="{size}" rx="{size * radius}" fill="{operator.colours.fill}"/>'
        f'<svg x="{size * margin}" y="{size * margin}" width="{inner}" height="{inner}" viewBox="3 3 26 26">'
        f"{drawing}</svg>"
    )


def shortcut(operator: Operator, icon: str) -> str:
    symbol = SPRITE.split(f'<symbol id="{icon}" viewBox="0 0 24 24">')[1].split("</symbol>")[0]
    pen = 'fill="none" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    return (
        '<circle cx="48" cy="48" r="48" fill="#f5f2eb"/>'
        f'<svg x="24" y="24" width="48" height="48" viewBox="0 0 24 24" {pen} stroke="{operator.colours.ink}">'
        f"{symbol}</svg>"
    )


def draw(page: Page, drawing: str, size: int, file: Path) -> None:
    page.set_viewport_size({"width": size, "height": size})
    page.set_content(
        "<style>html,body{margin:0;background:none}svg{display:block}</style>"
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}">{drawing}</svg>'
    )
    page.screenshot(path=file, omit_background=True)


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    main(given[0] if given else None, given[1] if len(given) > 1 else STATIC / "icons")
