"""Submissions on their way up: the journal, what waits and since when, the answer pasted, another title given."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from awards.decisions import upward
from awards.decisions.answers_read import NO, OTHER, YES, Said, read_answers
from awards.decisions.enums import PaperKind, UpwardKind
from awards.decisions.models import AwardRecord
from awards.decisions.upward_models import UpwardStep
from awards.decisions.upward_queries import on_their_way, submissions, working_days_after
from awards.models import Award
from awards.nominations.enums import NominationState
from tests.factories.decisions import province, signed
from tests.kept import kept
from thidua.errors import RuleViolation, StateConflict
from units.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
world = kept(province)


def at(view: str, *args) -> str:
    return reverse(f"awards:decisions.{view}", args=args)


@pytest.fixture
def sent(world):
    return signed(world, PaperKind.SUBMISSION, number=12)


def head(world, **more) -> dict:
    return {
        "issuer": world.above.pk, "number": "3016", "series": "QĐ-BTL", "decided_on": "12/12/2023",
        "signer_post": "Tư lệnh", "signer_name": "Nguyễn Văn T", **more,
    }  # fmt: skip


def test_follow_writes_the_journal_once_and_the_list_tells_since_when(world, sent, client):
    assert working_days_after(date(2023, 11, 10), 20) == date(2023, 12, 8)
    client.force_login(world.officer)
    typed = {"kind": "more_asked", "line": "", "on": "20/11/2023", "note": "Bản sao giấy khen", "remind_on": ""}
    for _ in range(2):
        assert client.post(at("follow", sent.pk), typed).status_code == 302
    assert UpwardStep.objects.count() == AuditEvent.objects.filter(action="decision.follow").count() == 1
    page = client.get(at("submission_list"))
    row = page.context["rows"][0]
    assert (row.waiting, row.sent_on, row.remind_on, row.is_due, row.is_asked) == (
        1, date(2023, 11, 10), date(2023, 12, 8), True, True,
    )  # fmt: skip
    assert "Bản sao giấy khen" in page.content.decode()
    wrong = client.post(at("follow", sent.pk), typed | {"on": "09/11/2023"})
    assert wrong.status_code == 422 and "Ngày từ 10/11/2023 đến hôm nay." in wrong.content.decode()
    client.force_login(world.clerk)
    assert client.post(at("follow", sent.pk), typed).status_code == 403


def test_the_journal_is_never_changed_and_ends_with_the_answer(world, sent):
    step = upward.follow(sent, by=world.officer, kind=UpwardKind.SENT, on=date(2023, 11, 13))
    with pytest.raises(DatabaseError, match="Nhật ký tờ trình"), transaction.atomic():
        UpwardStep.objects.filter(pk=step.pk).update(note="Khác")
    with pytest.raises(RuleViolation, match="Ghi nội dung"):
        upward.follow(sent, by=world.officer, kind=UpwardKind.NOTE, on=date(2023, 11, 13))
    sent.lines.get().nomination.__class__.objects.filter(pk=sent.lines.get().nomination_id).update(state="decided")
    with pytest.raises(StateConflict, match="đã có kết quả"):
        upward.follow(sent, by=world.officer, kind=UpwardKind.SENT, on=date(2023, 11, 14))


def test_answer_with_another_title_gives_that_one_and_not_the_proposed(world, sent, client):
    line = sent.lines.get().nomination
    other = Award.objects.get(code="DVTT")
    client.force_login(world.officer)
    typed = head(world) | {f"granted_{line.pk}": "other"}
    refused = client.post(at("answer", sent.pk), typed)
    assert "Chọn danh hiệu được tặng." in refused.content.decode()
    client.post(at("answer", sent.pk), typed | {f"given_{line.pk}": other.code})
    line.refresh_from_db()
    assert line.state == NominationState.REFUSED_ABOVE
    assert line.outcome_reason == f"Cấp trên tặng danh hiệu khác: {other}"
    assert AwardRecord.objects.get().award == other
    shown = client.get(at("detail", sent.pk)).content.decode()
    assert "Danh hiệu khác" in shown and other.short_name in shown
    row = on_their_way(submissions(world.officer))[0]
    assert (row.waiting, row.granted, row.other, row.refused) == (0, 0, 1, 0)


def test_a_pasted_block_is_read_into_the_form_and_nothing_is_written(world, sent, client):
    line = sent.lines.get().nomination
    client.force_login(world.officer)
    block = f"Tập thể\tKết quả\tLý do\n{line.subject_name.upper()}\tkhông\tChưa đủ tỷ lệ\nĐồn lạ\tđược"
    page = client.post(at("answer", sent.pk), head(world, pasted=block, doc="1"))
    form = page.context["form"]
    assert (form[f"granted_{line.pk}"].value(), form[f"reason_{line.pk}"].value()) == (NO, "Chưa đủ tỷ lệ")
    assert (form.read, form.unread, form["number"].value()) == (1, ["Đồn lạ được"], "3016")
    assert AwardRecord.objects.count() == 0


def test_what_a_block_says_of_each_line():
    subjects = {"don a": [1], "don b": [2], "nguyen van an": [3, 4]}
    awards = {"don vi tien tien": "DVTT", "chien si thi dua": "CSTDCS", "chien si tien tien": "CSTT"}
    found, unclear = read_answers(
        [
            ["TT", "Tên", "Kết quả"], ["1", "Đồn A", "Được tặng"], ["2", "Đồn B", "Đơn vị tiên tiến"],
            ["3", "Nguyễn Văn An", "Chiến sĩ tiên tiến", "Không", "Thiếu minh chứng"], ["4", "Nguyễn Văn An", "có"],
        ],
        subjects, awards, {1: "DVQT", 2: "DVQT", 3: "CSTDCS", 4: "CSTT"},
    )  # fmt: skip
    assert found == {1: Said(YES), 2: Said(OTHER, "", "DVTT"), 4: Said(NO, "Thiếu minh chứng", "CSTT")}
    assert unclear == ["Nguyễn Văn An"]
