"""Template tags and filters: what exactly they print."""

from datetime import UTC, date, datetime, time
from decimal import Decimal as D
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.http import QueryDict
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.test.utils import isolate_apps

from tests.thidua.gallery import Paper, SampleForm
from thidua import clock, permissions, providers
from thidua.forms import FilterForm, TextField
from thidua.frame import Choice
from thidua.templatetags import ui
from thidua.workflow import Move, Workflow


def draw(source: str, path: str = "/a/", user=None, **values) -> str:
    request = RequestFactory().get(path)
    request.user = user or AnonymousUser()
    return Template(source).render(Context({"request": request, **values}))


# Numbers and dates


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (D("1234.5"), "1.234,5"),
        (1234567, "1.234.567"),
        (0, "0"),
        (D("0.50"), "0,5"),
        (D("-12.3"), "\u221212,3"),
        (D("88.00"), "88"),
        (100, "100"),
        ("1500", "1.500"),
        (None, "–"),
        ("", "–"),
        ("abc", "–"),
    ],
)
def test_vn_number_writes_dots_and_comma(value, text):
    assert ui.vn_number(value) == text


def test_vn_number_with_places_rounds_half_away_from_zero():
    assert [ui.vn_number(v, 2) for v in (D("1.005"), D("-1.005"), 7)] == ["1,01", "\u22121,01", "7,00"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (D(13) * 100 / 15, "86,66%"),
        (D("99.999"), "99,99%"),
        (D("87.50"), "87,5%"),
        (100, "100%"),
        (0, "0%"),
        (None, "–"),
    ],
)
def test_vn_percent_is_cut_never_rounded(value, text):
    assert ui.vn_percent(value) == text


def test_vn_percent_can_be_cut_to_one_decimal():
    assert ui.vn_percent(D("86.69"), 1) == "86,6%"


def test_money_size_sign_and_counts():
    assert ui.vn_money(1_800_000) == "1.800.000 đồng"
    assert [ui.vn_size(v) for v in (10, 253_952, 1_258_291)] == ["1 KB", "248 KB", "1,2 MB"]
    assert [ui.vn_signed(v) for v in (D("1.5"), D("-1.5"), 0, None)] == ["+1,5", "\u22121,5", "0", "–"]
    assert [ui.two_digits(v) for v in (3, 0, 10, 1234)] == ["03", "00", "10", "1.234"]
    assert [ui.or_dash(v) for v in (0, "", None, "x")] == [0, "–", "–", "x"]


def test_dates_are_vietnamese_and_local():
    moment = datetime(2023, 10, 5, 7, 32, tzinfo=UTC)  # 14:32 in Viet Nam
    assert ui.vn_datetime(moment) == "14:32, 05/10/2023"
    assert ui.vn_date(moment) == "05/10/2023"
    assert ui.vn_date(date(2023, 10, 5), "short") == "05/10"
    assert ui.vn_time(time(9, 5)) == "09:05"
    assert ui.vn_weekday(date(2023, 10, 5)) == "thứ Năm, 05/10/2023"
    assert {ui.vn_date(None), ui.vn_datetime(None), ui.vn_long_date(None), ui.vn_time(None)} == {"–"}


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2023, 10, 18), "ngày 18 tháng 10 năm 2023"),
        (date(2023, 2, 5), "ngày 05 tháng 02 năm 2023"),
        (date(2023, 3, 9), "ngày 09 tháng 3 năm 2023"),
    ],
)
def test_long_date_takes_zero_for_days_and_first_two_months(day, text):
    assert ui.vn_long_date(day) == text


@pytest.mark.parametrize(
    ("day", "text", "tone"),
    [
        (date(2023, 10, 5), "hôm nay", "warn"),
        (date(2023, 10, 6), "ngày mai", "warn"),
        (date(2023, 10, 13), "còn 8 ngày", ""),
        (date(2023, 10, 2), "quá 3 ngày", "bad"),
    ],
)
def test_distance_from_today(day, text, tone):
    with clock.at(datetime(2023, 10, 5, 9, 0)):
        assert (ui.relative_days(day), ui.due_tone(day), ui.is_past(day)) == (text, tone, tone == "bad")


