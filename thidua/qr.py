"""A QR picture made here: nothing of it is asked of another machine, and the page needs no script."""

from base64 import b64encode
from functools import lru_cache
from io import BytesIO


def svg(text: str, *, border: int = 2) -> bytes:
    """The picture as SVG; the same text gives the same bytes. border: quiet zone in modules (the norm asks for four,
    of which white paper or a white box around it may give two)."""
    import qrcode  # only here: most processes never draw one
    from qrcode.image.svg import SvgPathImage

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=border)
    code.add_data(text)
    out = BytesIO()
    code.make_image(image_factory=SvgPathImage).save(out)
    return out.getvalue()


def drawing(text: str) -> str:
    """The picture as an SVG element for a page or a paper: one path, a quiet zone of two, no names of its own."""
    import qrcode

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=2)
    code.add_data(text)
    rows = code.get_matrix()
    runs = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                runs.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
            x += 1
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(rows)} {len(rows)}" role="img" '
        f'aria-label="Mã QR"><path d="{"".join(runs)}" fill="#000"/></svg>'
    )


@lru_cache(maxsize=64)  # a screen asks for the same picture every few seconds
def data_uri(text: str) -> str:
    """The picture as the address of an <img>."""
    return "data:image/svg+xml;base64," + b64encode(svg(text)).decode()


def text(words: str) -> str:
    """The picture in letters, for a terminal: two rows of it in one line, light letters on a dark ground."""
    import qrcode

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, border=2)
    code.add_data(words)
    rows = code.get_matrix()
    rows += [[False] * len(rows[0])] * (len(rows) % 2)
    # What is white in the picture is a filled letter: most terminals are dark, and readers know the reverse as well.
    letters = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join("".join(letters[pair] for pair in zip(upper, lower, strict=True)) for upper, lower in pairs)
