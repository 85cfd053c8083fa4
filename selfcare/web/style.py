"""One stylesheet out of several readable files, in the order of their layers."""

from pathlib import Path

LAYERS = ("reset", "tokens", "base", "layout", "components", "utilities")


def stylesheet(folder: Path, brand_css: str) -> str:
    """The files of css/ as one, with the operator's colours last: what stands outside all layers wins."""
    parts = [f"@layer {', '.join(LAYERS)};\n"]
    for layer in LAYERS:
        files = [folder / f"{layer}.css", *sorted((folder / layer).glob("*.css"))]
        parts += [file.read_text(encoding="utf-8") for file in files if file.exists()]
    return "".join([*parts, brand_css, "\n"])
