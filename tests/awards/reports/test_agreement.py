"""Papers of one conference beside each other: when they agree, and how a difference is named."""

from datetime import date

import pytest
from django.urls import reverse

from awards.ballots import services
from awards.decisions import amending
from awards.decisions import services as decisions
from awards.decisions.enums import PaperKind
from awards.models import Decision, Nomination
from awards.reports import year_summary
from awards.reports.agreement import agreement_of
from awards.reports.paper_facts import What, prose
from awards.reports.queries import title_figures
from awards.reports.registry import Nothing, Scope
from tests.factories.ballots import carried_through, council_sitting, published_round
from tests.factories.decisions import KEPT, province, scored_cluster, signed, vote
from tests.kept import kept
from units.models import UnitName

pytestmark = [pytest.mark.django_db, pytest.mark.once]

world = kept(province)


def test_papers_of_one_set_of_facts_agree(world):
    scored_cluster(world)
    signed(world)
    signed(world, PaperKind.SUBMISSION, number=12)
    found = agreement_of(world.conference)
    assert (found.mismatches, found.waiting) == ([], [])
    titles = ("Đơn vị Quyết thắng", "Đơn vị tiên tiến", "Chiến sĩ thi đua", "Chiến sĩ tiên tiến")
    for what in (What.PASSED, What.KEPT, What.ON_PAPER):
        told = [{one.size for one in found.of(title, what)} for title in titles]
        assert told == [{number} for number in KEPT.values()], what
    assert "Bảng điểm" in found.papers and len(found.papers) == 9
    (money,) = found.money
    assert money.listed == money.text == (3 * 8 + 2 * 10 + 4 * 3) * 180_000


def test_a_name_put_right_after_the_vote_is_named(world):
    line = world.of("CSTT")[1]
    was = line.subject_name
    Nomination.objects.filter(pk=line.pk).update(subject_name="Nguyễn Văn Khác")
    paper = world.draft()
    found = agreement_of(world.conference)
    name = f"Quyết định khen thưởng dự thảo {paper.pk}"
    assert (
        f"“Chiến sĩ tiên tiến”: {name} có tên không đạt theo Biên bản kiểm phiếu: Nguyễn Văn Khác." in found.mismatches
    )
    assert f"“Chiến sĩ tiên tiến”: đạt phiếu nhưng không có trên văn bản nào: {was}." in found.mismatches
    assert any("chỉ có ở Danh sách được khen: Nguyễn Văn Khác" in one for one in found.mismatches)


def test_a_line_left_behind_waits_and_another_order_is_named(world):
    lines = world.of("CSTT")
    world.draft(lines=lines[:3])
    found = agreement_of(world.conference)
    assert found.agrees
    assert f"“Chiến sĩ tiên tiến”: 1 đạt phiếu chưa có trên văn bản nào: {lines[3].subject_name}." in found.waiting
    Nomination.objects.filter(pk=lines[0].pk).update(sort_key="zzzz")
    found = agreement_of(world.conference)
    assert any("thứ tự ở Quyết định" in one and lines[0].subject_name in one for one in found.mismatches)


def test_lines_with_a_ballot_of_their_own_belong_to_the_paper_they_were_taken_from():
    world = province(voted=False, more=40)  # so many that the minutes have them in an annex
    members = [seat.person for seat in world.sitting.attendees]
    lines = world.of("CSTT")
    for line, person in zip((lines[0], lines[2]), members, strict=False):
        Nomination.objects.filter(pk=line.pk).update(person=person)
    vote(world)
    assert world.ballot.sub_rounds.count() == 2
    signed(world)
    found = agreement_of(world.conference)
    assert found.mismatches == []
    for what in (What.BALLOT, What.PASSED):
        assert {one.size for one in found.of("Chiến sĩ tiên tiến", what)} == {len(lines)}
    assert "Phiếu bầu" in found.papers  # the ballots apart are no second paper

    Nomination.objects.filter(pk=lines[2].pk).update(subject_name="Nguyễn Văn Khác")
    assert any("Nguyễn Văn Khác" in one for one in agreement_of(world.conference).mismatches)


