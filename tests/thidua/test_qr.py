"""A QR picture is drawn here, the same each time, and holds what it should."""

from base64 import b64decode

from thidua import qr


def test_the_picture_is_ours_and_the_same_each_time():
    first, second = qr.data_uri("https://thidua.example/x?ma=123456"), qr.data_uri("https://thidua.example/x?ma=123456")
    assert first == second
    kind, _, data = first.partition(",")
    assert kind == "data:image/svg+xml;base64"
    picture = b64decode(data)
    assert b"<svg" in picture
    assert b"<script" not in picture
    assert b"href" not in picture
    assert qr.data_uri("https://thidua.example/x?ma=123457") != first


def test_the_picture_in_letters_holds_every_module():
    import qrcode

    words = "https://thidua.lan:8443/chung-thu/thidua.crt"
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, border=2)
    code.add_data(words)
    rows = code.get_matrix()
    dark = {"█": (False, False), "▀": (False, True), "▄": (True, False), " ": (True, True)}
    drawn = []
    for line in qr.text(words).splitlines():
        drawn += [list(half) for half in zip(*(dark[letter] for letter in line), strict=True)]
    assert drawn[: len(rows)] == rows
    assert not any(map(any, drawn[len(rows) :]))
