"""The office's own words and looks: safe fields, versions with their day, seen on a real paper, papers that follow."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from awards.decisions import amending
from awards.decisions.amending import Words
from awards.decisions.enums import AmendPart, PaperKind
from awards.decisions.papers import paper_document
from awards.models import AwardRule, BaseSalary, PaperLayout, PaperWording
from awards.reports.paper_facts import money_of
from awards.reports.registry import Scope, build, reports
from awards.reports.rewording import set_layout, set_wording
from awards.reports.rules import filled, troubles
from awards.reports.services import order
from awards.reports.wordings import BY_CODE, SLOTS
from tests.awards.reports.reading import text
from tests.factories.decisions import province, signed
from tests.factories.units import UnitFactory, grant
from tests.kept import kept
from thidua import clock
from thidua.documents import render_pdf
from thidua.documents.document import plain
from thidua.errors import Forbidden, RuleViolation
from units.accounts.enums import Role

pytestmark = [pytest.mark.django_db, pytest.mark.once]

world = kept(province)
GRANT = "Tặng {hinh_thuc} năm {nam} cho {so_luong}, gồm:"


def reword(world, words: str, slot: str = "decision.grant", **changes) -> PaperWording:
    given = {"by": world.officer, "valid_from": clock.today(), "reason": "Theo mẫu của Bộ", **changes}
    return set_wording(world.unit, slot=slot, text=words, **given)


def prose(paper) -> str:
    return " ".join(plain(block.text) for block in paper.blocks if hasattr(block, "text"))


def test_fields_are_words_and_nothing_runs():
    known = {"nam": "năm", "so": "số"}
    assert filled("Năm {nam}, {nam}; {{so}}", {"nam": "2023", "so": "5"}) == "Năm 2023, 2023; {5}"
    assert troubles("Năm {nam}", known) == []
    (told,) = troubles("{nam.__class__} và {ten}", known)
    assert told == "Không có trường {nam.__class__}, {ten}. Trường dùng được ở đây: {nam}, {so}."
    assert "ngoặc nhọn" in troubles("Năm {nam", known)[0]
    assert troubles("  ", known) and troubles("x" * 1501, known)


def found(world, slot) -> str:
    """The prose of the latest paper on which this place stands."""
    scope = Scope(world.period, world.unit)
    report = reports()[slot.report]
    paper = next(one for one in report.subjects(scope) if slot.fits(one))
    return prose(report.build(scope, paper))


def papers_of_every_kind(world) -> None:
    """A signed decision, drafts of its correction and revocation, drafts of the two usual papers."""
    old = signed(world, lines=world.of("CSTT"))
    first, second, *_ = old.lines.order_by("pk")
    right = Words(AmendPart.NAME, "Nguyễn Văn Ước Một", line=first)
    amending.draft_correction(old, by=world.officer, reason="Sai tên", words=[right])
    amending.draft_revocation(old, by=world.officer, lines=[second], reason="Kê khai sai")
    world.draft()
    world.draft(PaperKind.SUBMISSION)


def test_every_place_is_found_on_its_paper(world):
    """The words of the house stand on the paper as the page shows them: else other words would never get there."""
    papers_of_every_kind(world)
    for slot in SLOTS:
        reword(world, f"Câu thử {slot.code}", slot=slot.code)
    told = {slot.report: prose(build(slot.report, world.period, world.unit)) for slot in SLOTS}
    assert "Câu thử" not in told["conference-minutes"]  # a paper of a day gone by keeps its words
    PaperWording.objects.update(valid_from=date(2023, 1, 1))
    elsewhere = ("decision.no-money", "decision.duty-instead")  # the next two tests
    for slot in SLOTS:
        if slot.code not in elsewhere:
            assert f"Câu thử {slot.code}" in found(world, slot), slot.code


def test_the_article_on_money_is_the_office_s_with_the_sum_of_the_lists(world):
    """2 Chiến sĩ thi đua and 4 Chiến sĩ tiên tiến at 1.800.000: 2 × 1,0 + 4 × 0,3 = 5.760.000."""
    draft = world.draft(lines=[*(line for line in world.of("CSTDCS") if line.state == "passed"), *world.of("CSTT")])
    reword(world, "{nguoi_nhan} tại Điều 1 được thưởng {tien} đồng ({tien_chu}), chi từ quỹ.", slot="decision.money")
    reword(world, "{nguoi_nhan} tại Điều 1 được cấp giấy chứng nhận.", slot="decision.no-money")
    PaperWording.objects.update(valid_from=date(2023, 1, 1))
    document = paper_document(draft, number=7, decided_on=date(2023, 11, 10))
    said = "Cá nhân tại Điều 1 được thưởng 5.760.000 đồng (Năm triệu bảy trăm sáu mươi nghìn đồng), chi từ quỹ."
    assert said in prose(document)
    assert [one.lead for one in document.blocks if plain(getattr(one, "text", "")) == said] == ["Điều 2."]
    money = money_of("Quyết định", document)
    assert (money.listed, money.text) == (5_760_000, 5_760_000)
    AwardRule.objects.update(bonus_multiple=None)
    unknown = prose(paper_document(draft, number=7, decided_on=date(2023, 11, 10)))
    assert "Cá nhân tại Điều 1 được cấp giấy chứng nhận." in unknown and "thưởng" not in unknown.split("Điều 1")[1][:60]


def test_the_sum_is_that_of_the_day_of_signing(world):
    """A draft is read by the day it was begun; signed later, under another base salary, the words say the new sum."""
    lines = world.of("CSTT")
    reword(world, "Tiền thưởng {tien} đồng ({tien_chu}).", slot="decision.money")
    draft = world.draft(lines=lines)
    BaseSalary.objects.update(valid_to=date(2023, 11, 30))
    BaseSalary.objects.create(amount=2_000_000, valid_from=date(2023, 12, 1), confidence="V")
    PaperWording.objects.update(valid_from=date(2023, 1, 1))
    for day, total in ((date(2023, 11, 10), "2.160.000"), (date(2023, 12, 1), "2.400.000")):
        assert f"Tiền thưởng {total} đồng" in prose(paper_document(draft, number=7, decided_on=day))


def test_a_replacement_says_what_it_replaces_in_the_office_s_words(world):
    old = signed(world, lines=world.of("CSTT"))
    amending.draft_replacement(old, by=world.officer, keep=list(old.lines.all()), reason="Sai", subject_line="Thay thế")
    slot = BY_CODE["decision.duty-instead"]
    assert "và thay thế" not in reword(world, "Quyết định này thay {quyet_dinh}.", slot=slot.code).text
    assert "Quyết định này thay Quyết định số 05/QĐ-BCH ngày 10 tháng 11 năm 2023." in found(world, slot)


def test_a_place_is_tried_on_a_paper_that_has_it(world, client):
    """With a revocation newer than the correction, the correction's article is tried on the correction."""
    papers_of_every_kind(world)
    client.force_login(world.officer)
    page = reverse("awards:reports.wording") + "?nam=2023&dv=LT&cho="
    tried = client.post(f"{page}correction.rest", {"text": "Phần còn lại của {quyet_dinh} không đổi.", "xem": "1"})
    assert "Phần còn lại của Quyết định số 05/QĐ-BCH ngày 10 tháng 11 năm 2023 không đổi." in tried.content.decode()
    assert tried.context["found"][1].kind == PaperKind.CORRECTION
    tried = client.post(f"{page}revocation.back", {"text": "Nộp lại {nop_lai}.", "xem": "1"})
    assert "Nộp lại tiền thưởng đã nhận." in tried.content.decode()
    assert client.get(f"{page}decision.duty-instead").context["found"] is None


