"""Movements, registrations and the library of the open year, told after everything else of it."""

from datetime import timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from awards.catalogue.models import Award
from awards.catalogue.services import set_movement_awards
from awards.criteria import registering
from awards.criteria.registration_queries import targets_of
from awards.management.demo.results_story import scan
from awards.management.demo.sample import Sample
from awards.management.demo.world import moment
from awards.years import campaigns, keeping
from awards.years.library import BestPractice
from awards.years.models import EmulationPeriod
from awards.years.movements import Movement
from thidua import clock
from units.models import Unit, User

REPORTING = ("MH-D1", "MH-D2", "MH-D3", "MH-PCT")


def tell(sample: Sample, period: EmulationPeriod) -> None:
    """A regular movement reviewed half-way, one for an occasion that a unit has not joined; registrations; models."""
    regular, occasion = _movements(sample, period)
    _registrations(sample, period)
    _library(sample, period, regular, occasion)


def _clerks(sample: Sample) -> dict[str, tuple[Unit, User]]:
    return {code: (sample.units[code], sample.users[code]) for code in REPORTING}


# Movements ------------------------------------------------------------------------------------------------------------


def _movements(sample: Sample, period: EmulationPeriod) -> tuple[Movement, Movement]:
    officer, today = sample.officer, sample.today
    forms = {award.code: award for award in Award.objects.filter(code__in=["GK", "CSTT", "DVTT"])}
    start = period.starts_on
    with clock.at(moment(start + timedelta(days=5))):
        regular = campaigns.create_movement(
            period, by=officer, kind="regular", name="Thi đua Quyết thắng (minh hoạ)", starts_on=start,
            ends_on=period.ends_on, slogan="Đoàn kết, kỷ cương, quyết thắng", decision_number="02/KH-BCH",
            decision_on=start + timedelta(days=3), issuer="Bộ Chỉ huy, Tỉnh minh hoạ",
            purpose="Động viên cán bộ, chiến sĩ hoàn thành thắng lợi nhiệm vụ của năm.",
            targets="100% quân số tham gia. Mỗi đơn vị ít nhất một mô hình, cách làm hay.",
            register_by=start + timedelta(days=20),
            upload=scan("ke-hoach-thi-dua.pdf", "KẾ HOẠCH THI ĐUA (minh hoạ)", "Phong trào Thi đua Quyết thắng"),
        )  # fmt: skip
        set_movement_awards(regular, by=officer, rows=[(forms["DVTT"], 3, 0), (forms["CSTT"], 0, 30)])
        campaigns.launch(regular, by=officer)
    for number, (code, (unit, clerk)) in enumerate(_clerks(sample).items()):
        with clock.at(moment(start + timedelta(days=10 + number * 4))):  # the last of them is late
            words = "Mỗi đội công tác một phần việc gắn với địa bàn (minh hoạ)."
            campaigns.join(regular, unit, by=clerk, people=12 - number, content=words)
        with clock.at(moment(today - timedelta(days=21))):
            if code != "MH-D3":
                campaigns.report(
                    regular, unit, "mid", by=clerk, people=12 - number, figures=f"{number + 2} phần việc",
                    content="Giữ nền nếp, hoàn thành các phần việc sáu tháng đầu năm (minh hoạ).",
                )  # fmt: skip
    with clock.at(moment(today - timedelta(days=18))):
        campaigns.review(
            regular, by=officer, on=today - timedelta(days=18),
            content="Các đơn vị đều tham gia. Cần ghi số liệu cụ thể hơn, nhân rộng mô hình đã có (minh hoạ).",
        )  # fmt: skip
    return regular, _occasion(sample, period, forms)


def _occasion(sample: Sample, period: EmulationPeriod, forms: dict[str, Award]) -> Movement:
    officer, today = sample.officer, sample.today
    with clock.at(moment(today - timedelta(days=12))):
        movement = campaigns.create_movement(
            period, by=officer, kind="thematic", name="Đợt thi đua giúp dân mùa mưa lũ (minh hoạ)",
            starts_on=today - timedelta(days=10), ends_on=min(today + timedelta(days=50), period.ends_on),
            slogan="Ở đâu dân cần, ở đó có bộ đội", decision_number="15/KH-BCH", decision_on=today - timedelta(days=12),
            issuer="Bộ Chỉ huy, Tỉnh minh hoạ", register_by=today + timedelta(days=4), clusters=[sample.cluster],
            targets="Không để hộ nào bị cô lập quá 12 giờ. Mỗi đồn một tổ ứng trực.",
        )  # fmt: skip
        set_movement_awards(movement, by=officer, rows=[(forms["GK"], 2, 8)])
        campaigns.launch(movement, by=officer)
    for code in ("MH-D2", "MH-D3", "MH-PCT"):  # the first post has not put itself down
        unit, clerk = _clerks(sample)[code]
        with clock.at(moment(today - timedelta(days=6))):
            campaigns.join(movement, unit, by=clerk, people=8, content="Một tổ ứng trực, một xuồng (minh hoạ).")
    return movement


# Registrations --------------------------------------------------------------------------------------------------------


