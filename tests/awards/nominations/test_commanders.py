"""Those who command: rewarded with their unit where the command says so, within places of their own."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from awards.catalogue.enums import QuotaGroup
from awards.catalogue.queries import rule_on
from awards.catalogue.versions import QuotaPart, parts_of, refuse_incomplete, renew_rule
from awards.decisions.enums import PaperKind
from awards.decisions.states import missing_to_sign
from awards.models import Award, Nomination
from awards.nominations import commanders, distributing, services, switching
from awards.nominations.board import quota_board
from awards.nominations.enums import Eligibility, NominationState
from awards.nominations.queries import list_of
from awards.nominations.quota import Contender, cut, trial
from awards.nominations.what_if import try_lines
from tests.factories.decisions import province
from tests.factories.nominations import nomination_year
from tests.kept import kept
from thidua.errors import RuleViolation
from units.models import CompletionGrade, Person
from units.people.enums import Grade

pytestmark = pytest.mark.django_db
year = kept(nomination_year)
FIRST = date(2023, 10, 1)
CODE = commanders.CODE


def on(unit, by, *, binding: bool):
    return switching.switch_on(unit, CODE, by=by, valid_from=FIRST, reason="Quy chế của đơn vị", binding=binding)


# The unit's title -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("binding", "verdict"), [(False, Eligibility.LOOK), (True, Eligibility.INELIGIBLE)])
def test_a_rule_of_the_unit_itself_bars_and_another_asks_for_a_look(year, binding, verdict):
    line = year.sent("CSTT", year.person(is_commander=True))
    CompletionGrade.objects.create(unit=line.person.unit, year=2023, grade=Grade.DONE)
    row = on(year.province, year.officer, binding=binding)
    with year.in_time():
        services.check(line, by=year.officer)
    assert (line.eligibility, row.confidence) == (verdict, "L" if binding else "S")
    assert line.eligibility_reason.startswith("Cán bộ chủ trì, đơn vị hoàn thành nhiệm vụ, không đạt ")


def test_the_secretary_of_the_party_committee_stands_with_the_unit_too(year):
    line = year.sent("CSTT", year.person(is_party_secretary=True))
    CompletionGrade.objects.create(unit=line.person.unit, year=2023, grade=Grade.DONE)
    on(year.province, year.officer, binding=False)
    with year.in_time():
        services.check(line, by=year.officer)
    assert line.eligibility_reason.startswith("Bí thư cấp ủy, đơn vị hoàn thành nhiệm vụ, không đạt ")


def settled(y):
    """A province after its ballot: the head of a unit passed, the unit did not get its title."""
    listing = list_of(y.period)
    line = y.of("CSTT")[0]
    Person.objects.update(is_commander=False)
    Person.objects.filter(pk=line.person_id).update(is_commander=True)
    unit = line.person.unit
    CompletionGrade.objects.update_or_create(unit=unit, year=y.period.year, defaults={"grade": Grade.DONE})
    own = Nomination.objects.filter(nomination_list=listing, unit=unit)
    own.update(state=NominationState.NOT_PASSED)
    return listing, line, unit


def test_after_the_ballot_a_commander_whose_unit_failed_is_told_and_barred_only_by_a_binding_rule():
    y = province()
    listing, line, unit = settled(y)
    paper = y.draft(PaperKind.DECISION)
    assert commanders.without_unit(listing, [line.pk]) == {}
    assert missing_to_sign(paper) == []
    row = on(y.unit, y.officer, binding=False)
    words = f"{line.subject_name} (Chiến sĩ tiên tiến): cán bộ chủ trì, đơn vị hoàn thành nhiệm vụ, không đạt "
    (said,) = commanders.told_of(listing, [one.pk for one in y.of("CSTT")])
    assert said.startswith(words)
    assert missing_to_sign(paper) == []
    switching.switch_off(row, by=y.officer, valid_to=row.valid_from, reason="Thay bằng quy định bắt buộc")
    switching.switch_on(
        y.unit, CODE, by=y.officer, valid_from=date(2023, 10, 2), reason="Quy chế của đơn vị", binding=True
    )
    missing = missing_to_sign(paper)
    assert [one for one in missing if one.startswith(words)] == missing != []
    CompletionGrade.objects.filter(unit=unit, year=y.period.year).update(grade=Grade.GOOD)
    assert missing_to_sign(paper) == []  # a unit that completes its tasks well is enough


def test_pages_tell_it_before_anybody_signs(client):
    y = province()
    listing, line, _ = settled(y)
    on(y.unit, y.officer, binding=False)
    client.force_login(y.officer)
    words = f"{line.subject_name} (Chiến sĩ tiên tiến): cán bộ chủ trì"
    result = client.get(reverse("awards:ballots.result", args=[y.ballot.pk])).content.decode()
    assert "Cán bộ chủ trì đạt phiếu, đơn vị chưa đạt" in result
    assert words in result
    assert words in client.get(reverse("awards:decisions.create") + "?loai=decision").content.decode()
    paper = y.draft(PaperKind.DECISION)
    page = client.get(reverse("awards:decisions.detail", args=[paper.pk])).content.decode()
    assert page.count(words) == 1


# Places beside the common quota ---------------------------------------------------------------------------------------


def chief(key: int, worth: int) -> Contender:
    return Contender(key, (worth,), True)


def soldier(key: int, worth: int) -> Contender:
    return Contender(key, (worth,))


def test_places_beside_the_common_ones_are_nobody_elses():
    found = cut([chief(1, 9), chief(2, 8), soldier(3, 7), soldier(4, 6)], 3, 1, apart=True)
    assert (found.taken, found.falls) == ({1, 3, 4}, {2})
    inside = cut([chief(1, 9), chief(2, 8), soldier(3, 7), soldier(4, 6)], 2, 1)
    assert (inside.taken, inside.falls) == ({1, 3}, {2, 4})
    tried = trial([chief(1, 9), soldier(3, 7), soldier(4, 6), soldier(5, 5)], {1, 3, 4, 5}, 3, 1, apart=True)
    assert (tried.cut.falls, tried.next_falls, tried.next_rises) == ({5}, {1, 4}, {5})


@given(
    lines=st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=12),
    common=st.integers(0, 6),
    own=st.integers(0, 4),
)
def test_each_part_of_the_quota_is_filled_and_never_exceeded(lines, common, own):
    contenders = [Contender(key, (worth,), commands) for key, (worth, commands) in enumerate(lines)]
    found = cut(contenders, common + own, own, apart=True)
    for commands, most in ((True, own), (False, common)):
        group = [one for one in contenders if one.commands == commands]
        taken = [one for one in group if one.key in found.taken]
        assert len(taken) <= most
        if len(group) <= most:
            assert len(taken) == len(group)
        out = [one for one in group if one.key in found.falls]
        assert all(a.worth >= b.worth for a in taken for b in out)
    assert found.taken | found.tied | found.falls == {one.key for one in contenders}


APART = QuotaPart("TITLE_QUOTA", "L", Decimal(5), legal_basis="Quy chế", group=QuotaGroup.APART)


@pytest.fixture
def apart(year):
    """5 % of the common quota beside it: 192 and 9."""
    rule = rule_on(Award.objects.get(code="CSTT"), date(2023, 10, 13))
    parts = parts_of(rule)
    with year.in_time():
        parts = replace(parts, quotas=(*parts.quotas, APART))
        renew_rule(rule, by=year.officer, valid_from=FIRST, reason="Quy chế", parts=parts)
    year.listing.refresh_from_db()
    return year


def row_of(y):
    return next(row for row in quota_board(y.listing) if row.award.code == "CSTT")


def test_a_quota_beside_the_common_one_is_counted_in_two_parts(apart):
    row = row_of(apart)
    assert (row.meter.quota, row.commanders.quota, row.others.quota) == (201, 9, 192)
    assert row.year_award.quota_text == "40% của 480 quân số, làm tròn xuống; và 9 riêng cán bộ chủ trì"
    apart.nominate("CSTT", apart.person(is_commander=True))
    apart.nominate("CSTT", apart.person())
    row = row_of(apart)
    assert (row.meter.used, row.commanders.used, row.others.used, row.over) == (2, 1, 1, 0)
    type(row.year_award).objects.filter(pk=row.year_award.pk).update(quota=1, commander_quota=0)
    row = row_of(apart)
    assert (row.others.over, row.commanders.over, row.over) == (0, 1, 1)
    tried = try_lines(apart.listing, row, None)
    assert (tried.others.used, tried.others.quota, len(tried.falls)) == (1, 1, 1)
    assert "0 riêng cán bộ chủ trì" in row.quota().note


def test_parts_of_the_units_keep_both_numbers(apart):
    unit = apart.units[0]
    with apart.in_time(), pytest.raises(RuleViolation) as refused:
        distributing.distribute(apart.listing, row_of(apart).award, {unit.pk: (200, 5)}, by=apart.officer)
    assert refused.value.reasons == ["Ngoài cán bộ chủ trì: đã chia 195, vượt chỉ tiêu chung 192."]


def test_the_catalogue_refuses_both_kinds_at_once_and_a_part_of_what_moves(apart):
    parts = parts_of(rule_on(Award.objects.get(code="CSTT"), date(2023, 10, 13)))
    inside = replace(APART, group=QuotaGroup.COMMANDERS)
    with pytest.raises(RuleViolation) as refused:
        refuse_incomplete(replace(parts, quotas=(*parts.quotas, inside)))
    assert "chọn trong hoặc ngoài chỉ tiêu chung, không cả hai" in refused.value.reasons[0]
    moving = QuotaPart("HOLDERS_OF_LOWER_TITLE", "V", Decimal(15))
    with pytest.raises(RuleViolation) as refused:
        refuse_incomplete(replace(parts, quotas=(moving, APART)))
    assert refused.value.reasons[0].startswith("Chỉ tiêu chung thay đổi theo danh sách")


def test_no_paper_gives_more_of_either_kind():
    y = province()
    paper = y.draft(PaperKind.DECISION)
    chiefs = [line.person_id for line in y.of("CSTT")]
    Person.objects.filter(pk__in=chiefs[:3]).update(is_commander=True)
    row = list_of(y.period).awards.get(award__code="CSTT")
    rows = type(row).objects.filter(pk=row.pk)
    rows.update(quota=20, commander_quota=2, commander_percent=10, commander_text="10% của chỉ tiêu")
    assert missing_to_sign(paper) == [
        "“Chiến sĩ tiên tiến”: 3 cán bộ chủ trì, vượt chỉ tiêu riêng 2 (10% của chỉ tiêu)."
    ]
    rows.update(quota=3, commander_quota=3, commanders_apart=True, counted_with=[])
    (whole, said) = missing_to_sign(paper)
    assert "vượt chỉ tiêu 3" in whole
    assert said == "“Chiến sĩ tiên tiến”: 1 người không là cán bộ chủ trì, vượt chỉ tiêu chung 0."