def test_a_signed_paper_keeps_its_words_and_the_next_has_the_new_ones(world):
    lines = world.of("CSTT")
    old = signed(world, number=5, lines=lines[:1])
    before = old.pdf.read()
    made = reword(world, GRANT)
    assert made.version == 1
    assert build("decision", world.period, world.unit, str(old.pk)) is not None
    old.pdf.seek(0)
    assert old.pdf.read() == before
    draft = world.draft(lines=lines[1:])
    document = build("decision", world.period, world.unit, str(draft.pk))
    assert "Tặng danh hiệu thi đua năm 2023 cho 03 cá nhân, gồm:" in prose(document)
    assert "cho 03 cá nhân, gồm" in text(render_pdf(document))
    reword(world, "", reason="Thôi")  # the words of the house again
    assert "cho các cá nhân đạt thành tích" in prose(build("decision", world.period, world.unit, str(draft.pk)))
    assert PaperWording.objects.count() == 2


def test_what_cannot_be_a_wording_is_refused_and_nothing_is_kept(world):
    for words, day, sentence in (
        ("Năm {nam2}", clock.today(), "Không có trường {nam2}"),
        (GRANT, clock.today() - timedelta(days=1), "từ hôm nay trở đi"),
        (BY_CODE["decision.grant"].default, clock.today(), "giống câu chữ gốc"),
    ):
        with pytest.raises(RuleViolation, match=sentence):
            reword(world, words, valid_from=day)
    with pytest.raises(Forbidden):
        reword(world, GRANT, by=world.clerk)
    assert not PaperWording.objects.exists()
    first = reword(world, GRANT)
    assert reword(world, GRANT) == first  # sent twice: one version
    with pytest.raises(RuleViolation, match="Đã có bản 2 từ"):
        reword(world, "Khác", valid_from=clock.today() + timedelta(days=9))
        reword(world, "Khác nữa")


