"""The year's report as it is written: paragraphs follow the figures until somebody words them; figures to the lines."""

from datetime import date
from fractions import Fraction

import pytest
from django.urls import reverse

from awards.models import Award, AwardRecord, EmulationPeriod, Nomination, RegisteredTitle, Registration, SummaryText
from awards.nominations.enums import NominationState
from awards.reports.award_balance import balance_chart, balance_of
from awards.reports.prose import write_summary
from awards.reports.registry import build
from awards.reports.year_figures import WAY, year_figures
from awards.reports.year_summary import content_of
from tests.awards.reports.reading import sheets
from tests.factories import UserFactory
from tests.factories.decisions import province, scored_cluster, signed
from tests.factories.units import UnitFactory
from tests.kept import kept
from thidua.documents import render_xlsx
from thidua.documents.document import plain
from thidua.documents.vietnamese import cut_ratio
from thidua.errors import Forbidden, StateConflict
from units.accounts.enums import Role
from units.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.once]

world = kept(province)
WORDS = "Hội nghị nhất trí cao với kết quả bình xét."


def prose(world) -> str:
    paper = build("year-summary", world.period, world.unit)
    return " ".join(plain(block.text) for block in paper.blocks if hasattr(block, "text"))


def write(world, key: str, text: str, **changes):
    passage = content_of(world.period).find(key)
    given = {"by": world.officer, "seen": passage.version, **changes}
    return write_summary(world.period, prose=passage.prose, text=text, **given)


def test_words_of_the_office_stay_and_a_changed_figure_under_them_is_flagged(world):
    signed(world)
    write(world, "vote", WORDS)
    assert WORDS in prose(world) and "đã tiến hành bình xét" not in prose(world)
    assert content_of(world.period).stale == []
    Nomination.objects.filter(pk=world.of("CSTT")[0].pk).update(state=NominationState.NOT_PASSED)
    (stale,) = [one for one in content_of(world.period).stale if one.prose.key == "vote"]
    assert "04 cá nhân danh hiệu “Chiến sĩ tiên tiến”" in stale.row.generated
    assert "03 cá nhân danh hiệu “Chiến sĩ tiên tiến”" in stale.prose.text
    assert WORDS in prose(world)  # never written over
    assert build("year-summary", world.period, world.unit).draft == "Số liệu tạm tính"
    write(world, "vote", "", keep=True)
    assert content_of(world.period).stale == [] and WORDS in prose(world)
    write(world, "vote", "")
    assert WORDS not in prose(world) and "đã tiến hành bình xét" in prose(world)
    assert SummaryText.objects.count() == 3


def test_a_number_typed_over_is_pointed_out(world):
    passage = content_of(world.period).find("vote")
    said = passage.prose.text
    assert "04 cá nhân danh hiệu “Chiến sĩ tiên tiến”" in said and passage.strange_numbers == []
    for words, strange in (
        (said.replace("04 cá nhân", "4 cá nhân"), []),
        (said.replace("04 cá nhân danh hiệu “Chiến sĩ tiên tiến”", "94 cá nhân"), ["94"]),
        ("Mọi đơn vị đều tham gia.", []),
    ):
        write(world, "vote", words)
        assert content_of(world.period).find("vote").strange_numbers == strange
    write(world, "lessons", "Giữ vững 12 chốt")  # a paragraph without figures is compared with nothing
    assert content_of(world.period).find("lessons").strange_numbers == []


def test_two_writers_do_not_write_over_each_other(world):
    write(world, "lessons", "Bám sát cơ sở\nLàm từ sớm")
    paper = build("year-summary", world.period, world.unit)
    assert "Bám sát cơ sở" in str(paper.blocks) and "BÀI HỌC KINH NGHIỆM" in str(paper.blocks)
    assert write(world, "lessons", "Bám sát cơ sở\nLàm từ sớm").version == 1  # sent twice
    with pytest.raises(StateConflict, match="Vừa có người sửa"):
        write(world, "lessons", "Khác", seen=0)
    with pytest.raises(Forbidden):
        write(world, "lessons", "Khác", by=world.clerk)
    EmulationPeriod.objects.filter(pk=world.period.pk).update(state="closed")
    world.period.refresh_from_db()
    with pytest.raises(StateConflict, match="đã khóa"):
        write(world, "lessons", "Khác")


def test_figures_are_counted_every_way_and_against_last_year(world):
    scored_cluster(world)
    award = Award.objects.get(code="CSTT")
    for line in world.of("CSTT")[:2]:
        AwardRecord.objects.create(
            award=award, person=line.person, year=2022, decision_text="QĐ 9", decided_on=date(2022, 11, 1)
        )
    told = year_figures(world.period)
    change = {award.code: change for award, change in told.changes()}["CSTT"]
    assert (change.now, change.was, change.difference, change.percent) == (4, 2, 2, "+100,00%")
    for code in ("doi-tuong", "loai", "don-vi"):
        assert sum(row.total for row in told.by(WAY[code])) == len(told.lines) == 10
    rows = {row.value: row for row in told.by(WAY["khac"])}
    assert rows["chu-tri"].total + rows["truc-tiep"].total == len(told.people)
    for way in ("doi-tuong", "khac", "don-vi"):
        for row in told.by(WAY[way]):
            assert len(told.chosen("", way, row.value)) == row.total
    book = sheets(render_xlsx(build("year-summary", world.period, world.unit)))
    assert ["Tất cả", 1, 3, 2, 4, 10] in book["Đối tượng, loại hình"]
    line = next(row for row in book["So với năm trước"] if "Chiến sĩ tiên tiến" in row)
    assert line[1:] == ["Chiến sĩ tiên tiến", 2, 4, 2, 1]


