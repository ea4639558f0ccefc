"""The shape of input about members who take no part in a line."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError

from awards.ballots.models import ContestLine, VotingRound
from awards.conferences.models import Attendee
from thidua.errors import RuleViolation
from thidua.forms import ActForm, TextField
from thidua.numbers import is_number
from units.models import Person, User


class _LineField(forms.ModelChoiceField):
    """A line of the paper, title by title."""

    def __init__(self, **kwargs):
        super().__init__(ContestLine.objects.none(), empty_label="Chọn dòng", **kwargs)

    def of(self, ballot: VotingRound) -> None:
        lines = ContestLine.objects.filter(group__round=ballot).select_related("group")
        self.queryset = lines.order_by("group__sort", "sort")
        shown: dict[str, list[tuple[int, str]]] = {}
        for line in self.queryset:
            words = f"{line.sort}. {line.label}" + (f", {line.detail}" if line.detail else "")
            shown.setdefault(line.group.title, []).append((line.pk, words))
        self.choices = [("", "Chọn dòng"), *shown.items()]


class _SeatField(forms.ModelChoiceField):
    def label_from_instance(self, seat: Attendee) -> str:
        return f"{seat.name}, {seat.title}"


class DeclareForm(ActForm):
    """A member about himself."""

    prefix = "khai"
    line = _LineField(label="Dòng")
    reason = TextField(label="Lý do", max_length=300, help_text="Ghi vào biên bản kiểm phiếu.")

    def __init__(self, *args, ballot: VotingRound, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["line"].of(ballot)


class OtherForm(DeclareForm):
    """Those who prepare the paper, about anybody with a seat."""

    prefix = "ghi"
    attendee = _SeatField(Attendee.objects.none(), label="Thành viên", empty_label="Chọn thành viên")
    field_order = ["attendee", "line", "reason"]

    def __init__(self, *args, ballot: VotingRound, **kwargs):
        super().__init__(*args, ballot=ballot, **kwargs)
        seats = ballot.conference.attendees.select_related("member", "unit").order_by("sort")
        self.fields["attendee"].queryset = seats


class KinForm(ActForm):
    """Somebody by service number; nobody is listed, so that the page tells no names."""

    prefix = "nguoi-than"
    relative = TextField(label="Số hiệu người thân", max_length=40)
    relation = TextField(label="Quan hệ", max_length=60, help_text="Ví dụ: vợ, con, anh ruột.")

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_relative(self) -> Person:
        typed = self.cleaned_data["relative"]
        found = Person.objects.filter(service_number__iexact=typed).first()
        if found is None:
            raise ValidationError(f"Không có ai mang số hiệu “{typed}”.")
        return found


def read_pairs(ballot: VotingRound, typed: Iterable[str]) -> list[tuple[ContestLine, Attendee]]:
    """Cases from their `line-seat`; what is not of this round is refused."""
    lines = {line.pk: line for line in ContestLine.objects.filter(group__round=ballot).select_related("group")}
    seats = {seat.pk: seat for seat in ballot.conference.attendees.all()}
    pairs = []
    for text in typed:
        line, _, seat = text.partition("-")
        if not (is_number(line) and is_number(seat) and int(line) in lines and int(seat) in seats):
            raise RuleViolation("Chọn dòng và thành viên của phiếu này.")
        pairs.append((lines[int(line)], seats[int(seat)]))
    return pairs
