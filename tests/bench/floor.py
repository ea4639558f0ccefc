"""The floor of a list page: Django with nothing around it, one query, a plain table of 50 rows of the same database.

A WSGI application of its own, so that what the product adds (session, roles, scope, frame, meters, components) is seen
against it: `gunicorn tests.bench.floor`. The database comes from DATABASE_URL, as for the product.
"""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from thidua import env

PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Danh sách</title></head><body>
<h1>Danh sách đề nghị</h1><table><thead><tr><th>Số</th><th>Tên</th><th>Chức vụ</th><th>Đơn vị</th><th>Danh hiệu</th>
<th>Điều kiện</th><th>Trạng thái</th><th>Ngày</th></tr></thead><tbody>
{% for row in rows %}<tr class="{{ row.6 }}"><td>{{ row.0 }}</td><td><a href="/{{ row.0 }}/">{{ row.1 }}</a></td>
<td>{{ row.2 }}</td><td>{{ row.3 }}</td><td>{{ row.4 }}</td><td>{{ row.5 }}</td><td><span>{{ row.6 }}</span></td>
<td>{{ row.7|date:"d/m/Y" }}</td></tr>
{% endfor %}</tbody></table></body></html>"""
ROWS = """SELECT n.id, n.subject_name, n.subject_detail, u.short_name, n.award_id, n.eligibility, n.state, n.created_at
FROM awards_nomination n JOIN units_unit u ON u.id = n.proposer_id ORDER BY n.id LIMIT 50 OFFSET %s"""

if not settings.configured:
    settings.configure(
        DEBUG=False,
        SECRET_KEY="for measuring only",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        TIME_ZONE="Asia/Ho_Chi_Minh",
        LANGUAGE_CODE="vi",
        DATABASES={"default": env.database("DATABASE_URL", "floor.sqlite3", keep_seconds=60)},
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", {"floor.html": PAGE})]},
            }
        ],
    )


def floor(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [(int(request.GET.get("trang", 1)) - 1) * 50])
        return render(request, "floor.html", {"rows": cursor.fetchall()})


urlpatterns = [path("", floor)]
application = get_wsgi_application()