def test_year_end_pages(world, client):
    signed(world)
    client.force_login(world.officer)
    page = reverse("awards:reports.year_end", args=[world.period.pk])
    assert "Theo số liệu" in client.get(page).content.decode()
    edit = reverse("awards:reports.paragraph", args=[world.period.pk, "vote"])
    assert client.post(edit, {"text": WORDS, "seen": "0"}).status_code == 302
    assert WORDS in client.get(page).content.decode()
    again = client.post(edit, {"text": "Khác", "seen": "0"})
    assert again.status_code == 422 and "Khác" in again.content.decode()
    assert client.get(reverse("awards:reports.paragraph", args=[world.period.pk, "khong-co"])).status_code == 404
    auditor = UserFactory(role=Role.AUDITOR, over=world.unit)
    client.force_login(auditor)
    assert client.get(page).status_code == 200 and client.get(edit).status_code == 403


def test_figures_page_leads_down_to_the_lines(world, client):
    client.force_login(world.officer)
    page = client.get(reverse("awards:reports.figures", args=[world.period.pk]))
    assert page.status_code == 200 and "Trực tiếp công tác, chiến đấu" in page.content.decode()
    unit, behind = world.units[0], reverse("awards:reports.figure_lines", args=[world.period.pk])
    asked = {"danh-hieu": "CSTT", "theo": "don-vi", "gia-tri": unit.code}
    lines = client.get(behind, asked).context["lines"]
    assert lines and {line.proposer for line in lines} == {unit}
    assert not client.get(behind, {**asked, "gia-tri": "x"}).context["lines"]


def test_awards_stand_beside_the_strength_of_each_unit(world):
    """Three units of 60, 30 and 10: whose share of the people commended is larger than its size, and who commands."""
    for unit, strength in zip(world.units, (60, 30, 10), strict=True):
        Unit.objects.filter(pk=unit.pk).update(strength=strength, is_reporting=True)
    chief = world.of("CSTT")[0].person
    type(chief).objects.update(is_commander=False)
    type(chief).objects.filter(pk=chief.pk).update(is_commander=True, unit=world.of("CSTT")[0].proposer)
    told = year_figures(world.period)
    rows = {row.unit.pk: row for row in balance_of(told)}
    assert set(rows) >= {unit.pk for unit in world.units}
    whole = rows[world.units[0].pk].whole
    people = {line.person_id for line in told.lines if line.person_id}
    assert (whole.strength, whole.people, whole.collectives) == (100, len(people), 3)
    for unit, share in zip(world.units, (60, 30, 10), strict=True):
        row = rows[unit.pk]
        own = {line.person_id for line in told.lines if line.proposer_id == unit.pk and line.person_id}
        assert (row.strength, row.of_strength, row.people) == (share, share, len(own))
        assert row.of_people == cut_ratio(Fraction(len(own), len(people)))
        assert row.difference == row.of_people - share
        assert row.chiefs + row.fighters == row.people
    assert (whole.chiefs, whole.serving_chiefs, whole.serving_fighters) == (1, 1, 99)
    assert whole.chief_rate == 100
    chart = balance_chart(list(rows.values()))
    assert chart.head[1:] == ["Người được khen, %", "Quân số, %", "Chênh lệch"]


def test_whoever_has_two_titles_is_one_person_of_the_unit(world):
    line = world.of("CSTDCS")[0]
    other = world.of("CSTT")[0]
    before = balance_of(year_figures(world.period))[0].whole.people
    Nomination.objects.filter(pk=other.pk).update(person=line.person, proposer=line.proposer)
    assert balance_of(year_figures(world.period))[0].whole.people == before - 1


def test_balance_on_the_page_leads_to_exactly_its_lines(world, client):
    client.force_login(world.officer)
    page = client.get(reverse("awards:reports.figures", args=[world.period.pk]))
    assert "Cân đối khen thưởng theo đơn vị" in page.content.decode()
    behind = reverse("awards:reports.figure_lines", args=[world.period.pk])
    for row in page.context["balance"]:
        for trait, count in (("ca-nhan", row.people), ("chu-tri", row.chiefs), ("truc-tiep", row.fighters)):
            asked = {"theo": "don-vi", "gia-tri": row.unit.code, "trong": trait}
            assert client.get(behind, asked).context["people"] == count
        asked = {"theo": "don-vi", "gia-tri": row.unit.code, "trong": "tap-the"}
        units = {line.unit_id for line in client.get(behind, asked).context["lines"]}
        assert len(units) == row.collectives and None not in units


def test_balance_asks_the_same_questions_for_few_and_many_units(world, django_assert_num_queries):
    UnitFactory(parent=world.unit, is_reporting=True, sort=49, code="X")
    lines = year_figures(world.period)
    with django_assert_num_queries(3):
        balance_of(lines)
    for number in range(20):
        UnitFactory(parent=world.unit, is_reporting=True, sort=50 + number, code=f"X{number}")
    with django_assert_num_queries(3):
        assert len(balance_of(lines)) >= 20


def test_what_was_registered_stands_beside_what_came_of_it(world):
    registration = Registration.objects.create(period=world.period, unit=world.units[0])
    RegisteredTitle.objects.create(registration=registration, award=Award.objects.get(code="CSTT"), count=5)
    book = sheets(render_xlsx(build("year-summary", world.period, world.unit)))
    line = next(row for row in book["Đăng ký và kết quả"] if "Chiến sĩ tiên tiến" in row)
    assert line[2:6] == [5, 4, 4, 0] and str(line[6]).startswith("0.8")