def test_what_the_chair_chose_between_equal_votes_has_passed():
    sitting = council_sitting(threshold=(1, 2, ">"), regulation={"runoffs": 1})
    votes = {"ĐVQT 1": 9, "ĐVQT 2": 9, "ĐVQT 3": 9, "ĐVQT 4": 14}
    ballot = published_round(sitting, {"ĐVQT": (4, 3)}, votes)
    again = carried_through(sitting, services.prepare_runoff(ballot, by=sitting.secretary), votes)
    chosen = again.groups.get().lines.exclude(label="ĐVQT 3")
    services.settle_ties(again, by=sitting.secretary, chosen=chosen, reason="Chủ tịch Hội đồng quyết định")
    found = agreement_of(sitting.conference)
    assert found.mismatches == []
    ((_, counts),) = found.rows()
    told = {count.what: count.number for count in counts}
    assert (told[What.BALLOT], told[What.PASSED]) == ("4", "3")
    names = [name for one in found.of("ĐVQT", What.PASSED) for name in one.names or ()]
    assert names == ["ĐVQT 4", "ĐVQT 1", "ĐVQT 2"]  # of two rounds: no other order of the list


def test_a_paper_that_is_replaced_does_not_give_its_titles_twice(world):
    paper = signed(world)
    line = paper.lines.get(nomination=world.of("CSTT")[0])
    keep = [one for one in paper.lines.all() if one != line]
    new = amending.draft_replacement(paper, by=world.officer, keep=keep, reason="Kê khai không trung thực")
    found = agreement_of(world.conference)
    assert (found.mismatches, len(found.waiting)) == ([], 2)  # its line left out is not revoked yet
    decisions.to_sign(new, by=world.officer)
    decisions.sign(new, by=world.commander, number=6, decided_on=date(2023, 11, 20))
    found = agreement_of(world.conference)
    assert (found.mismatches, len(found.waiting)) == ([], 1)  # what goes to the superior has no submission yet
    assert {one.paper for one in found.of("Chiến sĩ tiên tiến", What.ON_PAPER)} == {"Quyết định khen thưởng 06/QĐ-BCH"}


def test_a_title_revoked_since_is_no_mismatch(world):
    paper = signed(world)
    line = paper.lines.get(nomination=world.of("CSTT")[0])
    revoking = amending.draft_revocation(paper, by=world.officer, lines=[line], reason="Báo cáo không đúng")
    decisions.to_sign(revoking, by=world.officer)
    assert agreement_of(world.conference).agrees
    decisions.sign(revoking, by=world.commander, number=6, decided_on=date(2023, 11, 20))
    found = agreement_of(world.conference)
    assert found.agrees
    title = "Chiến sĩ tiên tiến"
    assert [one.size for one in found.of(title, What.KEPT)] == [found.of(title, What.PASSED)[0].size - 1]
    figures = next(row for row in title_figures(world.period) if row.award.short_name == title)
    assert (figures.waiting, figures.revoked, figures.kept) == (0, 1, figures.passed - 1)
    said = prose(year_summary.build(Scope(world.period, world.period.unit), None))
    assert "Đã thu hồi: 01 “Chiến sĩ tiên tiến”." in said
    assert "Đang chờ quyết định: 01 “Chiến sĩ tiên tiến”" not in said


def test_a_unit_renamed_since_the_vote_is_the_same_unit(world):
    line = world.of("DVTT")[0]
    world.draft()
    UnitName.objects.filter(unit=line.unit).update(name="Đồn mới", short_name="Đồn mới")
    Nomination.objects.filter(pk=line.pk).update(subject_name="Đồn mới")
    UnitName.objects.create(unit=line.unit, name=line.subject_name, short_name="Đồn cũ", valid_from=date(1990, 1, 1),
                            valid_to=date(2014, 12, 31))  # fmt: skip
    found = agreement_of(world.conference)
    assert found.agrees
    assert any("đơn vị đã đổi tên" in one and "Đồn mới" in one for one in found.renamed)


def test_nothing_to_compare_before_the_result_is_published():
    world = province(published=False)
    with pytest.raises(Nothing, match="chưa công bố"):
        agreement_of(world.conference)


def test_agreement_page_and_the_note_above_a_draft(world, client):
    paper = world.draft()
    client.force_login(world.officer)
    url = reverse("awards:reports.agreement", args=[world.conference.pk])
    assert "văn bản khớp nhau" in client.get(url).content.decode()
    note = reverse("awards:reports.agreement_note", args=[world.conference.pk])
    assert note in client.get(reverse("awards:decisions.detail", args=[paper.pk])).content.decode()
    Nomination.objects.filter(pk=world.of("CSTT")[0].pk).update(subject_name="Nguyễn Văn Khác")
    told = client.get(note).content.decode()
    assert "không khớp nhau" in told and "Nguyễn Văn Khác" in told
    assert Decision.objects.get(pk=paper.pk).is_draft  # looking changes nothing
    client.force_login(world.clerk)
    assert client.get(url).status_code == 404
