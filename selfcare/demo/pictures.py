"""A picture for the demo, drawn here: the letter that Anna took a photo of."""

import io

from PIL import Image, ImageDraw


def picture_of_a_letter() -> bytes:
    """A sheet of paper with lines of writing that say nothing."""
    picture = Image.new("RGB", (900, 1200), "#d8d2c4")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((90, 70, 820, 1130), fill="#fffdf8")
    pen.rectangle((150, 140, 330, 190), fill="#00663d")
    for number, width in enumerate((420, 560, 540, 575, 300, 0, 550, 580, 560, 410, 0, 570, 250)):
        if width:
            pen.rectangle((150, 280 + number * 52, 150 + width, 296 + number * 52), fill="#8f9690")
    drawn = io.BytesIO()
    picture.save(drawn, "PNG")
    return drawn.getvalue()
