"""Two people at the same moment: one cell, one sheet, one sending. Real threads on a real database."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from awards.models import Evidence, ResultEntry, ResultSheet, ScoreBoard
from awards.results import evidence, services
from awards.results.enums import SheetState
from awards.scoring.services import compute_board
from tests.awards.results.year import make_year
from tests.factories import UnitFactory, UserFactory, files
from thidua.errors import DomainError, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run the acts in threads that start together; each one's result or refusal, in order."""
    start = threading.Barrier(len(acts))
    results: list = [None] * len(acts)

    def run(number, act):
        start.wait()
        try:
            results[number] = act()
        except DomainError as refused:
            results[number] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_people_on_one_empty_cell_one_is_told():
    year = make_year()
    sheet = year.sheet()
    colleague = UserFactory(role=Role.UNIT_LEADER, over=year.units[0])
    results = at_once(
        lambda: services.enter(sheet, year.leaves[0], "41", by=year.clerks[0], version=0),
        lambda: services.enter(sheet, year.leaves[0], "42", by=colleague, version=0),
    )
    refused = [result for result in results if isinstance(result, services.CellConflict)]
    assert len(refused) == 1
    entry = ResultEntry.objects.get()
    assert (entry.version, str(int(entry.value))) == (1, refused[0].theirs)
    assert {refused[0].theirs, refused[0].yours} == {"41", "42"}


def test_two_hands_make_one_sheet():
    year = make_year()
    first, second = at_once(
        lambda: services.sheet_for(year.term, year.units[0], by=year.clerks[0]),
        lambda: services.sheet_for(year.term, year.units[0], by=year.officer),
    )
    assert first.pk == second.pk
    assert ResultSheet.objects.count() == 1


def test_two_sendings_are_one():
    year = make_year()
    sheet = year.fill()
    results = at_once(*[lambda: services.submit(ResultSheet.objects.get(pk=sheet.pk), by=year.clerks[0])] * 2)
    assert sum(isinstance(result, StateConflict) for result in results) == 1
    assert AuditEvent.objects.filter(action="results.submit").count() == 1
    sheet.refresh_from_db()
    assert sheet.state == SheetState.SUBMITTED


def test_verifying_while_the_unit_recalls_leaves_one_truth():
    year = make_year()
    sheet = year.fill()
    services.submit(sheet, by=year.clerks[0])
    results = at_once(
        lambda: services.verify(ResultSheet.objects.get(pk=sheet.pk), by=year.officer),
        lambda: services.recall(ResultSheet.objects.get(pk=sheet.pk), by=year.clerks[0]),
    )
    assert sum(isinstance(result, DomainError) for result in results) == 1
    sheet.refresh_from_db()
    assert sheet.state in (SheetState.VERIFIED, SheetState.DRAFT)


def test_two_organs_at_their_last_cells_verify_the_sheet_once():
    year = make_year()
    organs = [UnitFactory(parent=year.province, is_reporting=False) for _ in range(2)]
    for leaf, organ in zip(year.leaves, (*organs, organs[0]), strict=True):
        leaf.organ = organ
        leaf.save()
    judges = [UserFactory(role=Role.VERIFIER, over=year.province, unit=organ) for organ in organs]
    sheet = year.fill()
    services.submit(sheet, by=year.clerks[0])
    results = at_once(
        *[lambda who=who: services.verify(ResultSheet.objects.get(pk=sheet.pk), by=who) for who in judges]
    )
    assert not any(isinstance(result, DomainError) for result in results)
    sheet.refresh_from_db()
    assert sheet.state == SheetState.VERIFIED
    assert AuditEvent.objects.filter(action="results.verify").count() == 1
    assert AuditEvent.objects.filter(action="results.verify_part").count() == 1


def test_the_same_file_twice_at_once_is_kept_once(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    year = make_year()

    def attach():
        upload = SimpleUploadedFile("so.pdf", files.pdf())
        return evidence.attach(year.term, year.units[0], year.leaves[0].pk, [upload], by=year.clerks[0])

    year.sheet()
    results = at_once(attach, attach)
    assert sorted(len(kept.files) for kept in results) == [0, 1]
    assert Evidence.objects.count() == 1


def test_two_computations_make_one_board():
    year = make_year()
    for number in range(2):
        year.verified(number)
    at_once(*[lambda: compute_board(year.period, year.cluster, by=year.officer)] * 2)
    board = ScoreBoard.objects.get()
    assert (board.version, board.unit_scores.count()) == (1, 2)


def test_many_hands_on_one_sheet_lose_nothing_and_overwrite_nothing_silently():
    """Two people save the same eight cells, two at a time, each with what its page knew; every refusal is told."""
    year = make_year(criteria=8)
    sheet = year.sheet()
    people = [year.clerks[0], UserFactory(role=Role.UNIT_LEADER, over=year.units[0])]
    told: dict[int, list] = {0: [], 1: []}

    def save(who: int):
        for start in range(0, 8, 2):
            leaves = year.leaves[start : start + 2]
            texts = {leaf.pk: str(10 * (who + 1) + start) for leaf in leaves}
            services.enter_many(sheet, texts, by=people[who], versions=dict.fromkeys(texts, 0), conflicts=told[who])

    assert at_once(lambda: save(0), lambda: save(1)) == [None, None]
    entries = list(ResultEntry.objects.select_related("criterion", "entered_by"))
    assert len(entries) == 8
    assert {entry.version for entry in entries} == {1}  # nobody wrote over anybody
    assert len(told[0]) + len(told[1]) == 8
    for who, conflicts in told.items():
        refused = {conflict.entry.criterion_id: conflict.theirs for conflict in conflicts}
        for entry in entries:
            mine = entry.entered_by == people[who]
            assert mine != (entry.criterion_id in refused)
            if not mine:
                assert refused[entry.criterion_id] == str(int(entry.value))
    sheet.refresh_from_db()
    events = AuditEvent.objects.filter(action="results.enter")
    assert sheet.change_no == events.count()
    assert sum(len(event.changes) for event in events) == 8
