"""The year's report as it is written: paragraphs follow the figures until somebody words them; figures to the lines."""

from datetime import date

import pytest
from django.urls import reverse

from awards.models import Award, AwardRecord, EmulationPeriod, Nomination, RegisteredTitle, Registration, SummaryText
from awards.nominations.enums import NominationState
from awards.reports.prose import write_summary
from awards.reports.registry import build
from awards.reports.year_figures import WAY, year_figures
from awards.reports.year_summary import content_of
from tests.awards.reports.reading import sheets
from tests.factories import UserFactory
from tests.factories.decisions import province, scored_cluster, signed
from tests.kept import kept
from thidua.documents import render_xlsx
from thidua.documents.document import plain
from thidua.errors import Forbidden, StateConflict
from units.accounts.enums import Role

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


def test_what_was_registered_stands_beside_what_came_of_it(world):
    registration = Registration.objects.create(period=world.period, unit=world.units[0])
    RegisteredTitle.objects.create(registration=registration, award=Award.objects.get(code="CSTT"), count=5)
    book = sheets(render_xlsx(build("year-summary", world.period, world.unit)))
    line = next(row for row in book["Đăng ký và kết quả"] if "Chiến sĩ tiên tiến" in row)
    assert line[2:6] == [5, 4, 4, 0] and str(line[6]).startswith("0.8")
