import pytest

from thidua.words import in_words, money_in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (105, "một trăm linh năm"),
        (1_001, "một nghìn không trăm linh một"),
        (1_015_000, "một triệu không trăm mười lăm nghìn"),
        (197_100_000, "một trăm chín mươi bảy triệu một trăm nghìn"),
        (2_000_000_005, "hai tỷ không trăm linh năm"),
        (1_000_000_000_000, "một nghìn tỷ"),
    ],
)
def test_in_words(number, words):
    assert in_words(number) == words


def test_money_in_words_begins_with_a_capital():
    assert money_in_words(3_600_000) == "Ba triệu sáu trăm nghìn đồng"


def test_in_words_refuses_what_it_cannot_read():
    with pytest.raises(ValueError):
        in_words(-1)
