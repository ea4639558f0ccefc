"""Cluster No. 2 of the Border Guard, the emulation year 2022: eight units, their conference at Nghệ An on 20/9/2022.

From the article: the eight units, the day and place, the models with their figures, the lead from Nghệ An to Thanh Hóa.
Scores, ranks and votes are invented.
"""

from datetime import date, time
from decimal import Decimal

from awards.ballots.queries import groups_from_cluster
from awards.catalogue.models import Award
from awards.conferences import services as conferences
from awards.criteria.services import create_set, lock_set
from awards.management.demo import hall_story, tables
from awards.management.demo.sitting import Hall, rise, sit, vote_on_paper
from awards.management.demo.world import BEGINNING, World, moment
from awards.scoring import services as scoring
from awards.years.enums import Step
from awards.years.keeping import add_best_practice
from awards.years.services import (
    close_period,
    finish_phase,
    lock_term,
    open_period,
    open_term,
    start_period,
)
from thidua import clock
from units.accounts.enums import Role
from units.clusters.models import Cluster
from units.clusters.services import create_cluster, set_lead
from units.structure.services import create_unit

DAY = date(2022, 9, 20)
LEAD, NEXT = "NA", "TH"
# code, name, short name, kind, place; points of the six groups, bonus, penalty (invented).
UNITS = [
    ("HP", "Bộ đội Biên phòng thành phố Hải Phòng", "BĐBP TP. Hải Phòng", "bo-chi-huy", "Hải Phòng",
     "23.6 18.9 19.1 9.0 14.2 9.1", "1.5", "0"),
    ("HD38", "Hải đoàn 38", "Hải đoàn 38", "hai-doan", "Hải Phòng", "22.9 19.2 17.4 8.1 12.9 9.2", "0.5", "0"),
    ("TB", "Bộ đội Biên phòng tỉnh Thái Bình", "BĐBP tỉnh Thái Bình", "bo-chi-huy", "Thái Bình",
     "22.1 18.0 17.2 8.0 13.4 8.9", "0.5", "0"),
    ("ND", "Bộ đội Biên phòng tỉnh Nam Định", "BĐBP tỉnh Nam Định", "bo-chi-huy", "Nam Định",
     "22.4 18.2 17.6 8.2 13.1 9.0", "0.5", "-0.5"),
    ("NB", "Bộ đội Biên phòng tỉnh Ninh Bình", "BĐBP tỉnh Ninh Bình", "bo-chi-huy", "Ninh Bình",
     "22.0 17.8 16.9 8.0 14.0 8.8", "1.0", "0"),
    ("TH", "Bộ đội Biên phòng tỉnh Thanh Hóa", "BĐBP tỉnh Thanh Hóa", "bo-chi-huy", "Thanh Hóa",
     "23.4 18.8 18.7 9.1 13.9 9.2", "1.0", "0"),
    ("NA", "Bộ đội Biên phòng tỉnh Nghệ An", "BĐBP tỉnh Nghệ An", "bo-chi-huy", "Nghệ An",
     "23.9 19.0 19.0 9.3 14.5 9.3", "1.5", "0"),
    ("HT", "Bộ đội Biên phòng tỉnh Hà Tĩnh", "BĐBP tỉnh Hà Tĩnh", "bo-chi-huy", "Hà Tĩnh",
     "23.5 18.7 18.6 9.4 13.8 9.0", "1.0", "0"),
]  # fmt: skip
MODELS = [
    ("NA", "Tủ thuốc biên cương", "", []),
    ("NA", "Kiểm tra và bổ trợ kiến thức",
     "Trên nền tảng Google Form, tối thứ Năm hằng tuần, cho cán bộ, chiến sĩ.", []),
    ("NA", "Tổ hợp nhà thiện nguyện", "", []),
    ("HP", "Cụm an ninh liên kết", "", [(7, "cụm"), (33, "thành viên")]),
    ("HP", "Tàu thuyền đoàn kết", "", [(46, "tổ"), (592, "phương tiện")]),
    ("HP", "Đò đoàn kết", "", [(4, "tổ"), (73, "thuyền viên")]),
    ("HP", "Cụm dân cư tham gia bảo vệ chủ quyền, lãnh thổ, an ninh biên giới quốc gia", "", [(63, "cụm dân cư")]),
    ("NB", "Thắp sáng vùng biên", "Công trình của đơn vị.", []),
    ("HT", "Diễn tập liên hợp ngăn chặn người di cư tự do và xuất, nhập cảnh trái phép qua biên giới Việt Nam – Lào",
     "Với Bộ Chỉ huy Quân sự tỉnh Bôlykhămxay (Lào).", []),
]  # fmt: skip
TOLD = [("HP", "Đò đoàn kết"), ("NB", "Thắp sáng vùng biên"), ("NA", "Tủ thuốc biên cương")]  # who spoke is invented
SOURCE = "Bài báo về hội nghị tổng kết Cụm thi đua số 2 ngày 20/9/2022"
FLAG_VOTES = {"NA": 5, "HP": 2, "TH": 1}  # eight papers, one name each; own unit not excluded
FORM_VOTES = {"NA": 8, "HP": 8, "TH": 7, "HT": 7, "HD38": 6, "ND": 5, "NB": 5, "TB": 4}
PROGRAMME = [
    (time(8, 0), "Ổn định tổ chức, giới thiệu đại biểu", "Đơn vị chủ trì"),
    (time(8, 15), "Báo cáo tổng kết phong trào Thi đua Quyết thắng năm 2022", "Cụm trưởng"),
    (time(8, 50), "Thảo luận: mô hình mới, cách làm hay", "Các đơn vị"),
    (time(9, 50), "Bỏ phiếu bầu các hình thức khen thưởng", "Đại diện các đơn vị"),
    (time(10, 40), "Phát biểu chỉ đạo", "Phó Chính ủy BĐBP"),
    (time(11, 10), "Bàn giao cụm trưởng thi đua năm 2023", "BĐBP tỉnh Nghệ An, BĐBP tỉnh Thanh Hóa"),
]


