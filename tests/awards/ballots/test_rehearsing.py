"""A rehearsal: the real lists, invented votes, and nothing left of it afterwards."""

import os
from random import Random

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse

from awards.ballots import boxing, casting, conflicts, dealing, keys, preflight, queries, recusing, rehearsing, services
from awards.ballots.dealing import Figures, Impossible
from awards.ballots.enums import Granularity, RoundKind, RoundState
from awards.ballots.preflight import Place, Subject
from awards.models import Rehearsal, VotingRound
from tests.awards.ballots.test_recusal import drafted
from tests.awards.ballots.voters import hall, paper
from tests.factories import UserFactory
from tests.factories.ballots import (
    cluster_meeting,
    council_sitting,
    figures,
    frozen_round,
    locked_list,
    published_round,
    two_persons,
)
from thidua.errors import Forbidden, RuleViolation, StateConflict
from thidua.jobs.models import Job
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_keys")]
HERE = Place(is_safe=True, host="localhost")


def rows() -> dict[str, int]:
    """How many rows every table has."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models() if model._meta.managed}


def waiting():
    """A council of nine, seven in the room, and a frozen paper of three titles."""
    sitting = council_sitting(members=9, present=7)
    counts = {"ĐVQT": (4, 2), "ĐVTT": (3, None), "CSTT": (5, None)}
    return sitting, frozen_round(sitting, counts)


@pytest.mark.both
def test_a_rehearsal_acts_everything_out_and_leaves_its_report_alone(own_keys):
    sitting, ballot = waiting()
    before, real = rows(), VotingRound.objects.values().get()
    kept = rehearsing.rehearse(sitting.conference, by=sitting.secretary, place=HERE)
    assert [finding.words for finding in kept.played if finding.tone != "ok"] == []
    assert [finding.title for finding in kept.played] == [
        "Nhận phiếu", "Mở bỏ phiếu", "Bỏ phiếu", "Trong lúc bỏ phiếu", "Đóng phiếu", "Kiểm phiếu", "Công bố",
        "Phiếu bầu (PDF)", "Biên bản kiểm phiếu (PDF)", "Xóa dấu vết",
    ]  # fmt: skip
    assert (kept.report["voters"], kept.report["lines"]) == (7, 12)
    assert [row["title"] for row in kept.titles] == ["ĐVQT", "ĐVTT", "CSTT"]
    after = rows()
    more = {name: after[name] - before[name] for name in before if after[name] != before[name]}
    assert more == {"awards.Rehearsal": 1, "units.AuditEvent": 1}
    assert VotingRound.objects.values().get() == real
    assert keys.held() == {}
    event = AuditEvent.objects.get(action="conference.rehearse")
    assert (event.facts["voters"], event.facts["lines"], event.actor) == (7, 12, sitting.secretary)
    # The paper that was rehearsed is voted in earnest afterwards, as if nothing had been.
    services.ask(ballot, "open", by=sitting.secretary)


def test_an_act_that_fails_ends_the_rehearsal_with_its_reason_and_leaves_nothing(own_keys, monkeypatch):
    sitting, ballot = waiting()
    before = rows()

    def broken(*args, **kwargs):
        raise RuleViolation("Hòm không mở được.")

    monkeypatch.setattr(boxing, "open_box", broken)
    played = rehearsing.act_out(sitting.conference, by=sitting.secretary, ballot=ballot)
    assert (played.findings[-1].tone, played.findings[-1].words) == ("bad", "Hòm không mở được.")
    assert played.round_ids
    assert (rows(), keys.held()) == (before, {})
    monkeypatch.setattr(casting, "cast", lambda *args: 1 / 0)  # not a refusal: a fault of the program
    with pytest.raises(ZeroDivisionError):
        rehearsing.act_out(sitting.conference, by=sitting.secretary, ballot=ballot)
    assert (rows(), keys.held()) == (before, {})


def test_what_goes_wrong_is_seen(monkeypatch):
    """The checks of a rehearsal can fail: with a key that stays, with a box that loses a ballot."""
    sitting, ballot = waiting()
    monkeypatch.setattr(boxing, "sweep", lambda: 0)
    played = rehearsing.act_out(sitting.conference, by=sitting.secretary, ballot=ballot)
    assert {finding.title for finding in played.findings if finding.tone == "bad"} == {"Mở bỏ phiếu", "Đóng phiếu"}
    monkeypatch.undo()
    unsealed = boxing._unsealed
    monkeypatch.setattr(boxing, "_unsealed", lambda *given: unsealed(*given)[1:])
    played = rehearsing.act_out(sitting.conference, by=sitting.secretary, ballot=ballot)
    assert {finding.title for finding in played.findings if finding.tone == "bad"} == {"Đóng phiếu", "Kiểm phiếu"}


def test_a_round_once_counted_on_paper_comes_to_the_same_result():
    sitting = council_sitting(members=9, present=9)
    agree = {"ĐVQT 1": 9, "ĐVQT 2": 8, "ĐVQT 3": 1, "ĐVQT 4": 0, "ĐVTT 1": 7, "ĐVTT 2": 8, "ĐVTT 3": 3}
    ballot = published_round(sitting, {"ĐVQT": (4, 2), "ĐVTT": (3, None)}, agree)
    played = rehearsing.act_out(sitting.conference, by=sitting.secretary, ballot=ballot)
    assert played.is_good, played.findings
    result = queries.result_of(ballot)
    assert [row["agree"] for row in played.titles] == [[line.agree for line in group.lines] for group in result.groups]
    assert [row["passed"] for row in played.titles] == [
        [line.label for line in group.passed] for group in result.groups
    ]
    assert played.titles[1]["passed"] == ["ĐVTT 2"]


def apart(granularity=Granularity.PAPER, kind=RoundKind.MIXED, two_keys=False, freeze=True):
    """A council of seven; its second member takes no part in the first line, where he stands himself, and two others
    none in the choice of some of three."""
    sitting, ballot, member = drafted({"CSTĐ": (3, None), "CS": (3, 2)}, kind=kind, members=7, present=7)
    VotingRound.objects.update(granularity=granularity, two_keys=two_keys)
    ballot.refresh_from_db()
    pairs = [(one.line, one.attendee) for one in conflicts.unresolved(ballot)]
    pairs += [(ballot.groups.get(title="CS").lines.first(), seat) for seat in sitting.attendees[3:5]]
    recusing.decide(ballot, by=sitting.secretary, pairs=pairs, reason="Tự khai")
    if freeze:
        services.freeze_round(ballot, by=sitting.secretary)
        ballot.refresh_from_db()
    return sitting, ballot


@pytest.mark.both
@pytest.mark.parametrize("granularity", list(Granularity))
def test_every_round_of_the_paper_is_rehearsed_and_none_is_touched(own_keys, granularity):
    """Lines some take no part in, with and without a ballot for each line, on a box that two open: three boxes."""
    sitting, ballot = apart(granularity, two_keys=True)
    assert ballot.sub_rounds.count() == 2
    before = rows()
    real = list(VotingRound.objects.order_by("number").values())
    played = rehearsing.act_out(sitting.conference, by=sitting.secretary, ballot=ballot)
    assert [one.words for one in played.findings if one.tone != "ok"] == []
    assert len(played.round_ids) == len(set(played.round_ids)) == 3
    assert (played.voters, played.lines) == (7, 6)
    titles = [(row["title"], row["lines"]) for row in played.titles]
    assert titles == [("CSTĐ", 2), ("CSTĐ, phiếu riêng", 1), ("CS, phiếu riêng", 3)]
    told = {one.title: one.words for one in played.findings}
    assert "và 2 hòm của phiếu riêng" in told["Nhận phiếu"]
    # Seven vote on two lines, six on one, five on a choice of three: each is one ballot, or each line is.
    casts = 7 + 6 + 5 if granularity == Granularity.PAPER else 2 * 7 + 6 + 5
    assert told["Bỏ phiếu"].startswith(f"{casts} phiếu, mỗi phiếu gửi hai lần")
    assert ("mỗi dòng một phiếu" in told["Đóng phiếu"]) is (granularity == Granularity.LINE)
    rehearsing.prove_gone(played)
    assert played.findings[-1].tone == "ok"
    assert (rows(), keys.held()) == (before, {})
    assert list(VotingRound.objects.order_by("number").values()) == real


def test_a_draft_is_rehearsed_as_it_will_fall_apart_and_a_whole_round_without_somebody(own_keys):
    sitting, ballot = apart(freeze=False)
    played = rehearsing.act_out(sitting.conference, by=sitting.secretary, ballot=ballot)
    assert (played.is_good, len(played.round_ids)) == (True, 3), played.findings
    ballot.refresh_from_db()
    assert ballot.is_draft and not ballot.sub_rounds.exists()
    services.freeze_round(ballot, by=sitting.secretary)
    services.set_recused(ballot.electors.last(), by=sitting.secretary, reason="Ốm")
    played = rehearsing.act_out(sitting.conference, by=sitting.secretary, ballot=ballot)
    assert (played.is_good, played.voters) == (True, 6), played.findings


def test_lines_counted_apart_once_come_to_the_same_figures(own_keys):
    sitting, ballot = apart(kind=RoundKind.SECRET_PAPER)
    rounds = [ballot, *ballot.sub_rounds.order_by("number")]
    two_persons(ballot, "open", sitting.secretary, sitting.tellers[0])
    services.hand_papers(ballot, by=sitting.tellers[0], batch_label="A", attendees=sitting.present)
    two_persons(ballot, "close", sitting.secretary, sitting.tellers[0])
    agree = {"CSTĐ 1": 5, "CSTĐ 2": 7, "CSTĐ 3": 2, "CS 1": 5, "CS 2": 4, "CS 3": 1}
    for one in rounds:
        one = VotingRound.objects.get(pk=one.pk)
        batch = one.batches.get()
        services.record_returned(batch, by=sitting.tellers[0], returned=batch.signed)
        for teller in sitting.tellers[:2]:
            services.save_count(batch, by=teller, data=figures(one, batch.signed, agree))
            services.lock_count(batch, by=teller)
    ballot = VotingRound.objects.get(pk=ballot.pk)
    for teller in sitting.tellers:
        services.sign(ballot, by=teller)
    ballot = two_persons(ballot, "publish", sitting.secretary, sitting.tellers[0])
    played = rehearsing.act_out(sitting.conference, by=sitting.secretary, ballot=ballot)
    assert played.is_good, played.findings
    assert [row["agree"] for row in played.titles] == [[7, 2], [5], [5, 4, 1]]
    assert rehearsing.round_to_rehearse(sitting.conference) == ballot, "the paper, not a part of it"


def test_a_part_that_goes_wrong_is_seen_though_the_paper_itself_is_right(own_keys, monkeypatch):
    sitting, ballot = apart()
    opened = boxing._unsealed
    lost = []

    def one_box_loses_a_ballot(box, codes):
        found = opened(box, codes)
        if box.round.main_id is not None and not lost:
            lost.append(box.pk)
            return found[1:]
        return found

    monkeypatch.setattr(boxing, "_unsealed", one_box_loses_a_ballot)
    played = rehearsing.act_out(sitting.conference, by=sitting.secretary, ballot=ballot)
    assert {one.title for one in played.findings if one.tone == "bad"} == {"Đóng phiếu", "Kiểm phiếu"}
    assert lost


def test_a_list_without_a_paper_is_rehearsed_and_a_cluster_needs_its_paper():
    sitting = council_sitting(members=5, present=5)
    locked_list(sitting)
    assert rehearsing.act_out(sitting.conference, by=sitting.secretary, ballot=None).is_good
    meeting = cluster_meeting()
    played = rehearsing.act_out(meeting.conference, by=meeting.lead, ballot=None)
    assert [finding.words for finding in played.findings] == ["Lập phiếu bầu của cụm rồi diễn tập."]


def test_whoever_prepares_ballots_rehearses_them_and_nobody_while_people_vote():
    found = hall(5)
    with pytest.raises(StateConflict, match="diễn tập sau khi đóng phiếu"):
        rehearsing.rehearse(found.sitting.conference, by=found.sitting.secretary, place=HERE)
    found.act("cancel", "thử")
    for user in (found.teller, found.members[1], UserFactory(role=Role.ADMINISTRATOR, over=found.sitting.province)):
        with pytest.raises(Forbidden):
            rehearsing.rehearse(found.sitting.conference, by=user, place=HERE)
    assert not Rehearsal.objects.exists()


def test_keys_of_a_rehearsal_whose_machine_died_are_swept_after_an_hour_and_nothing_else_is(own_keys):
    found = hall(5, fetched=3)
    lost = "11111111-2222-4333-8444-555555555555"
    keys.make(lost, 1)
    (own_keys / "lost+found").mkdir()
    assert boxing.sweep() == 0
    for place in (own_keys / lost, own_keys / lost / "1", own_keys / str(found.ballot.pk)):
        os.utime(place, (1, 1))
    assert boxing.sweep() == 2
    assert set(keys.held()) == {str(found.ballot.pk)}
    assert (own_keys / "lost+found").exists()


# What is looked at before ---------------------------------------------------------------------------------------------


def looked(look, sitting, ballot=None, place=HERE) -> list[tuple[str, str]]:
    return [(one.tone, one.words) for one in look(Subject(sitting.conference, ballot, place))]


def test_people_rule_and_paper(own_keys):
    sitting, ballot = waiting()
    ((tone, words),) = looked(preflight.roll, sitting)
    assert (tone, words.startswith("9 thành viên; 8 chưa có tài khoản")) == ("warn", True)
    for seat in sitting.attendees[1:]:
        UserFactory(role=Role.MEMBER, over=sitting.province, person=seat.person)
    assert looked(preflight.roll, sitting) == [("ok", "9 thành viên, ai cũng có tài khoản để bỏ phiếu điện tử.")]
    assert looked(preflight.quorum, sitting) == [("ok", "Có mặt 7, cần 6 trong 9.")]
    sitting.conference.attendees.filter(sort__gt=4).update(presence="expected")
    assert [tone for tone, _ in looked(preflight.quorum, sitting)] == ["bad"]
    assert [tone for tone, _ in looked(preflight.paper, sitting, ballot)] == ["ok", "warn", "ok"]
    user = sitting.tellers[0]
    user.is_active = False
    user.save()
    assert looked(preflight.paper, sitting, ballot)[-1] == ("bad", f"Tài khoản đã khóa: {user}.")
    assert [tone for tone, _ in looked(preflight.paper, sitting)] == ["warn"]
    without = council_sitting(members=5, present=5, with_regulation=False)
    assert [tone for tone, _ in looked(preflight.quorum, without)] == ["bad"]


@pytest.mark.both
def test_keys_clock_and_way_in(own_keys, settings, monkeypatch):
    sitting, _ = waiting()
    assert [tone for tone, _ in looked(preflight.key_folder, sitting)] == ["ok"]
    assert list(own_keys.iterdir()) == []
    own_keys.chmod(0o755)
    keys.make("11111111-2222-4333-8444-555555555555", 1)
    own_keys.chmod(0o755)
    assert [words.split(";")[0] for _, words in looked(preflight.key_folder, sitting)] == [
        f"Người khác trên máy đọc được {own_keys}", "Còn khóa của 1 vòng đã kết thúc",
    ]  # fmt: skip
    settings.MEDIA_ROOT = own_keys.parent
    assert any("được sao lưu" in words for _, words in looked(preflight.key_folder, sitting))
    assert [tone for tone, _ in looked(preflight.times, sitting)] == ["warn"]  # held in 2023
    monkeypatch.setattr(preflight, "MOST_SKEW", preflight.timedelta(seconds=-1))
    assert [tone for tone, _ in looked(preflight.times, sitting)] == ["bad"]
    assert [tone for tone, _ in looked(preflight.https, sitting)] == ["warn"]
    abroad = Place(is_safe=False, host="192.168.1.10:8000")
    ((tone, words),) = looked(preflight.https, sitting, place=abroad)
    assert (tone, words.startswith("192.168.1.10:8000 mở bằng http")) == ("bad", True)
    settings.HTTPS = True
    assert [tone for tone, _ in looked(preflight.https, sitting, place=abroad)] == ["ok"]


@pytest.mark.both
def test_machine_and_database(settings, monkeypatch):
    from django.db import connection

    sitting, _ = waiting()
    assert {tone for tone, _ in looked(preflight.disk, sitting)} <= {"ok", "warn", "bad"}
    monkeypatch.setattr(preflight.shutil, "disk_usage", lambda place: type("", (), {"free": 5 * 1024 * 1024}))
    assert looked(preflight.disk, sitting)[0] == ("bad", "Chỉ còn 5 MB trống.")
    settings.DEBUG = True
    assert looked(preflight.memory, sitting)[0][0] == "bad"
    assert looked(preflight.guards, sitting) == [
        ("ok", "Mọi chốt chặn sửa, xóa phiếu đang đứng; bảng của hòm không ghi thứ tự.")
    ]
    with connection.cursor() as cursor:
        trigger = "DROP TRIGGER box_envelope_update" + (
            " ON awards_envelope" if connection.vendor == "postgresql" else ""
        )
        cursor.execute(trigger)
    assert looked(preflight.guards, sitting)[0][0] == "bad"
    told = looked(preflight.database_settings, sitting)
    # The databases of the tests do not wait for the disk, and are told so.
    names = {words.split(" ")[0] for _, words in told}
    assert names >= ({"fsync", "full_page_writes"} if connection.vendor == "postgresql" else {"synchronous"})
    assert names.isdisjoint({"log_statement", "track_commit_timestamp", "journal_mode", "quick_check"})
    now = {"log_statement": "all", "log_min_error_statement": "error", "track_commit_timestamp": "on"}
    wrong = preflight._wrong(preflight.POSTGRESQL, now)
    assert [(one.tone, one.words.split(":")[0]) for one in wrong] == [
        ("bad", "track_commit_timestamp = on"),
        ("bad", "log_statement = all"),
        ("warn", "log_min_error_statement = error"),
    ]
    assert preflight._wrong(preflight.POSTGRESQL, {"log_min_error_statement": "panic"}) == []


# Invented ballots -----------------------------------------------------------------------------------------------------


def test_ballots_are_dealt_to_given_figures():
    one, dice = paper((4, 2), (3, None)), Random(3)
    wanted = [[Figures(5), Figures(5), Figures(3), Figures(1)], [Figures(7, 0), Figures(0, 7), Figures(3, 2)]]
    ballots = dealing.dealt(one, wanted, 7, dice)
    assert dealing.figures_of(one, ballots) == [
        [(5, None), (5, None), (3, None), (1, None)], [(7, 0), (0, 7), (3, 2)],
    ]  # fmt: skip
    assert all(len(ballot[0]) <= 2 for ballot in ballots)
    for impossible in ([[Figures(7), Figures(7), Figures(1), Figures(0)], wanted[1]], [wanted[0], [Figures(8)] * 3]):
        with pytest.raises(Impossible):
            dealing.dealt(one, impossible, 7, dice)
    assert all(len(ballot) == one.contests for ballot in dealing.invented(one, 20, dice))


# Pages ----------------------------------------------------------------------------------------------------------------


@pytest.mark.both
def test_rehearse_is_one_press_and_its_page_tells_the_verdict(client):
    sitting, ballot = waiting()
    client.force_login(sitting.secretary)
    page, begin = (
        reverse(f"awards:ballots.{name}", args=[sitting.conference.pk]) for name in ("rehearsal", "rehearse")
    )
    assert f'action="{begin}"' in client.get(page).content.decode()
    assert begin in client.get(reverse("awards:conferences.detail", args=[sitting.conference.pk])).content.decode()
    call_command("createcachetable", verbosity=0)
    assert client.post(begin).url == page
    job = Job.objects.get()
    assert (job.state, job.error) == ("done", "")
    kept = Rehearsal.objects.get()
    body = client.get(page).content.decode()
    assert kept.get_state_display() in body
    for finding in kept.findings:
        assert finding.title in body
    assert "Không còn dòng nào trong cơ sở dữ liệu" in body
    assert VotingRound.objects.get().state == RoundState.READY
    client.force_login(sitting.tellers[0])
    assert client.get(page).status_code == client.post(begin).status_code == 403
