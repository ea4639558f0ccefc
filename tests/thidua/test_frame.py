"""The frame: which entry is current, and what every page shows around its content."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import RequestFactory

from tests.thidua import gallery
from thidua.frame import Link, current_entry

LINKS = [
    Link("Gốc", "/"),
    Link("Đơn vị", "/units/structure/?nam=2023"),
    Link("Năm", "/awards/years/", also=("/awards/phases/",)),
    Link("Mốc", "/awards/years/calendar/"),
]


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/", "Gốc"),
        ("/units/structure/12/", "Đơn vị"),
        ("/awards/years/calendar/", "Mốc"),
        ("/awards/years/3/", "Năm"),
        ("/awards/phases/4/", "Năm"),
        ("/awards/yearsmore/", None),
        ("/elsewhere/", None),
    ],
)
def test_longest_path_prefix_is_current(path, label):
    found = current_entry(LINKS, path)
    assert (found.label if found else None) == label


def draw(source: str, frame, path: str = "/awards/nominations/") -> str:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return engines["django"].from_string(source).render({"frame": frame}, request)


@pytest.fixture
def html():
    return draw('{% extends "base.html" %}{% block h1 %}Đề nghị{% endblock %}', gallery.frame())


def test_frame_shows_scope_journey_and_one_current_entry(html):
    assert html.count('aria-current="page"') == 1
    assert '<li class="is-now"><a class="td-nav__link" href="/awards/nominations/" aria-current="page"' in html
    assert html.count('class="is-done"') == 4
    assert "10/2022 – 9/2023" in html
    assert 'href="?nam=2023" aria-current="true"' in html
    assert 'aria-label="Thông báo, 4 mục chưa đọc"' in html


def test_deep_pages_mark_their_step_without_calling_it_the_page():
    html = draw('{% extends "base.html" %}', gallery.frame("/awards/nominations/12/"))
    assert 'aria-current="page"' not in html
    assert 'href="/awards/nominations/" aria-current="true"' in html


def test_invented_and_closed_years_say_so_in_one_line(html):
    assert html.count("Dữ liệu minh hoạ") == 1
    assert "Năm 2022 đã khóa" in html
    plain = draw('{% extends "base.html" %}', gallery.frame(is_demo=False, read_only=False))
    assert "Dữ liệu minh hoạ" not in plain
    assert "đã khóa" not in plain


def test_logout_is_a_form_and_search_carries_the_scope(html):
    assert '<form method="post" action="/dang-xuat/">' in html
    assert '<input type="hidden" name="dv" value="la">' in html


def test_links_that_do_not_exist_are_left_out():
    bare = gallery.frame(search_url="", notifications_url="", help_url="", years=[], units=[], logout_url="", steps=[])
    html = draw('{% extends "base.html" %}', bare)
    for part in ('role="search"', "Thông báo", "td-scope", "data-help", 'action=""', 'href=""'):
        assert part not in html


def test_pages_render_without_a_frame():
    html = draw('{% extends "base.html" %}{% block h1 %}Một trang{% endblock %}', None)
    assert "Một trang" in html
    assert "td-side" not in html
    assert html.count("<h1>") == 1


def test_server_error_page_needs_no_context():
    html = engines["django"].get_template("500.html").render()
    assert "Thao tác vừa rồi chưa được lưu" in html
    assert html.count("<h1>") == 1


@pytest.mark.parametrize("who", ["", "Chỉ huy đơn vị"])
def test_forbidden_names_the_role_when_it_is_known(who):
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    html = engines["django"].get_template("403.html").render({"who": who}, request)
    assert ("Việc này dành cho" in html) is bool(who)
    assert who in html
