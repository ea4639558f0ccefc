"""What the database itself holds to: numbers once, signed papers and the history for good; who sees which paper."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from awards.decisions import triggers
from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.models import AwardRecord, Decision, DecisionLine
from tests.factories import PersonFactory, UnitFactory, UserFactory
from tests.factories.decisions import province, signed
from tests.kept import kept
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db


world = kept(province)


def refused(act, match: str = "") -> None:
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        act()


def test_triggers_are_there():
    assert triggers.GUARD.missing(connection) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"subject_line": "Khác"},
        {"number": 6},
        {"sha256": "0" * 64},
        {"pdf": "decisions/khac.pdf"},
        {"decided_on": date(2023, 11, 11)},
        {"state": PaperState.CANCELLED},
        {"signer_name": "Người khác"},
    ],
)
def test_a_signed_paper_is_never_changed(world, changes):
    paper = signed(world)
    refused(lambda: Decision.objects.filter(pk=paper.pk).update(**changes), "Văn bản đã ký")


def test_lines_of_a_signed_paper_stay(world):
    paper = signed(world)
    line = paper.lines.first()
    upward = next(one for one in world.of("DVQT") if one.state == "passed")
    refused(lambda: DecisionLine.objects.filter(pk=line.pk).update(golden_book_no=99), "Văn bản đã ký")
    refused(lambda: DecisionLine.objects.create(decision=paper, nomination=upward), "Văn bản đã ký")
    refused(lambda: DecisionLine.objects.filter(pk=line.pk)._raw_delete("default"), "Văn bản đã ký")
    other = world.draft(PaperKind.SUBMISSION)
    refused(lambda: other.lines.update(decision=paper), "Văn bản đã ký")


def test_no_paper_is_deleted_not_even_a_draft(world):
    paper = world.draft(lines=[])
    refused(lambda: Decision.objects.filter(pk=paper.pk)._raw_delete("default"), "không xóa được")


def test_the_history_stays(world):
    signed(world)
    record = AwardRecord.objects.first()
    refused(lambda: AwardRecord.objects.filter(pk=record.pk).update(year=2022), "Lịch sử khen thưởng")
    refused(lambda: AwardRecord.objects.filter(pk=record.pk)._raw_delete("default"), "Lịch sử khen thưởng")


def test_a_draft_is_still_free(world):
    paper = world.draft()
    Decision.objects.filter(pk=paper.pk).update(subject_line="Khác")
    paper.lines.first().delete()
    assert paper.lines.count() == 8


def test_one_number_an_issuer_series_and_year(world):
    first = signed(world)
    again = {
        "kind": PaperKind.ANSWER,
        "period": world.period,
        "issuer": world.unit,
        "series": first.series,
        "number": first.number,
        "number_year": first.number_year,
        "decided_on": first.decided_on,
        "state": PaperState.SIGNED,
        "created_by": world.officer,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(**again)
    Decision.objects.create(**{**again, "number_year": 2024})
    Decision.objects.create(**{**again, "series": "QĐ-KT"})
    Decision.objects.create(**{**again, "issuer": world.above})


@pytest.mark.parametrize(
    "missing",
    [{"number": None}, {"number": 0}, {"number_year": None}, {"decided_on": None}, {"sha256": ""}, {"pdf": ""}],
)
def test_a_signed_paper_is_complete(world, missing):
    paper = world.draft(lines=[])
    complete = {
        "state": PaperState.SIGNED,
        "number": 1,
        "number_year": 2023,
        "decided_on": date(2023, 11, 10),
        "sha256": "0" * 64,
        "pdf": "decisions/x.pdf",
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=paper.pk).update(**{**complete, **missing})
    Decision.objects.filter(pk=paper.pk).update(**complete)


def test_a_draft_has_no_number(world):
    paper = world.draft(lines=[])
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=paper.pk).update(number=1)


def test_one_title_a_year_for_a_person_and_a_unit(world):
    award = world.of("CSTT")[0].award
    given = {"award": award, "year": 2020, "decision_text": "x", "decided_on": date(2020, 11, 1)}
    for subject in ({"person": PersonFactory()}, {"unit": UnitFactory()}):
        AwardRecord.objects.create(**given, **subject)
        with pytest.raises(IntegrityError), transaction.atomic():
            AwardRecord.objects.create(**given, **subject)
    for subject in ({}, {"person": PersonFactory(), "unit": UnitFactory()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AwardRecord.objects.create(**{**given, "year": 2019}, **subject)


# Who sees what --------------------------------------------------------------------------------------------------------


def seen(user) -> set[int]:
    user.__dict__.pop("grants", None)
    return set(Decision.objects.visible_to(user).values_list("pk", flat=True))


def test_drafts_are_for_those_who_write_and_sign_signed_ones_for_the_province(world):
    lines = world.of("CSTT")
    final = signed(world, lines=lines[:1])
    draft = world.draft(lines=lines[1:2])
    other = province_elsewhere()
    assert seen(world.officer) == seen(world.commander) == seen(world.sitting.secretary) == {final.pk, draft.pk}
    assert seen(UserFactory(role=Role.AUDITOR, over=world.unit)) == {final.pk, draft.pk}
    for role in (Role.CLERK, Role.UNIT_LEADER):
        assert seen(UserFactory(role=role, over=world.units[0])) == {final.pk}
    assert seen(UserFactory(role=Role.MEMBER, over=world.unit)) == {final.pk}
    assert seen(UserFactory(role=Role.OFFICER, over=other)) == set()
    assert seen(UserFactory()) == set()


def province_elsewhere():
    return UnitFactory(code="KHAC")


def test_awards_are_seen_below_and_by_their_holder(world):
    signed(world)
    mine = AwardRecord.objects.filter(person__unit=world.units[0]) | AwardRecord.objects.filter(unit=world.units[0])
    assert set(AwardRecord.objects.visible_to(world.clerk)) == set(mine)
    holder = AwardRecord.objects.exclude(person__unit=world.units[0]).filter(person__isnull=False).first().person
    assert [row.person for row in AwardRecord.objects.visible_to(UserFactory(person=holder))] == [holder]