def test_forms_read_vietnamese_dates_and_numbers():
    class Form(forms.Form):
        day = forms.DateField(localize=True)
        number = forms.DecimalField(localize=True)

    form = Form({"day": "01/02/2026", "number": "1.234,5"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"day": date(2026, 2, 1), "number": D("1234.5")}
    assert not Form({"day": "12/31/2026", "number": "1"}).is_valid()


# Icons, chips, bars


def test_icon_is_hidden_unless_it_has_a_name():
    assert ui.icon("check", "sm ok") == (
        '<svg class="icon icon--sm ok" aria-hidden="true" focusable="false">'
        '<use href="/static/img/icons.svg#i-check"></use></svg>'
    )
    assert 'role="img" aria-label="Đạt &amp; đủ"' in ui.icon("check", label="Đạt & đủ")


def test_unknown_icon_fails_in_development_only(settings):
    settings.DEBUG = True
    with pytest.raises(TemplateSyntaxError):
        ui.icon("no-such-icon")
    settings.DEBUG = False
    assert "no-such-icon" in ui.icon("no-such-icon")


def test_choice_rows_group_indent_mark_and_escape():
    here = Choice("<A>", "?nam=2023&dv=A", note='"Toàn"', current=True, group="Tỉnh A")
    html = ui.choice_rows([here, Choice("B", "?dv=B", level=2, group="Tỉnh A"), Choice("C", "?dv=C", group="Tỉnh C")])
    assert html.count('<li class="td-menu__group">Tỉnh A</li>') == 1
    assert html.index("td-menu__group") < html.index("&lt;A&gt;") < html.index(">Tỉnh C<") < html.index('"?dv=C"')
    assert 'data-filter-text="&lt;A&gt; &quot;Toàn&quot;"' in html
    assert 'href="?nam=2023&amp;dv=A" aria-current="true"><span>&lt;A&gt;<small>&quot;Toàn&quot;</small></span>' in html
    assert 'class="td-menu__item td-menu__item--l2" href="?dv=B"><span>B</span></a></li>' in html
    assert html.count("aria-current") == html.count("#i-check") == 1


def test_chip_knows_tone_icon_and_word_of_a_member():
    html = ui.chip(Paper.RETURNED)
    assert 'class="td-chip td-chip--warn"' in html
    assert "#i-corner-up-left" in html
    assert html.endswith("Trả lại bổ sung</span>")


@isolate_apps("thidua")
def test_chip_finds_the_choices_class_of_a_model_field():
    class Letter(models.Model):
        state = models.CharField(choices=Paper, max_length=20)
        other = models.CharField(choices=Paper, max_length=20, blank=True)

        class Meta:
            app_label = "thidua"

        def __str__(self):
            return self.state

    assert ui.chip_of(Letter(state="sent")) is Paper.SENT
    assert ui.chip_of(Letter(other="late"), "other") is Paper.LATE
    assert ui.chip(Letter(state="sent"), "other") == ""


def test_chip_by_hand_escapes_and_refuses_unknown_tones():
    assert "&lt;b&gt;" in ui.chip(tone="ok", label="<b>")
    with pytest.raises(TemplateSyntaxError):
        ui.chip(tone="purple", label="x")


def test_numbers_in_svg_attributes_keep_the_dot():
    html = draw("{% bar value 'warn' mark=75 %}", value=D("72.54"))
    assert 'width="72.5%"' in html
    assert 'x1="75%"' in html
    assert 'width="100%" height="100%" rx="3"></rect></svg>' in draw("{% bar 140 %}")


def test_tally_bar_and_seats_place_the_threshold_exactly():
    assert 'width="225.3"' in ui.tally_bar(13, 15, 12)
    assert 'x1="208"' in ui.tally_bar(13, 15, 12)
    html = ui.seats(14, 15, 10)
    assert 'aria-label="14 có mặt, 1 vắng; cần ít nhất 10 để họp"' in html
    assert html.count('class="on"') == 14
    assert 'x1="198.5"' in html


# Rights and moves


@pytest.fixture
def registry(monkeypatch):
    known = {
        "x.may": permissions.Permission("x.may", lambda user, obj: True, "Trợ lý"),
        "x.may_not": permissions.Permission("x.may_not", lambda user, obj: False, "Chỉ huy"),
    }
    monkeypatch.setattr(permissions, "REGISTRY", known)
    return SimpleNamespace(is_authenticated=True, is_active=True)


def test_can_asks_the_registry(registry):
    source = "{% can 'x.may' obj as yes %}{% can 'x.may_not' obj as no %}{{ yes }} {{ no }}"
    assert draw(source, user=registry, obj=1) == "True False"
    assert draw(source, obj=1) == "False False"
    with pytest.raises(KeyError):
        draw("{% can 'x.unheard' obj %}", user=registry, obj=1)


@pytest.mark.urls("tests.thidua.gallery_urls")
def test_moves_are_post_forms_for_what_is_open(registry, monkeypatch):
    monkeypatch.setattr(providers, "action_labels", {})  # the words of this table are not the product's
    table = Workflow(
        Move("submit", "Gửi xác minh", ("draft",), "sent", "x.may", icon="send"),
        Move("lock", "Khóa danh sách", ("draft",), "locked", "x.may", question="Khóa 221 đề nghị?", typed_word="KHÓA"),
        Move("send_back", "Trả lại", ("draft",), "returned", "x.may", needs_reason=True),
        Move("forbidden", "Không được", ("draft",), "x", "x.may_not"),
        Move("later", "Chưa đến lúc", ("sent",), "x", "x.may"),
        action="sample",
    )
    html = draw("{% moves table obj 'sample' primary='submit' %}", user=registry, table=table,
                obj=SimpleNamespace(pk=7, state="draft"))  # fmt: skip
    assert html.count('method="post"') == 3
    assert html.count("csrfmiddlewaretoken") == 3
    assert 'action="/sample/7/submit/"' in html
    assert '<button class="btn btn-primary" type="submit">' in html
    assert 'data-confirm="Khóa 221 đề nghị?" data-confirm-verb="Khóa danh sách" data-confirm-word="KHÓA"' in html
    assert '<dialog class="td-dialog" id="hoi-send_back-7"' in html
    assert 'name="reason"' in html
    assert "Không được" not in html
    assert "Chưa đến lúc" not in html


# Addresses and forms


def test_url_with_changes_one_field_and_keeps_the_rest():
    source = "{% url_with trang=2 %} {% url_with q='' %} {% url_with base='/b/' dv='mh' %} {% url_drop 'q' %}"
    assert draw(source, "/a/?q=my+quy&dv=la&trang=3").split() == [
        "/a/?q=my+quy&amp;dv=la&amp;trang=2",
        "/a/?dv=la&amp;trang=3",
        "/b/?q=my+quy&amp;dv=mh&amp;trang=3",
        "/a/?dv=la",
    ]


def test_page_number_is_not_written_with_a_dot():
    assert draw("{% url_with trang=page %}", page=1234) == "/a/?trang=1234"


def test_kept_fields_carry_scope_but_not_the_form_s_own_fields_nor_the_page():
    class Filter(FilterForm):
        q = TextField(required=False)

    html = draw("{% kept_fields form %}", "/a/?q=x&dv=la&trang=2&nam=2023", form=Filter())
    assert html == '<input type="hidden" name="dv" value="la"><input type="hidden" name="nam" value="2023">'


def test_error_summary_links_every_wrong_field_and_tells_the_form_s_own():
    form = SampleForm(QueryDict("day=31/11/2023"))
    form.is_valid()
    form.add_error(None, "Danh sách đã khóa.")
    html = draw("{% error_summary form %}", form=form)
    assert 'role="alert" tabindex="-1"' in html
    assert '<a href="#id_day">Ngày trao: Không có ngày 31/11/2023.</a>' in html
    assert "<li>Danh sách đã khóa.</li>" in html
    assert f"có {len(form.errors)} lỗi" in html
    assert draw("{% error_summary form %}", form=SampleForm()) == ""


def test_widget_ties_box_error_and_help_together():
    class Form(forms.Form):
        kind = forms.ChoiceField(choices=[("a", "A")], help_text="Chọn một.")
        sure = forms.BooleanField()

    form = Form({})
    assert 'class="form-select form-select-sm is-invalid"' in draw("{% widget f small=True %}", f=form["kind"])
    assert 'aria-describedby="id_kind_error id_kind_helptext"' in draw("{% widget f %}", f=form["kind"])
    assert 'class="form-check-input is-invalid"' in draw("{% widget f %}", f=form["sure"])


# Blocks


def test_card_has_a_heading_of_its_own_name():
    html = draw("{% card 'Cần làm' count=3 %}<p>x</p>{% endcard %}{% card 'Khác' %}y{% endcard %}")
    assert 'aria-labelledby="h-1"' in html
    assert 'id="h-1">Cần làm</h2>' in html
    assert 'id="h-2">Khác</h2>' in html
    assert '<div class="td-card__body"><p>x</p></div>' in html


def test_blocks_escape_their_words_but_not_their_content():
    html = draw("{% note 'warn' url='/x/' action=word %}<b>2</b> đơn vị{% endnote %}", word="<Xem>")
    assert "<b>2</b> đơn vị" in html
    assert "&lt;Xem&gt;" in html
    assert '<th scope="col">' in draw(
        "{% table 'Bảng' %}<thead><tr><th scope=\"col\">A</th></tr></thead>{% endtable %}"
    )
