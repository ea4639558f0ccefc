"""Pages on which the office changes the law: each change is shown before it is done."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from awards.catalogue import versions
from awards.catalogue.conditions import KINDS
from awards.catalogue.models import AwardRule
from awards.catalogue.queries import rules_with_parts
from awards.catalogue.version_forms import RuleForm, with_a_line
from thidua.forms import ReasonForm
from thidua.http import form_status
from thidua.permissions import require
from units.structure.previews import kept, tried

CHECK_AGAIN = "Kiểm tra lại danh sách đề nghị đang mở để áp dụng."


def _crumbs(rule: AwardRule, title: str) -> list[tuple[str, str]]:
    return [
        ("Quy định, danh hiệu", reverse("awards:catalogue.index")),
        (rule.award.name, reverse("awards:catalogue.award", args=[rule.award_id])),
        (title, ""),
    ]


def _page_on(rule: AwardRule, day) -> str:
    return f"{reverse('awards:catalogue.award', args=[rule.award_id])}?ngay={day:%d/%m/%Y}"


def _context(request: HttpRequest, rule: AwardRule, form, draft, title: str) -> dict:
    return {
        "rule": rule,
        "form": form,
        "draft": draft,
        "changed": bool(draft and request.POST.get("xac_nhan")),
        "kept": kept(request),
        "title": title,
        "crumbs": _crumbs(rule, title),
        "back": _page_on(rule, rule.valid_from),
    }


@login_required
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """What the law says of a title from a day on, beginning with a row there is; shown before it is done."""
    require(request.user, "awards.edit_catalogue")
    rule = get_object_or_404(rules_with_parts(), pk=pk)
    line = next((name for name in ("c", "q") if f"them_{name}" in request.POST), "")
    kind = request.POST.get("loai", "")
    if line == "q" or (line and kind in KINDS):
        form, draft = RuleForm(with_a_line(request.POST, line, kind), rule=rule, unsent=True), None
    elif line:
        form, draft = RuleForm(request.POST, rule=rule, unsent=True), None
    else:
        form = RuleForm(request.POST or None, rule=rule)
        try:
            draft = tried(request, form, versions.renew_rule, rule)
        except versions.AlreadyMade:
            messages.info(request, "Quy định mới này đã được lưu.")
            return redirect("awards:catalogue.award", rule.award_id)
    if draft and draft.act:
        day = draft.act.row.valid_from
        messages.success(request, f"Đã lưu quy định mới từ ngày {day:%d/%m/%Y}. {CHECK_AGAIN}")
        return redirect(_page_on(rule, day))
    context = _context(request, rule, form, draft, "Quy định mới")
    context["kinds"] = [(kind.code, kind.label) for kind in KINDS.values()]
    return render(request, "awards/catalogue/renew.html", context, status=form_status(form))


@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """A row of the office that does not hold yet is taken back; the one before goes on."""
    require(request.user, "awards.edit_catalogue")
    rule = get_object_or_404(rules_with_parts(), pk=pk)
    form = ReasonForm(request.POST or None)
    draft = tried(request, form, versions.withdraw_rule, rule)
    if draft and draft.act:
        messages.success(request, f"Đã rút quy định từ ngày {rule.valid_from:%d/%m/%Y}. {CHECK_AGAIN}")
        return redirect("awards:catalogue.award", rule.award_id)
    context = _context(request, rule, form, draft, "Rút quy định chưa có hiệu lực")
    context["problem"] = versions.why_not_withdrawn(rule)
    return render(request, "awards/catalogue/withdraw.html", context, status=form_status(form))
