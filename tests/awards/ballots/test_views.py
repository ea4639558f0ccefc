"""Pages of a round: each post does its act once, every refusal is a sentence, what was typed stays."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.ballots import services
from awards.ballots.enums import BatchState, RoundState
from awards.models import PaperCount, Regulation, ScoreBoard, VotingRound
from awards.scoring.enums import BoardState
from tests.factories import UserFactory
from tests.factories.ballots import (
    award,
    closed_round,
    cluster_meeting,
    council_sitting,
    counted_round,
    figures,
    frozen_round,
    locked_list,
    published_round,
    two_persons,
)
from thidua.jobs.models import Job
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db

TWO = {"ĐVTT": (2, None)}


def url(name, *args):
    return reverse(f"awards:ballots.{name}", args=args)


def words(answer) -> str:
    return answer.content.decode()


# Prepare --------------------------------------------------------------------------------------------------------------


def test_prepare_makes_a_paper_from_the_locked_list_with_one_press(client):
    sitting = council_sitting()
    locked_list(sitting)
    client.force_login(sitting.secretary)
    page = url("prepare", sitting.conference.pk)
    shown = client.get(page)
    assert [(row.spec.title, row.line_count, row.required, row.base) for row in shown.context["rows"]] == [
        ("ĐVQT", 4, 12, 15),
        ("ĐVTT", 3, 12, 15),
    ]
    typed = {
        "name": "Phiếu bầu năm 2023",
        "titles": ["0", "1"],
        "tellers": [user.pk for user in sitting.tellers],
        "head": sitting.tellers[1].pk,
    }
    answer = client.post(page, typed)
    ballot = VotingRound.objects.get()
    assert answer.url == url("detail", ballot.pk)
    assert [teller.user for teller in ballot.tellers.all()][0] == sitting.tellers[1]
    assert ballot.groups.count() == 2


def test_prepare_takes_only_the_titles_ticked(client):
    sitting = council_sitting()
    locked_list(sitting)
    client.force_login(sitting.secretary)
    typed = {"name": "Phiếu", "titles": ["1"], "tellers": [user.pk for user in sitting.tellers]}
    client.post(url("prepare", sitting.conference.pk), typed)
    assert [group.title for group in VotingRound.objects.get().groups.all()] == ["ĐVTT"]


@pytest.mark.parametrize(
    ("typed", "field"), [({"titles": []}, "titles"), ({"tellers": []}, "tellers"), ({"name": " "}, "name")]
)
def test_prepare_refuses_with_the_sentence_beside_the_field(client, typed, field):
    sitting = council_sitting()
    locked_list(sitting)
    client.force_login(sitting.secretary)
    given = {"name": "Phiếu X", "titles": ["0"], "tellers": [user.pk for user in sitting.tellers], **typed}
    answer = client.post(url("prepare", sitting.conference.pk), given)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not VotingRound.objects.exists()


def test_prepare_one_teller_is_too_few(client):
    sitting = council_sitting()
    locked_list(sitting)
    client.force_login(sitting.secretary)
    given = {"name": "Phiếu X", "titles": ["0"], "tellers": [sitting.tellers[0].pk]}
    answer = client.post(url("prepare", sitting.conference.pk), given)
    assert "Tổ kiểm phiếu cần ít nhất 2 người khác nhau." in words(answer)
    assert 'value="Phiếu X"' in words(answer)


def test_prepare_without_a_locked_list_says_what_to_do(client):
    sitting = council_sitting()
    client.force_login(sitting.secretary)
    assert "chưa khóa" in words(client.get(url("prepare", sitting.conference.pk)))


def test_prepare_for_a_cluster(client):
    meeting = cluster_meeting()
    ScoreBoard.objects.create(period=meeting.period, cluster=meeting.cluster, state=BoardState.FROZEN)
    client.force_login(meeting.lead)
    typed = {
        "name": "Phiếu của cụm",
        "with_ranking": "on",
        "flag": award("CTĐ").pk,
        "flag_seats": "1",
        "form": award("BK").pk,
        "tellers": [user.pk for user in meeting.tellers],
    }
    assert client.post(url("prepare", meeting.conference.pk), typed).status_code == 302
    ballot = VotingRound.objects.get()
    assert [(g.kind, g.seats, g.lines.count()) for g in ballot.groups.all()] == [
        ("approve", None, 1),
        ("pick", 1, 8),
        ("approve", None, 8),
    ]
    nothing = {"name": "Phiếu", "tellers": typed["tellers"], "flag": "", "form": ""}
    answer = client.post(url("prepare", meeting.conference.pk), nothing)
    assert "Chọn ít nhất một nội dung bỏ phiếu." in words(answer)


def test_prepare_is_a_403_for_members_and_a_404_for_strangers(client):
    sitting = council_sitting()
    client.force_login(sitting.chair)
    assert client.get(url("prepare", sitting.conference.pk)).status_code == 403
    client.force_login(council_sitting().secretary)
    assert client.get(url("prepare", sitting.conference.pk)).status_code == 404


def test_freeze_discard_and_tellers(client):
    sitting = council_sitting()
    locked_list(sitting)
    client.force_login(sitting.secretary)
    typed = {"name": "Phiếu", "titles": ["0", "1"], "tellers": [user.pk for user in sitting.tellers]}
    client.post(url("prepare", sitting.conference.pk), typed)
    ballot = VotingRound.objects.get()
    client.post(url("tellers", ballot.pk), {"tellers": [user.pk for user in sitting.tellers[:2]]})
    assert ballot.tellers.count() == 2
    client.post(url("freeze", ballot.pk))
    client.post(url("freeze", ballot.pk))
    ballot.refresh_from_db()
    assert (ballot.state, ballot.electors.count()) == (RoundState.READY, 15)
    answer = client.post(url("discard", ballot.pk), {"reason": "Nhầm"}, follow=True)
    assert "Không thể bỏ bản nháp" in words(answer)


# Two people -----------------------------------------------------------------------------------------------------------


def test_open_takes_two_logins(client, frozen):
    sitting, ballot = frozen
    client.force_login(sitting.secretary)
    client.post(url("ask", ballot.pk, "open"))
    alone = client.post(url("confirm", ballot.pk, "open"), follow=True)
    assert "hai người khác nhau" in words(alone)
    client.force_login(sitting.tellers[0])
    assert "Xác nhận mở bỏ phiếu" in words(client.get(url("detail", ballot.pk)))
    client.post(url("confirm", ballot.pk, "open"))
    again = client.post(url("confirm", ballot.pk, "open"), follow=True)
    assert "đã xác nhận hoặc đã rút" in words(again)
    ballot.refresh_from_db()
    assert ballot.state == RoundState.OPEN
    assert [event.action for event in ballot.events.all()].count("open") == 1


def test_an_act_is_offered_for_confirmation_to_the_other_side_alone(client, frozen):
    sitting, ballot = frozen
    client.force_login(sitting.tellers[0])
    client.post(url("ask", ballot.pk, "open"))
    confirm = url("confirm", ballot.pk, "open")
    for user, words in (
        (sitting.tellers[0], "Chờ chủ trì hoặc thư ký xác nhận"),
        (sitting.tellers[1], "Chờ chủ trì hoặc thư ký xác nhận"),
        (sitting.secretary, "Xác nhận nếu đồng ý"),
    ):
        client.force_login(user)
        page = client.get(url("pending", ballot.pk)).content.decode()
        assert words in page
        assert (confirm in page) == (user == sitting.secretary)


def test_a_count_can_be_annulled_before_anybody_has_signed_it_and_published_only_after(client):
    sitting = council_sitting()
    ballot = counted_round(sitting)
    annul, publish = url("ask", ballot.pk, "annul"), url("ask", ballot.pk, "publish")
    for user, name in ((sitting.secretary, "detail"), (sitting.tellers[0], "detail"), (sitting.tellers[0], "result")):
        client.force_login(user)
        body = words(client.get(url(name, ballot.pk)))
        assert (annul in body, publish in body) == (True, False), name
    for teller in sitting.tellers:
        services.sign(ballot, by=teller)
    client.force_login(sitting.secretary)
    assert publish in words(client.get(url("detail", ballot.pk)))


def test_withdraw_takes_an_act_back(client, frozen):
    sitting, ballot = frozen
    client.force_login(sitting.secretary)
    client.post(url("ask", ballot.pk, "open"))
    client.post(url("withdraw", ballot.pk, "open"))
    client.force_login(sitting.tellers[0])
    client.post(url("confirm", ballot.pk, "open"))
    ballot.refresh_from_db()
    assert ballot.state == RoundState.READY


def test_an_act_that_does_not_exist_is_a_404_and_a_get_a_405(client, frozen):
    sitting, ballot = frozen
    client.force_login(sitting.secretary)
    assert client.post(url("ask", ballot.pk, "burn")).status_code == 404
    assert client.get(url("ask", ballot.pk, "open")).status_code == 405


@pytest.mark.parametrize("name", ["ask", "confirm", "withdraw"])
def test_acts_are_a_403_for_readers(client, name, frozen):
    sitting, ballot = frozen
    services.ask(ballot, "open", by=sitting.secretary)
    client.force_login(UserFactory(role=Role.AUDITOR, over=sitting.province))
    assert client.post(url(name, ballot.pk, "open")).status_code == 403


# Papers ---------------------------------------------------------------------------------------------------------------


def test_hand_papers_take_back_and_recuse(client, frozen):
    sitting, ballot = frozen
    client.force_login(sitting.secretary)
    people = sitting.present
    typed = {"batch_label": "A", "attendees": [seat.pk for seat in people[:3]], "spoiled": ""}
    client.post(url("hand_papers", ballot.pk), typed)
    batch = ballot.batches.get()
    assert (batch.signed, batch.handed) == (3, 3)
    twice = client.post(url("hand_papers", ballot.pk), typed, follow=True)
    assert "đã nhận phiếu" in words(twice)
    elector = ballot.electors.get(attendee=people[0])
    client.post(url("take_back", elector.pk), {"tap": batch.pk})
    batch.refresh_from_db()
    assert (batch.signed, batch.handed) == (2, 2)
    client.post(url("recuse", elector.pk), {"reason": "có tên trên phiếu"})
    elector.refresh_from_db()
    assert elector.channel == "recused"
    client.post(url("recuse", elector.pk))
    elector.refresh_from_db()
    assert elector.channel == "none"


def test_hand_papers_letters_in_a_number(client, opened):
    sitting, ballot = opened
    client.force_login(sitting.tellers[0])
    typed = {"batch_label": "A", "attendees": [sitting.present[0].pk], "spoiled": "hai"}
    answer = client.post(url("hand_papers", ballot.pk), typed, follow=True)
    assert "“hai” không phải là số" in words(answer)
    assert not ballot.batches.exists()


@pytest.mark.parametrize("typed", ["15", "-1", "mười bốn", ""])
def test_record_returned_refuses_what_cannot_be(client, typed):
    sitting = council_sitting()
    ballot = closed_round(sitting, returned=13)
    client.force_login(sitting.tellers[0])
    answer = client.post(url("record_returned", ballot.batches.get().pk), {"returned": typed}, follow=True)
    assert "td-toast--bad" in words(answer)
    assert ballot.batches.get().returned == 13


def test_merge_page(client, opened):
    sitting, ballot = opened
    by, people = sitting.tellers[0], sitting.present
    small = services.hand_papers(ballot, by=by, batch_label="B", attendees=people[:2])
    large = services.hand_papers(ballot, by=by, batch_label="A", attendees=people[2:])
    two_persons(ballot, "close", by, sitting.secretary)
    client.force_login(by)
    client.post(url("merge", small.pk), {"vao": large.pk})
    assert [(batch.label, batch.handed) for batch in ballot.batches.all()] == [("A", 14)]


# The blind count ------------------------------------------------------------------------------------------------------


def typed_sheet(ballot, agree=14, papers=14) -> dict[str, str]:
    typed = {"w": ""}
    for group in ballot.groups.all():
        for line in group.lines.all():
            typed |= {f"a-{line.pk}": str(agree), f"d-{line.pk}": str(papers - agree), f"b-{line.pk}": ""}
    return typed


def test_count_saves_a_draft_locks_and_brings_the_result(client):
    sitting = council_sitting()
    ballot = closed_round(sitting, TWO)
    batch = ballot.batches.get()
    first, second = sitting.tellers[:2]
    client.force_login(first)
    saved = client.post(url("save_count", batch.pk), typed_sheet(ballot), headers={"HX-Request": "true"})
    assert "Đã lưu nháp" in words(saved)
    assert PaperCount.objects.get().is_locked is False
    client.post(url("lock_count", batch.pk), typed_sheet(ballot))
    client.force_login(second)
    answer = client.post(url("lock_count", batch.pk), typed_sheet(ballot))
    assert answer.url == url("result", ballot.pk)
    ballot.refresh_from_db()
    assert ballot.state == RoundState.COUNTED


def test_lock_twice_leaves_one_sheet(client):
    sitting = council_sitting()
    ballot = closed_round(sitting, TWO)
    batch = ballot.batches.get()
    client.force_login(sitting.tellers[0])
    client.post(url("lock_count", batch.pk), typed_sheet(ballot, 14))
    again = client.post(url("lock_count", batch.pk), typed_sheet(ballot, 13), follow=True)
    assert "đã khóa số liệu" in words(again)
    count = PaperCount.objects.get()
    assert {row["agree"] for row in count.data["lines"].values()} == {14}


def test_count_keeps_what_was_typed_and_marks_every_wrong_box(client):
    sitting = council_sitting()
    ballot = closed_round(sitting, TWO)
    batch = ballot.batches.get()
    first, second = (line.pk for line in ballot.groups.get().lines.all())
    client.force_login(sitting.tellers[0])
    typed = {"w": "", f"a-{first}": "1O", f"d-{first}": "0", f"a-{second}": "12", f"d-{second}": "1"}
    answer = client.post(url("lock_count", batch.pk), typed)
    assert answer.status_code == 422
    assert answer.context["entry"].errors == {f"a-{first}": "“1O” có chữ O. Nhập số, ví dụ 10."}
    assert 'value="1O"' in words(answer)
    assert not PaperCount.objects.exists()
    answer = client.post(url("lock_count", batch.pk), typed | {f"a-{first}": "14"})
    assert answer.context["entry"].errors == {f"a-{second}": "Cộng được 13, số thu về là 14."}
    assert PaperCount.objects.get().is_locked is False


@pytest.mark.parametrize("figure", ["12,5", "12.5", "-3", "9999999"])
def test_count_refuses_what_is_no_count_of_papers(client, figure):
    sitting = council_sitting()
    ballot = closed_round(sitting, TWO)
    client.force_login(sitting.tellers[0])
    typed = typed_sheet(ballot) | {"w": figure}
    answer = client.post(url("lock_count", ballot.batches.get().pk), typed)
    assert (answer.status_code, list(answer.context["entry"].errors)) == (422, ["w"])


def test_count_of_a_pick_checks_choices_against_papers(client):
    sitting = council_sitting()
    ballot = closed_round(sitting, {"ĐVQT": (4, 3)})
    batch = ballot.batches.get()
    group = ballot.groups.get()
    lines = [line.pk for line in group.lines.all()]
    client.force_login(sitting.tellers[0])
    typed = {f"a-{line}": "14" for line in lines} | {f"pv-{group.pk}": "14"}
    answer = client.post(url("lock_count", batch.pk), typed)
    assert "56 lượt chọn" in answer.context["entry"].errors[f"pv-{group.pk}"]
    good = typed | {f"a-{lines[3]}": "0"}
    assert client.post(url("lock_count", batch.pk), good).status_code == 302


def test_different_counts_show_where_and_not_what(client):
    sitting = council_sitting()
    ballot = closed_round(sitting, TWO)
    batch = ballot.batches.get()
    lines = list(ballot.groups.get().lines.all())
    for teller, agree in zip(sitting.tellers[:2], ("11", "10"), strict=True):
        client.force_login(teller)
        sheet = typed_sheet(ballot) | {f"a-{lines[1].pk}": agree, f"d-{lines[1].pk}": str(14 - int(agree))}
        answer = client.post(url("lock_count", batch.pk), sheet, follow=True)
    assert batch.__class__.objects.get(pk=batch.pk).state == BatchState.DIFFERENT
    assert "chưa rõ ai đúng" in words(answer)
    assert answer.context["sheet"].doubtful_labels == ["ĐVTT 2"]
    assert 'value="11"' not in words(answer)
    assert 'value="10"' not in words(answer)  # the own figure is to be counted anew as well


def test_a_third_teller_finds_no_sheet(client):
    sitting = council_sitting()
    ballot = closed_round(sitting, TWO)
    batch = ballot.batches.get()
    for teller in sitting.tellers[:2]:
        services.save_count(batch, by=teller, data=figures(ballot, 14))
    client.force_login(sitting.tellers[2])
    answer = client.get(url("count", batch.pk))
    assert "đã có hai người kiểm" in words(answer)
    assert b"td-countgrid" not in answer.content


def test_count_of_a_pile_of_two_leads_back_with_the_reason(client, opened):
    sitting, ballot = opened
    by, people = sitting.tellers[0], sitting.present
    small = services.hand_papers(ballot, by=by, batch_label="B", attendees=people[:2])
    large = services.hand_papers(ballot, by=by, batch_label="A", attendees=people[2:])
    two_persons(ballot, "close", by, sitting.secretary)
    for batch in (small, large):
        services.record_returned(batch, by=by, returned=batch.in_hands)
    client.force_login(by)
    page = client.get(url("detail", ballot.pk)).content.decode()
    assert f'href="{url("count", large.pk)}"' not in page  # no pile is unfolded while a small one waits
    assert "Tập B chỉ có 2 phiếu: gộp vào tập khác trước khi mở" in page
    answer = client.get(url("count", small.pk), follow=True)
    assert answer.redirect_chain[0][0] == url("detail", ballot.pk)
    assert "Tập B chỉ có 2 phiếu" in words(answer)


def test_count_before_the_box_is_counted_leads_back(client, opened):
    sitting, ballot = opened
    batch = services.hand_papers(ballot, by=sitting.tellers[0], batch_label="A", attendees=sitting.present)
    client.force_login(sitting.tellers[0])
    assert client.get(url("count", batch.pk)).url == url("detail", ballot.pk)
    two_persons(ballot, "close", sitting.tellers[0], sitting.secretary)
    assert client.get(url("count", batch.pk)).url == url("detail", ballot.pk)


# Result ---------------------------------------------------------------------------------------------------------------

AGREE = {"ĐVQT 1": 13, "ĐVQT 2": 12, "ĐVQT 3": 5, "ĐVQT 4": 12}


def test_result_shows_votes_base_required_and_percent(client):
    sitting = council_sitting()
    ballot = counted_round(sitting, agree=AGREE)
    client.force_login(sitting.tellers[0])
    body = words(client.get(url("result", ballot.pk)))
    for sentence in (
        "86,66%",
        "Cần 12 phiếu",
        "trên 15",
        "kể cả người vắng",
        "42 = 14 phiếu × 3 lựa chọn",
        "Chờ 3 chữ ký",
    ):
        assert sentence in body
    second = ballot.groups.get(title="ĐVTT")
    assert client.get(url("result", ballot.pk), {"nhom": second.pk}).context["group"].title == "ĐVTT"
    assert client.get(url("result", ballot.pk), {"nhom": "x"}).context["group"].title == "ĐVQT"


def test_sign_all_publish_by_two_and_read_by_all(client):
    sitting = council_sitting()
    ballot = counted_round(sitting, agree=AGREE)
    for teller in sitting.tellers:
        client.force_login(teller)
        client.post(url("sign", ballot.pk))
    twice = client.post(url("sign", ballot.pk), follow=True)
    assert "Đồng chí đã ký." in words(twice)
    client.post(url("ask", ballot.pk, "publish"))
    client.force_login(sitting.secretary)
    assert client.get(url("result", ballot.pk)).status_code == 403
    answer = client.post(url("confirm", ballot.pk, "publish"))
    assert answer.url == url("result", ballot.pk)
    assert client.get(url("result", ballot.pk)).status_code == 200


def test_publish_before_the_signatures_names_who_is_missing(client, counted):
    sitting, ballot = counted
    client.force_login(sitting.tellers[0])
    answer = client.post(url("ask", ballot.pk, "publish"), follow=True)
    for teller in sitting.tellers:
        assert f"{teller} chưa ký." in words(answer)


def test_a_result_whose_equal_lines_are_voted_on_again_leads_there(client):
    sitting = council_sitting(threshold=(1, 2, ">"))
    ballot = published_round(sitting, {"ĐVQT": (4, 3)}, {"ĐVQT 1": 14, "ĐVQT 2": 10, "ĐVQT 3": 9, "ĐVQT 4": 9})
    client.force_login(sitting.secretary)
    answer = client.post(url("runoff", ballot.pk))
    shown = words(client.get(url("result", ballot.pk)))
    assert "Vòng tiếp theo cho các dòng bằng phiếu: Bỏ phiếu lại:" in shown
    assert f'href="{answer.url}"' in shown and f'"{url("runoff", ballot.pk)}"' not in shown


def test_settle_ties_is_written_once_and_told_on_the_result(client):
    sitting = council_sitting(threshold=(1, 2, ">"))
    agree = {"ĐVQT 1": 14, "ĐVQT 2": 10, "ĐVQT 3": 9, "ĐVQT 4": 9}
    ballot = published_round(sitting, {"ĐVQT": (4, 3)}, agree)
    client.force_login(sitting.secretary)
    shown = client.get(url("result", ballot.pk)).content.decode()
    assert "Bỏ phiếu lại" in shown and f'href="{url("settle_ties", ballot.pk)}"' not in shown
    assert "quy chế còn 2 lần" in shown
    Regulation.objects.update(runoffs=0)
    shown = client.get(url("result", ballot.pk)).content.decode()
    assert f'href="{url("settle_ties", ballot.pk)}"' in shown and f'"{url("runoff", ballot.pk)}"' not in shown
    tied = ballot.groups.get().lines.get(label="ĐVQT 3")
    answer = client.post(url("settle_ties", ballot.pk), {"chosen": [tied.pk]})
    assert answer.status_code == 422
    assert f'value="{tied.pk}"' in answer.content.decode()
    answer = client.post(
        url("settle_ties", ballot.pk), {"chosen": [tied.pk], "reason": "Chủ tịch Hội đồng quyết định"}, follow=True
    )
    assert "chủ trì đã quyết định: chọn ĐVQT 3. Chủ tịch Hội đồng quyết định" in words(answer)
    lines = answer.context["result"].groups[0].lines
    assert [line.state.label for line in lines] == ["Đạt", "Đạt", "Được chọn", "Không được chọn"]
    wall = words(client.get(reverse("awards:ballots.screen", args=[sitting.conference.pk])))
    assert "Bằng phiếu, đã quyết định: chọn ĐVQT 3" in wall and "<td><b>3</b></td>" in wall
    minutes = words(client.get(reverse("awards:conferences.minutes", args=[sitting.conference.pk])))
    assert "Dòng bằng phiếu, chủ trì quyết định: chọn ĐVQT 3. Chủ tịch Hội đồng quyết định" in minutes
    answer = client.post(url("settle_ties", ballot.pk), {"reason": "Lần nữa"})
    assert answer.status_code == 422
    other = council_sitting()
    client.force_login(other.secretary)
    draft = published_round(other)
    assert client.get(url("settle_ties", draft.pk)).url == url("detail", draft.pk)


def test_runoff_and_rerun(client):
    sitting = council_sitting(threshold=(1, 2, ">"))
    agree = {"ĐVQT 1": 14, "ĐVQT 2": 10, "ĐVQT 3": 9, "ĐVQT 4": 9}
    ballot = published_round(sitting, {"ĐVQT": (4, 3)}, agree)
    client.force_login(sitting.secretary)
    assert "Bỏ phiếu lại" in words(client.get(url("detail", ballot.pk)))
    client.post(url("runoff", ballot.pk))
    second = ballot.follow_ups.get()
    assert [line.label for line in second.groups.get().lines.all()] == ["ĐVQT 3", "ĐVQT 4"]
    assert client.get(url("detail", second.pk)).status_code == 200
    other = council_sitting()
    cancelled = two_persons(frozen_round(other), "cancel", other.secretary, other.tellers[0], reason="In sai")
    client.force_login(other.secretary)
    assert "Lập lại phiếu" in words(client.get(url("detail", cancelled.pk)))
    client.post(url("rerun", cancelled.pk))
    assert cancelled.follow_ups.get().groups.count() == 2


# The hall, and the member ---------------------------------------------------------------------------------------------


def test_screen_goes_with_the_round(client):
    sitting = council_sitting()
    client.force_login(sitting.secretary)
    page = url("screen", sitting.conference.pk)
    assert client.get(page).context["screen"].phase == "welcome"
    ballot = frozen_round(sitting, TWO)
    assert client.get(page).context["screen"].phase == "ready"
    two_persons(ballot, "open", sitting.secretary, sitting.tellers[0])
    services.hand_papers(ballot, by=sitting.secretary, batch_label="A", attendees=sitting.present[:8])
    shown = client.get(page).context["screen"]
    assert (shown.phase, shown.handed, shown.expected) == ("open", 6, 14)
    part = client.get(page, headers={"HX-Request": "true"})
    assert words(part).lstrip().startswith("<div")
    services.hand_papers(ballot, by=sitting.secretary, batch_label="A", attendees=sitting.present[8:])
    assert client.get(page).context["screen"].handed == 14


def test_screen_shows_the_result_once_published(client):
    sitting = council_sitting()
    published_round(sitting, TWO, {"ĐVTT 2": 5})
    client.force_login(sitting.secretary)
    body = words(client.get(url("screen", sitting.conference.pk)))
    assert "Kết quả bỏ phiếu" in body
    assert "<b>1</b>" in body


def test_vote_tells_a_member_what_is_on_the_paper_and_what_to_do(client, frozen):
    sitting, ballot = frozen
    client.force_login(sitting.chair)
    body = words(client.get(url("vote", ballot.pk)))
    assert "Ký nhận phiếu giấy tại bàn tổ kiểm phiếu" in body
    assert "đồng ý không quá 3" in body
    assert ballot.short_hash in body
    services.hand_papers(ballot, by=sitting.secretary, batch_label="A", attendees=sitting.present[:1])
    assert "đã ký nhận phiếu giấy" in words(client.get(url("vote", ballot.pk)))
    client.force_login(sitting.secretary)
    assert "không có trong danh sách bỏ phiếu" in words(client.get(url("vote", ballot.pk)))


def test_vote_of_a_draft_is_for_those_who_prepare_it(client):
    sitting = council_sitting()
    locked_list(sitting)
    client.force_login(sitting.secretary)
    typed = {"name": "Phiếu", "titles": ["0"], "tellers": [user.pk for user in sitting.tellers]}
    client.post(url("prepare", sitting.conference.pk), typed)
    page = url("vote", VotingRound.objects.get().pk)
    assert "Bản nháp" in words(client.get(page))
    client.force_login(UserFactory(role=Role.AUDITOR, over=sitting.province))
    assert client.get(page).status_code == 404


# Queries --------------------------------------------------------------------------------------------------------------


def test_pages_take_as_many_queries_for_thirty_lines_as_for_one(client):
    taken = []
    for lines in (1, 30):
        sitting = council_sitting()
        ballot = published_round(sitting, {"ĐVTT": (lines, None)})
        client.force_login(sitting.tellers[0])
        row = []
        for page in (
            url("detail", ballot.pk),
            url("result", ballot.pk),
            url("vote", ballot.pk),
            url("screen", sitting.conference.pk),
            url("pending", ballot.pk),
        ):
            client.get(page)
            with CaptureQueriesContext(connection) as context:
                assert client.get(page).status_code == 200
            row.append(len(context))
        taken.append(row)
    assert taken[0] == taken[1]


def test_count_takes_as_many_queries_for_thirty_lines_as_for_one(client):
    taken = []
    for lines in (1, 30):
        sitting = council_sitting()
        ballot = closed_round(sitting, {"ĐVTT": (lines, None)})
        client.force_login(sitting.tellers[0])
        page = url("count", ballot.batches.get().pk)
        client.get(page)
        with CaptureQueriesContext(connection) as context:
            assert client.get(page).status_code == 200
        taken.append(len(context))
    assert taken[0] == taken[1]


# The papers -----------------------------------------------------------------------------------------------------------


def made(client, paper):
    """What comes back when somebody presses for a paper."""
    return client.post(paper.action, paper.asked, follow=True)


def test_papers_are_offered_where_they_can_be_fetched(client):
    sitting = council_sitting()
    ballot = published_round(sitting, TWO)
    client.force_login(sitting.secretary)
    shown = client.get(url("detail", ballot.pk)).context["paper"]
    found = client.get(url("result", ballot.pk)).context
    for answer in (made(client, shown), made(client, found["minutes"]), client.get(found["minutes_xlsx"])):
        assert (answer.status_code, answer["Content-Disposition"].startswith("attachment")) == (200, True)
    client.force_login(sitting.chair)
    assert client.get(url("detail", ballot.pk)).context["paper"]  # the chair directs the round
    client.force_login(UserFactory(role=Role.AUDITOR, over=sitting.province))
    assert client.get(url("detail", ballot.pk)).context["paper"] is None


def test_a_long_paper_is_made_in_the_background_by_the_same_press(client, monkeypatch):
    sitting = council_sitting()
    ballot = published_round(sitting, TWO)
    client.force_login(sitting.secretary)
    monkeypatch.setattr("awards.reports.services.HEAVY", 1)
    answer = made(client, client.get(url("result", ballot.pk)).context["minutes"])
    assert "Đang tạo Biên bản kiểm phiếu" in answer.content.decode()
    assert Job.objects.get().owner == sitting.secretary


def test_a_teller_fetches_the_minutes_of_the_count_before_publication_and_the_office_does_not(client):
    sitting = council_sitting()
    ballot = counted_round(sitting, TWO)
    client.force_login(sitting.tellers[0])
    paper = client.get(url("result", ballot.pk)).context["minutes"]
    assert made(client, paper).status_code == 200
    client.force_login(sitting.secretary)
    assert made(client, paper).status_code in (403, 404)