def test_layout_is_the_organisation_s(world):
    set_layout(
        world.unit, by=world.officer, tokens={"body": 14, "rank_before_name": False}, valid_from=clock.today(),
        reason="Thông tư của Bộ",
    )  # fmt: skip
    paper = build("decision", world.period, world.unit, str(world.draft().pk))
    assert (paper.layout.body, paper.layout.rank_before_name) == (14, False)
    assert "Đại tá Hoàng Văn Đ" not in text(render_pdf(paper))
    assert PaperLayout.objects.get().tokens == {"body": 14, "rank_before_name": False}
    PaperLayout.objects.update(valid_from=date(2023, 1, 1))
    for name in ("count-minutes", "award-list"):  # every paper, not only those with words of their own
        assert order(reports()[name], Scope(world.period, world.unit), format="pdf").document().layout.body == 14


def test_wordings_pages_try_before_they_keep(world, client):
    world.draft()
    client.force_login(world.officer)
    page = reverse("awards:reports.wording") + "?cho=decision.grant&nam=2023&dv=LT"
    assert "Quyết định, Điều 1" in client.get(reverse("awards:reports.wordings")).content.decode()
    tried = client.post(page, {"text": GRANT, "xem": "1"})
    assert "03 tập thể, 02 cá nhân, 04 cá nhân, gồm:" in tried.content.decode()
    printed = client.post(page, {"text": GRANT, "in": "1"})
    assert printed["Content-Type"] == "application/pdf" and not PaperWording.objects.exists()
    refused = client.post(page, {"text": "Năm {nam2}", "valid_from": "01/01/2099", "reason": "Thử"})
    assert refused.status_code == 422 and "Năm {nam2}" in refused.content.decode()
    kept = client.post(page, {"text": GRANT, "valid_from": f"{clock.today():%d/%m/%Y}", "reason": "Thử"})
    assert kept.status_code == 302 and PaperWording.objects.get().text == GRANT


def test_layout_page_refuses_what_leaves_the_page(world, client):
    client.force_login(world.officer)
    assert 'value="13,5"' in client.get(reverse("awards:reports.layout")).content.decode()  # as people type it
    page = reverse("awards:reports.layout")
    fields = client.get(page).context["form"].initial
    sent = {name: str(value).replace(".", ",") for name, value in fields.items() if not isinstance(value, date | bool)}
    sent |= {"valid_from": f"{clock.today():%d/%m/%Y}", "reason": "Thử", "rank_before_name": "on"}
    refused = client.post(page, {**sent, "margin_left": "150"})
    assert refused.status_code == 422 and "Số lớn nhất được nhập là 60." in refused.content.decode()
    assert client.post(page, {**sent, "margin_left": "25", "body": "14"}).status_code == 302
    assert PaperLayout.objects.get().tokens == {"body": 14, "margins": [20, 15, 20, 25]}
    assert "Lề trái: 25 (Nghị định 30: 30–35)" in client.get(reverse("awards:reports.wordings")).content.decode()


def test_an_officer_of_two_commands_words_the_papers_of_the_one_looked_at(world, client):
    first = UnitFactory(code="AAA")  # before the other in every order
    grant(world.officer, Role.OFFICER, first)
    client.force_login(world.officer)
    page = client.get(reverse("awards:reports.wordings"), {"nam": world.period.year, "dv": world.unit.code})
    assert page.context["unit"] == world.unit
