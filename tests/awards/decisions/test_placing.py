"""Where the fields of a certificate stand: the law's layout, what a command moves, what lies off the page."""

from dataclasses import replace
from datetime import date

import pytest

from awards.decisions import placing
from awards.decisions.certificate_enums import CertificateKind
from awards.decisions.codes import LENGTH, new_code, normalised, shown

DAY = date(2024, 5, 1)


def of(kind: str, *, on_stock: bool = False) -> dict[str, placing.Place]:
    return {place.key: place for place in placing.usual(placing.law_on(kind, DAY), on_stock=on_stock)}


def test_the_law_has_its_order_of_lines_with_the_deciding_post_and_the_name_in_red():
    merit = of("merit")
    order = "nation motto issuer gives name recipient detail merit place_date post signer"
    tops = [merit[key].y for key in order.split()]
    assert tops == sorted(tops)
    assert {key for key, place in merit.items() if place.red} == {"issuer", "name"}
    left, right = merit["decision"], merit["place_date"]
    assert left.x < placing.WIDTH // 2 < right.x and merit["golden"].y > left.y
    assert all(merit[key].bold and merit[key].italic for key in ("decision", "golden", "place_date"))


def test_only_the_title_has_flags_and_every_kind_lies_on_the_paper_on_any_day():
    assert "flags" in of("title") and "flags" not in of("merit")
    for kind in CertificateKind:
        for day in (date(2010, 1, 1), date(2023, 11, 10), DAY, date(2030, 1, 1)):
            assert [said for one in placing.law_on(kind, day).places for said in placing.faults(one)] == []
    assert placing.law_on("merit", date(2023, 11, 10)).confidence == "B"
    assert placing.law_on("merit", DAY).legal_basis == "Nghị định 98/2023/NĐ-CP Đ104"


def test_on_printed_stock_what_the_printer_has_printed_is_left_out():
    shown_on_stock = {key for key, place in of("merit", on_stock=True).items() if place.shown}
    assert "recipient" in shown_on_stock and "qr" in shown_on_stock
    assert not {"border", "emblem", "nation", "motto", "gives", "name"} & shown_on_stock


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        ({"x": 900}, "x", "Ô “Tên người, tập thể được tặng” ra ngoài mép phải tờ giấy 20 mm."),
        ({"x": -5}, "x", "Ô “Tên người, tập thể được tặng” ra ngoài mép trái tờ giấy 0,5 mm."),
        ({"y": 2000}, "y", "Ô “Tên người, tập thể được tặng” ra ngoài mép dưới tờ giấy 7,5 mm."),
        ({"w": 20}, "w", "Ô “Tên người, tập thể được tặng” nhỏ hơn 3 mm."),
        ({"floor": 300}, "floor", "Ô “Tên người, tập thể được tặng”: cỡ nhỏ nhất từ 6 đến cỡ chữ của ô."),
    ],
)
def test_a_field_off_the_page_is_told_with_how_far(changes, name, sentence):
    assert placing.faults(replace(of("merit")["recipient"], **changes)) == [(name, sentence)]


def test_what_a_command_moved_stays_and_nothing_else_can_be_changed():
    moved = placing.with_moves(of("merit").values(), {"recipient": {"x": 400, "red": True, "label": "khác"}})
    found = next(place for place in moved if place.key == "recipient")
    assert (found.x, found.red, found.label) == (400, False, "Tên người, tập thể được tặng")


def test_codes_are_read_however_they_are_typed():
    assert normalised(" 7k4m-92qd oilb-c3ef ") == "7K4M92QD011BC3EF"
    assert normalised("7K4M") == "" and normalised("7K4M92QD0A1BC3EU") == "" and normalised("\0" * 16) == ""
    assert shown("7K4M92QD0A1BC3EF") == "7K4M-92QD-0A1B-C3EF"
    assert len(new_code()) == LENGTH
