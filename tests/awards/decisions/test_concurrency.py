"""Two people at the same moment, each with a connection of their own: exactly one wins, the other is told."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from awards.decisions import numbering, services
from awards.decisions.enums import PaperState
from awards.decisions.models import AwardRecord, Decision
from tests.factories import UserFactory
from tests.factories.decisions import province
from thidua.errors import DomainError
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db(transaction=True)
SIGNED_ON = date(2023, 11, 10)


@pytest.fixture
def world():
    return province()


@pytest.fixture
def at_once(monkeypatch):
    """Run acts side by side; each waits after its checks, while its paper is laid out, until all are there."""

    def run(*acts: Callable[[], object]) -> list[str]:
        gate = threading.Barrier(len(acts), timeout=30)

        def laid_out(document):
            gate.wait()
            return b"%PDF-" + document.slug.encode()

        monkeypatch.setattr(services, "render_pdf", laid_out)
        told: list[str] = []

        def do(act):
            try:
                act()
                told.append("done")
            except DomainError as error:
                told.append(str(error))
            finally:
                connection.close()

        threads = [threading.Thread(target=do, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return sorted(told)

    return run


def to_sign(world, lines) -> Decision:
    paper = world.draft(lines=lines)
    services.to_sign(paper, by=world.officer)
    return paper


def test_one_number_goes_to_one_of_two_papers(world, at_once):
    lines = world.of("CSTT")
    papers = [to_sign(world, lines[:2]), to_sign(world, lines[2:])]
    signers = [world.commander, UserFactory(role=Role.COMMANDER, over=world.unit)]
    told = at_once(
        *(
            lambda paper=paper, by=by: services.sign(
                Decision.objects.get(pk=paper.pk), by=by, number=5, decided_on=SIGNED_ON
            )
            for paper, by in zip(papers, signers, strict=True)
        )
    )
    assert told == ["Số 05/QĐ-BCH đã dùng trong năm 2023. Số chưa dùng tiếp theo là 06.", "done"]
    states = sorted(Decision.objects.values_list("state", "number"), key=str)
    assert states == [(PaperState.SIGNED, 5), (PaperState.TO_SIGN, None)]
    assert AwardRecord.objects.count() == 2


def test_one_paper_is_signed_once(world, at_once):
    paper = to_sign(world, world.of("CSTT"))
    signers = [world.commander, UserFactory(role=Role.COMMANDER, over=world.unit)]
    told = at_once(
        *(
            lambda number=number, by=by: services.sign(
                Decision.objects.get(pk=paper.pk), by=by, number=number, decided_on=SIGNED_ON
            )
            for number, by in enumerate(signers, 5)
        )
    )
    assert told[1] == "done"
    assert told[0] == "Không thể ký, ban hành: hiện đang ở trạng thái “Đã ban hành”."
    assert AwardRecord.objects.count() == 4


def test_one_line_is_drafted_once(world):
    """Two drafts at once over the same people: the year is locked, so the second finds them taken."""
    lines, told = world.of("CSTT"), []
    gate = threading.Barrier(2, timeout=30)

    def draft():
        gate.wait()
        try:
            world.draft(lines=lines)
            told.append("done")
        except DomainError as error:
            told.append(error.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=draft) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(told) == ["Có đối tượng không đưa được vào văn bản này.", "done"]
    assert Decision.objects.count() == 1


def test_two_people_at_once_get_two_numbers(world):
    gate, got = threading.Barrier(2, timeout=30), []

    def keep(by):
        gate.wait()
        try:
            got.append(numbering.reserve(world.unit, by=by, series="QĐ-BCH", year=2023, reason="Giữ").number)
        finally:
            connection.close()

    threads = [threading.Thread(target=keep, args=(by,)) for by in (world.officer, world.commander)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(got) == [1, 2]
