"""What a page must pass (look.md §9), as questions to the browser. Each returns what is wrong."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

_AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_SAID = """.then((found) =>
  found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`))"""
# Rules are named, or gathered by their tags: axe tells one from the other.
_RUN_AXE = f"(rules) => axe.run(document, {{runOnly: rules, resultTypes: ['violations']}}){_SAID}"

_TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  const page = document.documentElement.scrollWidth;
  if (page <= width) return [];
  const name = (e) => `${e.tagName.toLowerCase()}.${e.className} ${Math.round(e.getBoundingClientRect().right)}px`;
  const isOut = (e) => e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > width + 1;
  const out = [...document.body.querySelectorAll('*')].filter((e) => isOut(e) && ![...e.children].some(isOut));
  const widest = out.sort((a, b) => b.getBoundingClientRect().right - a.getBoundingClientRect().right);
  return [`${page}px on ${width}px`, ...widest.slice(0, 5).map(name)];
}"""

# 44 px each way. A link inside a sentence is excepted (WCAG 2.5.8), a hidden one until it has the focus;
# a field's label belongs to it.
_TOO_SMALL = """() => {
  const seen = (e) => e.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const isAside = (e) => { const b = e.getBoundingClientRect(); return b.right <= 1 || b.bottom <= 1 || b.width <= 1; };
  const isInSentence = (e) => {
    if (e.tagName !== 'A' || getComputedStyle(e).display !== 'inline') return false;
    return e.parentElement.textContent.trim() !== e.textContent.trim();
  };
  const box = (e) => {
    const boxes = [e, ...(e.labels ?? [])].map((part) => part.getBoundingClientRect());
    const [left, top] = [Math.min(...boxes.map((b) => b.left)), Math.min(...boxes.map((b) => b.top))];
    return [Math.max(...boxes.map((b) => b.right)) - left, Math.max(...boxes.map((b) => b.bottom)) - top];
  };
  return [...document.querySelectorAll('a[href], button, summary, select, textarea, input:not([type=hidden])')]
    .filter((e) => e.tabIndex >= 0 && seen(e) && !isAside(e) && !isInSentence(e))
    .map((e) => [e, ...box(e)])
    .filter(([, width, height]) => width < 43.5 || height < 43.5)
    .map(([e, width, height]) => `${e.outerHTML.slice(0, 90)} ${Math.round(width)}x${Math.round(height)}`);
}"""


def axe(page: Page) -> list[str]:
    """Rules of WCAG 2.2 AA and good practice that axe sees broken."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(_RUN_AXE, _TAGS)
    return found


def contrast(page: Page) -> list[str]:
    """Letters that are hard to read. Of a page that axe has looked at: nothing else depends on the theme."""
    found: list[str] = page.evaluate(_RUN_AXE, ["color-contrast"])
    return found


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    found: list[str] = page.evaluate(_TOO_WIDE)
    return found


def too_small(page: Page) -> list[str]:
    """What a thumb would miss."""
    found: list[str] = page.evaluate(_TOO_SMALL)
    return found


def set_letters(page: Page, pixels: int) -> None:
    """How large plain text is, as in the browser's settings: 16 is usual. It stays so until it is set again."""
    tools = page.context.new_cdp_session(page)
    tools.send("Page.setFontSizes", {"fontSizes": {"standard": pixels, "fixed": pixels * 13 // 16}})
