"""What is drawn on a certificate printed on plain paper: a border of its own, the place of the emblem, the flags.

The border is two rules with a row of pearls between them: not that of the State's own certificates, nothing in the
corners (NĐ 98/2023 Đ104). The star stands where the official emblem comes as a file of the command.
"""

RED, GOLD = "#c1121c", "#a87412"


def border(width: int, height: int) -> str:
    """The frame for a box of so many millimetres."""
    rows = (
        f"M12 3H{width - 12}M12 {height - 3}H{width - 12}",
        f"M3 12V{height - 12}M{width - 3} 12V{height - 12}",
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<rect x="1" y="1" width="{width - 2}" height="{height - 2}" fill="none" stroke="{RED}" stroke-width="1.2"/>'
        f'<path d="{"".join(rows)}" fill="none" stroke="{GOLD}" stroke-width="1.7" stroke-linecap="round" '
        'stroke-dasharray=".01 3.49"/>'
        f'<rect x="5" y="5" width="{width - 10}" height="{height - 10}" fill="none" stroke="{GOLD}"/>'
        f'<rect x="6.4" y="6.4" width="{(10 * width - 128) / 10:g}" height="{(10 * height - 128) / 10:g}" fill="none" '
        f'stroke="{RED}" stroke-width=".35"/></svg>'
    )


_STAR = "M20 8.6L22.7 16.88L31.41 16.89L24.37 22.02L27.05 30.31L20 25.2L12.95 30.31L15.63 22.02L8.59 16.89L17.3 16.88z"


def star() -> str:
    """A plain star where the emblem stands."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><circle cx="20" cy="20" r="19.2" fill="#da251d"/>'
        '<circle cx="20" cy="20" r="17.6" fill="none" stroke="#ffcd00" stroke-width=".8"/>'
        f'<path d="{_STAR}" fill="#ffcd00"/></svg>'
    )


def flags() -> str:
    """Rows of red flags on both sides, room for the emblem in the middle; box of 133 × 19 mm."""
    side = "".join(_flag(6 + 15 * i) for i in range(3))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 133 19">'
        f'<g>{side}</g><g transform="translate(133 0) scale(-1 1)">{side}</g></svg>'
    )


def _flag(x: int) -> str:
    """A flag that leans outwards from the emblem, blown by the wind."""
    return (
        f'<path d="M{x + 9} 18.5L{x + 4} 1" stroke="{GOLD}" stroke-width=".7" fill="none"/>'
        f'<path d="M{x + 4} 1c4 -1.6 6 1.6 11 0l2.4 8c-5 1.6 -7 -1.6 -11 0z" fill="#da251d"/>'
    )