def _registrations(sample: Sample, period: EmulationPeriod) -> None:
    """Two signed, one of them late; one given back by the head of the unit; one waiting for its signature."""
    awards = {award.code: award for award in Award.objects.filter(code__in=["DVQT", "DVTT", "CSTDCS", "CSTT"])}
    due = period.phases.order_by("step").first().due_at
    for code, (unit, clerk) in _clerks(sample).items():
        late = code == "MH-D3"
        titles = {awards["DVTT"].pk: 1, awards["CSTDCS"].pk: 1, awards["CSTT"].pk: 8}
        if code == "MH-D2":
            titles[awards["DVQT"].pk] = 1
        figures = {t.criterion_id: t.value + (t.criterion.maximum_value is None) * 10 for t in targets_of(period, unit)}
        figures = dict(list(figures.items())[:3])
        with clock.at(due + timedelta(days=2) if late else due - timedelta(days=4)):
            row = registering.write_registration(
                period, unit, by=clerk, titles=titles, figures=figures,
                note="Giữ vững kỷ luật, hoàn thành vượt chỉ tiêu được giao (minh hoạ).",
            )  # fmt: skip
            people = sample.people[code][:1]
            registering.name_people(row.titles.get(award=awards["CSTDCS"]), by=clerk, people=people)
            registering.send(row, by=clerk, late_reason="Mất liên lạc do mưa lũ (minh hoạ)" if late else "")
        head = sample.heads[unit]
        with clock.at(due + timedelta(days=3) if late else due - timedelta(days=3)):
            if code == "MH-D1":
                registering.give_back(row, by=head, reason="Nâng số Chiến sĩ tiên tiến cho sát khả năng")
            elif code != "MH-PCT":
                registering.confirm(row, by=head)


# The library ----------------------------------------------------------------------------------------------------------


def drawing(*colours: str) -> SimpleUploadedFile:
    """An invented view: hills and a path, the same bytes at every loading."""
    sky, hill, near = colours
    picture = Image.new("RGB", (480, 320), sky)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((340, 30, 410, 100), fill="#FFE9A8")
    pen.polygon([(0, 230), (130, 110), (260, 220), (380, 130), (480, 220), (480, 320), (0, 320)], fill=hill)
    pen.polygon([(0, 290), (200, 220), (480, 280), (480, 320), (0, 320)], fill=near)
    pen.line([(60, 319), (190, 262), (250, 252), (330, 300)], fill="#EFE3C2", width=9)
    out = BytesIO()
    picture.save(out, "PNG")
    return SimpleUploadedFile("tranh.png", out.getvalue())


def _library(sample: Sample, period: EmulationPeriod, regular: Movement, occasion: Movement) -> None:
    today, clerks = sample.today, _clerks(sample)
    unit, clerk = clerks["MH-D2"]
    with clock.at(moment(today - timedelta(days=30))):
        path = keeping.add_best_practice(
            period, by=clerk, unit=unit, name="Đường biên tự quản (minh hoạ)", field="border", movement=regular,
            summary="Mỗi xóm nhận một đoạn đường biên, báo tin qua loa xóm, đồn hỗ trợ tuần tra chung.",
            figures=[
                (12, "xóm", "Số xóm tham gia", 3), (46, "tin", "Tin báo có ích mỗi quý", 11),
                (2, "vụ", "Vi phạm quy chế", 9),
            ],
            keywords="tự quản, đường biên, tổ xóm", recognised_by="Bộ Chỉ huy, Tỉnh minh hoạ",
            recognised_on=today - timedelta(days=32),
            credits=[(sample.people["MH-D2"][2], "đề xuất"), (sample.units["MH-PCT"], "hướng dẫn")],
        )  # fmt: skip
        keeping.add_picture(
            path, by=clerk, upload=drawing("#CFE6F5", "#5C8A63", "#2F5D46"), caption="Tranh minh hoạ: đoạn đường biên",
            alt="Tranh vẽ dãy đồi xanh, lối mòn tuần tra và mặt trời",
        )  # fmt: skip
        keeping.add_picture(
            path, by=clerk, upload=drawing("#F4E3CC", "#8A7B5C", "#5D4B2F"), caption="Tranh minh hoạ: mùa khô",
            alt="Tranh vẽ dãy đồi nâu mùa khô và lối mòn",
        )  # fmt: skip
        keeping.send(path, by=clerk)
    with clock.at(moment(today - timedelta(days=28))):
        keeping.approve(path, by=sample.officer)
        keeping.propose_to_spread(path, by=sample.officer)
    for code, days, result in (("MH-D3", 20, "5 xóm nhận 7 km đường biên (minh hoạ)"), ("MH-D1", 9, "")):
        other, writer = clerks[code]
        with clock.at(moment(today - timedelta(days=days))):
            keeping.adopt(
                path, other, by=writer, since=today - timedelta(days=days), result=result, contact="Trợ lý thi đua"
            )
    _others(sample, period, occasion)


def _others(sample: Sample, period: EmulationPeriod, occasion: Movement) -> None:
    """One waits for the office, one is being written, one was withdrawn."""
    today, clerks = sample.today, _clerks(sample)
    rows = (
        ("MH-D3", "Xuồng cứu trợ nhanh (minh hoạ)", "people", "Ba xuồng trực sẵn, mỗi xuồng một tổ.", [(3, "xuồng")]),
        ("MH-D1", "Giờ đọc sách biên giới (minh hoạ)", "party", "", []),
        ("MH-PCT", "Sổ tay thi đua điện tử (minh hoạ)", "reform", "Sổ theo dõi chung trên máy.", [(4, "đơn vị")]),
    )
    for code, name, field, summary, figures in rows:
        unit, clerk = clerks[code]
        with clock.at(moment(today - timedelta(days=3))):
            practice = keeping.add_best_practice(
                period, by=clerk, unit=unit, name=name, field=field, summary=summary, figures=figures,
                movement=occasion if code == "MH-D3" else None,
            )  # fmt: skip
            if figures:
                keeping.send(practice, by=clerk)
    withdrawn = BestPractice.objects.get(period=period, unit=sample.units["MH-PCT"])
    with clock.at(moment(today - timedelta(days=2))):
        keeping.approve(withdrawn, by=sample.officer)
        keeping.withdraw(withdrawn, by=sample.officer, reason="Đã thay bằng phần mềm chung (minh hoạ)")