def tell(world: World) -> Cluster:
    """The cluster's year, conference, ballot and handover."""
    officer = world.users["troly.btl"]
    units, members = {}, []
    with clock.at(moment(BEGINNING)):
        for position, (code, name, short, kind, place, *_) in enumerate(UNITS, 1):
            units[code] = create_unit(
                by=officer, code=code, kind=kind, name=name, short_name=short, parent=world.root,
                founded_on=BEGINNING, sort=200 + position, place=place, is_reporting=True, is_demo=True,
            )  # fmt: skip
            members.append(units[code])
        cluster = create_cluster(
            by=officer, code="CUM-2", name="Cụm thi đua số 2 Bộ đội Biên phòng", organiser=world.root, members=members,
            from_day=BEGINNING, sort=2, is_demo=True,
        )  # fmt: skip
        set_lead(cluster, units[LEAD], by=officer, from_day=date(2021, 9, 21), basis="Hội nghị tổng kết năm 2021")
        old_lead = _speaker(world, "cumtruong.nghean", "Trợ lý thi đua BĐBP Nghệ An", units[LEAD])
        world.give(old_lead, Role.CLUSTER_LEAD, cluster)
        new_lead = _speaker(world, "troly.thanhhoa", "Trợ lý thi đua BĐBP Thanh Hóa", units[NEXT])
        tellers = [
            world.give(world.account(f"kiemphieu.{code.lower()}", f"Kiểm phiếu {units[code]}", unit=units[code]),
                       Role.TELLER, cluster)
            for code in ("HP", "HT")
        ]  # fmt: skip
    period, board = _score(world, cluster, units, officer)
    with clock.at(moment(date(2022, 9, 12))):
        for code, name, summary, figures in MODELS:
            add_best_practice(
                period, by=officer, unit=units[code], name=name, summary=summary, source=SOURCE,
                figures=[(Decimal(value), label) for value, label in figures], proposed_to_spread=True,
            )  # fmt: skip
        conferences.set_regulation(
            by=officer, cluster=cluster, name="Quy chế hoạt động Cụm thi đua số 2 (minh hoạ)", legal_basis="Điều 7",
            valid_from=date(2021, 9, 21),
        )  # fmt: skip
        conference = conferences.create_conference(
            by=old_lead, period=period, cluster=cluster, starts_at=moment(DAY, 8),
            name="Hội nghị Tổng kết công tác thi đua, khen thưởng và phong trào Thi đua Quyết thắng năm 2022",
            place="Bộ Chỉ huy Bộ đội Biên phòng tỉnh Nghệ An", host=units[LEAD],
            chair_text="Cụm trưởng – BĐBP tỉnh Nghệ An; Phó Chính ủy BĐBP dự, chỉ đạo", secretary_text="Thư ký cụm",
            programme=PROGRAMME,
        )  # fmt: skip
    hall = Hall(old_lead, tellers, DAY, 8)
    hall_story.invite(
        conference, hall,
        [("Đồng chí Phó Chính ủy Bộ đội Biên phòng", "Bộ Tư lệnh"), ("Đại biểu Cục Chính trị", "Bộ đội Biên phòng")],
    )  # fmt: skip
    sit(conference, hall)
    for at, (code, model) in zip((50, 62, 74), TOLD, strict=True):
        hall_story.speak(
            conference, hall, at, name=f"Đại diện {units[code].short_name}", post=units[code].short_name, minutes=10,
            summary=f"Giới thiệu mô hình “{model}” (lời tóm tắt minh hoạ).",
        )  # fmt: skip
    flag, form = Award.objects.get(code="CTD_BTL"), Award.objects.get(code="GK")
    groups = groups_from_cluster(conference, flag=flag, form=form, with_ranking=True)
    votes = {board.pk: 8}
    _vote(world, conference, hall, groups, units, votes)
    hall_story.give(
        conference, hall, 190,
        [("Gửi tài liệu mô hình mới, cách làm hay để các đơn vị trong cụm áp dụng", units[LEAD], date(2022, 10, 20))],
    )  # fmt: skip
    rise(
        conference, hall, after=200,
        discussion="Đại biểu các đơn vị thảo luận, làm rõ những biện pháp, cách làm hay; đề xuất giải pháp để công tác "
        "thi đua, khen thưởng và phong trào Thi đua Quyết thắng của cụm đạt kết quả tốt hơn.",
        conclusion="Nhân rộng những mô hình mới, cách làm hay; đưa công tác thi đua, khen thưởng, phong trào Thi đua "
        "Quyết thắng đi vào chiều sâu, thiết thực hơn; kịp thời khen thưởng tập thể, cá nhân điển hình.",
    )  # fmt: skip
    hall_story.sign(conference, hall, 232, secretary=officer, chair=old_lead)
    with clock.at(moment(DAY, 13)):
        handover = conferences.prepare_handover(
            conference, by=old_lead, to_unit=units[NEXT], takes_effect_on=date(2022, 9, 21),
            minutes="BĐBP tỉnh Nghệ An bàn giao cụm trưởng thi đua năm 2023 cho BĐBP tỉnh Thanh Hóa.",
        )  # fmt: skip
        for number in range(1, len(handover.checklist) + 1):
            conferences.tick_handover(handover, by=old_lead, number=number)
        conferences.sign_handover(handover, by=old_lead)
        conferences.sign_handover(handover, by=new_lead)
    with clock.at(moment(date(2022, 9, 30))):
        for step in Step:
            finish_phase(period, step, by=officer)
        close_period(period, by=officer)
    return cluster


