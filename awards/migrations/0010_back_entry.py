"""Awards decided earlier on paper; time out of service; the medals of service as the texts have them.

The rows of the catalogue that a database has already are brought up to date where the office has not touched them.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import thidua.clock

YEARS = {"HCQKQT": 25, "HCCSVV_1": 20, "HCCSVV_2": 15, "HCCSVV_3": 10}
BELOW = {"HCCSVV_2": 20, "HCCSVV_3": 15}
OLD_BASIS, NEW_BASIS = "Luật Thi đua, khen thưởng 2022, Điều 54, 55", "Luật Thi đua, khen thưởng 2022, Điều 54, 57"
QKQT_2003 = (
    "Luật Thi đua, khen thưởng 2003, Điều 54; Nghị định 91/2017/NĐ-CP, Điều 34; Thông tư 151/2018/TT-BQP, Điều 33"
)
CSVV_2003 = "Luật Thi đua, khen thưởng 2003, sửa đổi năm 2013 (khoản 28 Điều 1)"
UNREAD = "Chưa đọc trong văn bản: người thẩm định xem"
INFERRED = "Suy ra từ Nghị định 152/2025/NĐ-CP, khoản 4 Điều 4"
NOT_COUNTED = "Thời gian chịu kỷ luật không tính vào thời gian phục vụ"
BY_SEX = "Đủ thời gian phục vụ (Kỷ niệm chương Vì sự nghiệp xây dựng QĐND Việt Nam: nam 25 năm, nữ 20 năm)"


def _below(code, sure):
    if code not in BELOW:
        return []
    text = f"Chưa đủ {BELOW[code]} năm: đủ thì xét hạng cao hơn"
    return [("service_years_below", text, BELOW[code], sure, "")]


def _of_2003(code):
    """(code, text, value, confidence, legal basis) of every condition of a medal under the law of 2003."""
    well = ("reviewer", "Hoàn thành tốt nhiệm vụ được giao trong quá trình cống hiến", None, "V", "")
    discipline = ("discipline_not_counted", NOT_COUNTED, None, "B", UNREAD)
    if code == "HCQKQT":
        groups = {"groups": ["officer", "professional", "civilian"]}
        return [
            ("service_years_min", "Có quá trình cống hiến liên tục từ đủ 25 năm trở lên", 25, "V", ""),
            (
                "subject_group", "Là sĩ quan, quân nhân chuyên nghiệp, công nhân, công chức, viên chức quốc phòng",
                groups, "V", "",
            ),
            (
                "never_disciplined_from", "Không bị tước danh hiệu quân nhân, tước quân hàm sĩ quan",
                "tước quân tịch", "V", "",
            ),
            ("reviewer", "Không bị khai trừ Đảng, buộc thôi việc, tòa án kết tội", None, "V", ""),
            well,
            discipline,
        ]  # fmt: skip
    span = f"từ {YEARS[code]} năm"
    span += f" đến dưới {BELOW[code]} năm" if code in BELOW else " trở lên"
    years = ("service_years_min", f"Có quá trình cống hiến liên tục {span}", YEARS[code], "V", "")
    return [years, *_below(code, "V"), well, discipline]


def _of_2022(code):
    """What is added to the one condition there was."""
    well = ("reviewer", "Hoàn thành tốt nhiệm vụ được giao trong quá trình công tác", None, "V", "")
    return [*_below(code, "S"), well, ("discipline_not_counted", NOT_COUNTED, None, "I", INFERRED)]


def _write(prerequisites, rule, rows, sort):
    for number, (code, text, value, sure, basis) in enumerate(rows, sort):
        prerequisites.create(
            rule=rule, code=code, text=text, value=value, confidence=sure, legal_basis=basis, sort=number
        )


def bring_medals(apps, schema_editor):
    """Rows of the law of 2003, and the further conditions of those there are; what the office wrote stays as it is."""
    awards = {one.code: one for one in apps.get_model("awards", "Award").objects.filter(code__in=[*YEARS, "KNC"])}
    law = apps.get_model("awards", "RuleSet").objects.filter(code="R2003").first()
    rules = apps.get_model("awards", "AwardRule").objects
    prerequisites = apps.get_model("awards", "Prerequisite").objects
    for code in YEARS:
        if code not in awards:
            continue
        for rule in rules.filter(award=awards[code], made_by__isnull=True).exclude(rule_set__code="R2003"):
            if list(prerequisites.filter(rule=rule).values_list("code", flat=True)) == ["service_years_min"]:
                rows = _of_2022(code)
                if rule.rule_set.code == "R2026":
                    rows = [(*row[:3], "B", row[4]) for row in rows]
                _write(prerequisites, rule, rows, 2)
                if code != "HCQKQT" and rule.legal_basis == OLD_BASIS:
                    rule.legal_basis = NEW_BASIS
                    rule.save(update_fields=["legal_basis"])
        before = rules.filter(award=awards[code], valid_from__lte=law.valid_to) if law and law.valid_to else rules.all()
        if law is not None and not before.exists():
            made = rules.create(
                award=awards[code], rule_set=law, valid_from=law.valid_from, valid_to=law.valid_to,
                deciding_level="STATE", deciding_authority="Chủ tịch nước", items=["medal"],
                commendation_types=["NIEN_HAN"], legal_basis=QKQT_2003 if code == "HCQKQT" else CSVV_2003,
                confidence="V", notes="Khen thưởng niên hạn, tính theo thời gian phục vụ.",
            )  # fmt: skip
            _write(prerequisites, made, _of_2003(code), 1)
    if "KNC" in awards:
        for row in prerequisites.filter(rule__award=awards["KNC"], rule__made_by__isnull=True, code="service_years"):
            row.code, row.value, row.text = "service_years_by_sex", {"male": 25, "female": 20}, BY_SEX
            if row.rule.rule_set.code == "R2003":
                row.confidence = "B"
            row.save()


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0009_unit_meeting"),
        ("units", "0004_people_serving"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OldPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.CharField(
                        help_text="Số và ký hiệu, ví dụ 12/QĐ-BCH.", max_length=80, verbose_name="số quyết định"
                    ),
                ),
                ("decided_on", models.DateField(verbose_name="ngày ký")),
                ("authority", models.CharField(blank=True, max_length=150, verbose_name="cơ quan ban hành")),
                ("signer", models.CharField(blank=True, max_length=150, verbose_name="người ký")),
                ("legal_basis", models.CharField(blank=True, max_length=300, verbose_name="căn cứ")),
                ("number_key", models.CharField(editable=False, max_length=80)),
                ("authority_key", models.CharField(editable=False, max_length=150)),
                ("year", models.PositiveSmallIntegerField(editable=False, verbose_name="năm ký")),
                ("search_key", models.CharField(default="", editable=False, max_length=420)),
                ("created_at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="nhập lúc")),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="không còn dùng từ"),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người nhập",
                    ),
                ),
                (
                    "rule_set",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="awards.ruleset",
                        verbose_name="quy định của ngày ký",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="old_papers",
                        to="units.unit",
                        verbose_name="đơn vị nhập",
                    ),
                ),
            ],
            options={
                "ordering": ["-decided_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="BackEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("paper", "Từ bản giấy"),
                            ("file", "Từ hồ sơ cán bộ"),
                            ("book", "Từ sổ, danh sách"),
                            ("word", "Theo lời khai"),
                        ],
                        max_length=10,
                        verbose_name="nguồn",
                    ),
                ),
                (
                    "confidence",
                    models.CharField(
                        choices=[("sure", "Chắc chắn"), ("unchecked", "Chưa kiểm chứng"), ("doubted", "Có nghi vấn")],
                        max_length=10,
                        verbose_name="mức tin cậy",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                ("entered_at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="nhập lúc")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người nhập",
                    ),
                ),
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="back_entry",
                        to="awards.awardrecord",
                        verbose_name="khen thưởng",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="awards.backentry",
                        verbose_name="sửa cho",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="awards.oldpaper",
                        verbose_name="quyết định",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="OldPaperScan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(upload_to="old-papers/%Y/", verbose_name="bản chụp")),
                ("name", models.CharField(max_length=200, verbose_name="tên tệp")),
                ("kind", models.CharField(max_length=10, verbose_name="loại")),
                ("size", models.PositiveIntegerField(verbose_name="dung lượng")),
                ("sha256", models.CharField(max_length=64, verbose_name="mã kiểm tra")),
                ("added_at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="gắn lúc")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="gỡ lúc")),
                ("remove_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do gỡ")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người gắn",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="awards.oldpaper"
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người gỡ",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ServiceBreak",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("left", "Thôi phục vụ rồi trở lại"),
                            ("uncounted", "Nghỉ không tính thời gian công tác"),
                            ("absent", "Vắng mặt trái phép"),
                        ],
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                ("basis", models.CharField(max_length=200, verbose_name="căn cứ")),
                ("recorded_at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="ghi lúc")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="rút lúc")),
                ("withdraw_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do rút")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_breaks",
                        to="units.person",
                        verbose_name="cá nhân",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người ghi",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người rút",
                    ),
                ),
            ],
            options={
                "ordering": ["valid_from", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="oldpaper",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("unit", "number_key", "authority_key", "year"),
                name="one_old_paper_per_number_year",
                violation_error_message="Quyết định có số này của năm đã nhập.",
            ),
        ),
        migrations.AddIndex(
            model_name="backentry",
            index=models.Index(fields=["confidence"], name="back_entries_to_check"),
        ),
        migrations.AddConstraint(
            model_name="oldpaperscan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("paper", "sha256"),
                name="one_scan_of_a_content",
                violation_error_message="Tệp này đã gắn vào quyết định.",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicebreak",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="service_break_dates_in_order",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        ),
        migrations.RunPython(bring_medals, migrations.RunPython.noop),
    ]
