"""Pages about members who take no part in a line, opinions in writing, and the end of keeping."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from awards.ballots import queries, recusing, services
from awards.models import Kinship, Recusal, Regulation, VotingRound, WrittenVote
from tests.awards.ballots.test_recusal import drafted, frozen_with_one
from tests.factories import UserFactory
from tests.factories.ballots import council_sitting, frozen_round, published_round, two_persons
from tests.factories.units import PersonFactory
from thidua import clock
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"awards:ballots.{name}", args=args)


def words(answer) -> str:
    return answer.content.decode()


def test_interests_lists_what_was_found_and_recuse_lines_writes_it(client):
    sitting, ballot, member = drafted()
    client.force_login(sitting.secretary)
    assert "1 trường hợp thành viên liên quan" in words(client.get(url("detail", ballot.pk)))
    shown = client.get(url("interests", ballot.pk))
    (case,) = shown.context["waiting"]
    assert member.name in words(shown) and "Là người được xét" in words(shown)
    pair = f"{case.line.pk}-{member.pk}"
    answer = client.post(url("recuse_lines", ballot.pk), {"pairs": [pair], "keep": "1"}, follow=True)
    assert "Ghi lý do thành viên vẫn bỏ phiếu." in words(answer) and not Recusal.objects.exists()
    answer = client.post(url("recuse_lines", ballot.pk), {"pairs": ["1-x"]}, follow=True)
    assert "Chọn dòng và thành viên của phiếu này." in words(answer)
    answer = client.post(url("recuse_lines", ballot.pk), {"pairs": [pair]}, follow=True)
    assert "Đã ghi 1 trường hợp." in words(answer) and not answer.context["waiting"]
    client.post(url("freeze", ballot.pk))
    sub = VotingRound.objects.get(main=ballot)
    assert sub.name in words(client.get(url("detail", ballot.pk)))
    assert "thực hiện ở phiếu ấy" not in words(client.get(url("detail", sub.pk)))
    assert "mở, đóng, ký, công bố ở phiếu chính" in words(client.get(url("detail", sub.pk)))
    answer = client.post(url("ask", sub.pk, "open"), follow=True)
    assert "thực hiện ở phiếu ấy" in words(answer)


def test_recuse_other_keeps_what_was_typed(client):
    sitting, ballot, member = drafted()
    client.force_login(sitting.secretary)
    line = ballot.groups.last().lines.first()
    typed = {"ghi-attendee": sitting.attendees[3].pk, "ghi-line": line.pk, "ghi-reason": ""}
    answer = client.post(url("recuse_other", ballot.pk), typed)
    assert answer.status_code == 422 and f'value="{line.pk}" selected' in words(answer)
    answer = client.post(url("recuse_other", ballot.pk), typed | {"ghi-reason": "Cấp trên trực tiếp"}, follow=True)
    assert "Tự khai: Cấp trên trực tiếp" in words(answer)


def test_declare_interest_and_kin_are_the_member_s_own(client):
    sitting, ballot, member = drafted()
    user = UserFactory(role=Role.MEMBER, over=sitting.province, person=member.person)
    line = ballot.groups.last().lines.first()
    client.force_login(user)
    shown = words(client.get(url("interests", ballot.pk)))
    assert "Tôi không tham gia" in shown and "Ghi trường hợp khác" not in shown
    answer = client.post(url("declare_interest", ballot.pk), {"khai-line": line.pk, "khai-reason": ""})
    assert answer.status_code == 422 and f'value="{line.pk}" selected' in words(answer)
    client.post(url("declare_interest", ballot.pk), {"khai-line": line.pk, "khai-reason": "Đơn vị cũ"})
    assert Recusal.objects.get().attendee == member
    relative = PersonFactory(unit=sitting.province)
    typed = {"nguoi-than-relative": "không có", "nguoi-than-relation": "em ruột"}
    answer = client.post(url("declare_kin", ballot.pk), typed)
    assert answer.status_code == 422 and "Không có ai mang số hiệu “không có”." in words(answer)
    typed["nguoi-than-relative"] = relative.service_number
    assert relative.full_name in words(client.post(url("declare_kin", ballot.pk), typed, follow=True))
    assert "Chọn khai báo" in words(client.post(url("withdraw_kin", ballot.pk), {}, follow=True))
    client.post(url("withdraw_kin", ballot.pk), {"kin": Kinship.objects.get().pk})
    assert not Kinship.objects.exists()
    outsider = UserFactory(role=Role.OFFICER, over=sitting.province)
    client.force_login(outsider)
    assert client.post(url("declare_kin", ballot.pk), typed).status_code == 403


def test_vote_of_a_line_taken_out_is_on_the_page_of_the_paper(client):
    sitting, ballot, sub, member = frozen_with_one()
    client.force_login(sitting.chair)
    assert client.get(url("vote", sub.pk)).url == url("vote", ballot.pk)
    assert f"không tham gia {member.name}" in words(client.get(url("vote", ballot.pk)))


def test_written_takes_a_named_opinion_in_and_hand_back_gives_it_back(client):
    sitting = council_sitting(present=13)
    ballot = frozen_round(sitting, {"ĐVQT": (4, 3), "ĐVTT": (2, None)})
    seat = ballot.electors.get(attendee__sort=14)
    pick, lines = ballot.groups.all()
    client.force_login(sitting.secretary)
    assert url("written", seat.pk) in words(client.get(url("detail", ballot.pk)))
    four = [line.pk for line in pick.lines.all()]
    answer = client.post(url("written", seat.pk), {"received_on": "18/10/2023", f"g-{pick.pk}": four})
    assert answer.status_code == 422 and "Đồng ý 4, tối đa 3." in words(answer)
    first = lines.lines.first()
    typed = {"received_on": "18/10/2023", f"g-{pick.pk}": four[:3], f"l-{first.pk}": "D", "all_agree": "on"}
    answer = client.post(url("written", seat.pk), typed, follow=True)
    assert "Đã nhận ý kiến bằng văn bản" in words(answer)
    vote = WrittenVote.objects.get()
    assert vote.marks[str(first.pk)] == "D" and list(vote.marks.values()).count("A") == 1
    assert url("hand_back", seat.pk) in words(answer)
    assert client.post(url("hand_back", seat.pk), {"reason": ""}).status_code == 422
    answer = client.post(url("hand_back", seat.pk), {"reason": "Đã về họp"}, follow=True)
    assert "Đã trả lại ý kiến" in words(answer)
    assert client.get(url("hand_back", seat.pk)).url == url("detail", ballot.pk)
    Regulation.objects.update(written_votes="anonymous")
    assert "Phong bì trong không mở" in words(client.get(url("written", seat.pk)))


def test_written_calls_a_line_apart_what_the_hall_calls_it(client):
    """Who takes no part in the first of two lines apart finds the second under its own number."""
    sitting, ballot, member = drafted()
    absent, other = sitting.attendees[14], sitting.attendees[3]
    first, second = ballot.groups.first().lines.all()[:2]
    pairs = [(first, member), (first, absent), (second, other)]
    recusing.decide(ballot, by=sitting.secretary, pairs=pairs, reason="Anh em ruột")
    services.freeze_round(ballot, by=sitting.secretary)
    client.force_login(sitting.secretary)
    seat = ballot.electors.get(attendee=absent)
    titles = re.findall(r"<legend[^>]*>(.*?)</legend>", words(client.get(url("written", seat.pk))))
    assert titles == ["CSTĐ", "ĐVTT", "CSTĐ, phiếu riêng 2"]


def test_confirm_of_a_closing_with_too_few_papers_says_so(client):
    sitting = council_sitting(regulation={"quorum_of": "returned"})
    ballot = two_persons(frozen_round(sitting, {"ĐVTT": (2, None)}), "open", sitting.secretary, sitting.tellers[0])
    batch = services.hand_papers(ballot, by=sitting.tellers[0], batch_label="A", attendees=sitting.present)
    client.force_login(sitting.tellers[0])
    client.post(url("record_returned", batch.pk), {"returned": "9"})
    services.ask(ballot, "close", by=sitting.secretary)
    answer = client.post(url("confirm", ballot.pk, "close"), follow=True)
    assert "Thu về 9 phiếu, quy chế cần ít nhất 10 trên 15" in words(answer) and "đã thực hiện" not in words(answer)


def test_detail_offers_the_destruction_when_the_time_of_keeping_is_over(client):
    sitting = council_sitting()
    ballot = published_round(sitting, {"ĐVTT": (2, None)})
    client.force_login(sitting.secretary)
    asking = url("ask", ballot.pk, "destroy")
    assert asking not in words(client.get(url("detail", ballot.pk)))
    assert f"Phiếu giữ đến hết ngày {ballot.kept_until:%d/%m/%Y}" in words(client.get(url("result", ballot.pk)))
    with clock.at(ballot.published_at + timedelta(days=91)):
        assert asking in words(client.get(url("detail", ballot.pk)))
        client.post(asking)
        confirming = url("confirm", ballot.pk, "destroy")
        assert confirming not in words(client.get(url("detail", ballot.pk)))  # not for the one who asked
        client.force_login(sitting.tellers[0])
        assert confirming in words(client.get(url("detail", ballot.pk)))
        (waiting,) = queries.waiting_for(sitting.tellers[0])  # and on the page of one's work
        assert (waiting.kind, waiting.ballot) == ("confirm", ballot)
        client.post(confirming)
    shown = words(client.get(url("result", ballot.pk)))
    assert "biên bản hủy phiếu" in shown and "ballot-destruction" in shown