def _speaker(world: World, username: str, name: str, unit):
    """The emulation officer of a member unit, who speaks for it in the cluster."""
    return world.give(world.account(username, name, unit=unit), Role.OFFICER, unit)


def _score(world: World, cluster, units: dict, officer):
    """The year with its table of six groups scored by hand, agreed and frozen before the conference."""
    with clock.at(moment(date(2021, 8, 25))):
        period = open_period(
            by=officer, unit=world.root, cluster=cluster, year=2022, starts_on=date(2021, 9, 1),
            ends_on=date(2022, 8, 31), slogan="Thi đua Quyết thắng", is_demo=True,
        )  # fmt: skip
        table = create_set(
            period, by=officer, name="Bảng điểm Cụm thi đua số 2 năm 2022",
            basis="Quy chế chấm điểm của cụm (minh hoạ)", tree=tables.CLUSTER_TABLE,
        )  # fmt: skip
        lock_set(table, by=officer)
    with clock.at(moment(date(2021, 9, 1))):
        start_period(period, by=officer)
    for term in period.terms.order_by("month"):
        with clock.at(moment(term.opens_on)):
            open_term(term, by=officer)
        with clock.at(moment(term.last_day, 20)):
            lock_term(term, by=officer)
    leaves = list(table.criteria.exclude(kind="group").order_by("sort"))
    with clock.at(moment(date(2022, 9, 10))):
        scoring.give_points_many(
            period,
            [
                (leaf, units[code], Decimal(points), "")
                for code, _, _, _, _, row, _, _ in UNITS
                for leaf, points in zip(leaves, row.split(), strict=True)
            ],
            by=officer,
        )
        for code, _, _, _, _, _, bonus, penalty in UNITS:
            if Decimal(bonus):
                scoring.adjust(
                    period, units[code], Decimal(bonus), by=officer, reason="Mô hình mới, hội thi (minh hoạ)"
                )
            if Decimal(penalty):
                scoring.adjust(period, units[code], Decimal(penalty), by=officer, reason="Báo cáo chậm (minh hoạ)")
    with clock.at(moment(date(2022, 9, 15))):
        board = scoring.compute_board(period, cluster, by=officer)
        scoring.freeze_board(board, by=officer)
    return period, board


def _vote(world: World, conference, hall: Hall, groups, units: dict, votes: dict) -> None:
    """One paper: the ranking, one name for the flag, yes or no to a form for each unit."""
    by_group = {}
    for group in groups:
        if group.is_pick:
            by_group[group.title] = {units[code].pk: FLAG_VOTES.get(code, 0) for code in units}
        elif len(group.lines) > 1:
            by_group[group.title] = {units[code].pk: FORM_VOTES[code] for code in units}
        else:
            by_group[group.title] = votes
    vote_on_paper(
        conference, hall, name="Phiếu bầu các hình thức khen thưởng năm 2022", groups=groups, votes=by_group,
        random=world.random, begin=110, batches=1,
    )  # fmt: skip
