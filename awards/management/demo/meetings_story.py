"""Unit meetings: each line of Long An 2023 comes out of one; in the open year one is closed and one under way."""

from datetime import date, timedelta

from awards.catalogue.models import Award
from awards.management.demo.sample import Sample
from awards.management.demo.world import moment
from awards.nominations import conferring
from awards.nominations.conferring import Vote
from awards.nominations.enums import Origin, VoteWay
from awards.nominations.meeting_queries import Subject, post_of
from awards.nominations.meeting_rules import offered_rules, set_meeting_rule
from awards.nominations.models import Nomination, NominationList
from thidua import clock
from units.models import Person, Unit, User

REPORT = "Bám địa bàn, hoàn thành tốt nhiệm vụ được giao (minh hoạ)."


def agree_on_a_share(unit: Unit, *, by: User, day: date, **own) -> None:
    """More than half of those present, two thirds of those called; own: what the command says otherwise."""
    row = offered_rules()[0]
    facts = {name: row[name] for name in row if name not in ("code", "text")}
    set_meeting_rule(unit, by=by, valid_from=day, reason="Thống nhất trước khi họp (minh hoạ)", **{**facts, **own})


def hold(
    listing: NominationList, unit: Unit, specs: list[dict], *, by: User, people: list[Person], day: date
) -> list[Nomination]:
    """Everybody of the unit meets and puts forward those in specs, with the votes that stand there; lines in the order
    of specs."""
    size = specs[0]["unit_votes_total"]
    meeting = conferring.call_meeting(
        listing, unit, by=by, called=max(size, len(people)), present=size, **_head(unit, people, day),
        subjects=[
            Subject(spec["award"], Origin.UNIT if spec.get("unit") else Origin.REGISTERED, person=spec.get("person"),
                    unit=spec.get("unit"))
            for spec in specs
        ],
    )  # fmt: skip
    lines = list(meeting.lines.order_by("sort"))
    votes = {
        line.pk: Vote(spec["unit_votes_for"], size - spec["unit_votes_for"], report=spec["citation"])
        for line, spec in zip(lines, specs, strict=True)
    }
    conferring.record_votes(
        meeting, votes, by=by, conclusion="Đề nghị cấp trên xét khen thưởng theo kết quả biểu quyết."
    )
    conferring.close_meeting(meeting, by=by, ended_at=moment(day, 10).time())
    rows = meeting.lines.select_related("nomination__award", "nomination__nomination_list", "nomination__proposer")
    return [line.nomination for line in rows.order_by("sort")]


def _head(unit: Unit, people: list[Person], day: date) -> dict:
    head, second = people[0], people[1]
    return {
        "held_at": moment(day, 8), "place": f"Hội trường {unit.short_name}", "chair_name": head.full_name,
        "chair_post": post_of(head), "secretary_name": second.full_name, "secretary_post": post_of(second),
    }  # fmt: skip


def tell(sample: Sample, listing: NominationList, lines: list[Nomination]) -> None:
    """The first post: a meeting with minutes, one fell, one candidate came through; a second one has just been held and
    waits for its votes, with the line that was returned for them."""
    clerk, post, people = sample.users["troly.donvi"], sample.units["MH-D1"], sample.people["MH-D1"]
    award, day = Award.objects.get(code="CSTT"), sample.today - timedelta(days=2)
    with clock.at(moment(day, 14)):
        meeting = conferring.call_meeting(
            listing, post, by=clerk, called=len(people), attendees=[person.pk for person in people[:-1]],
            absence_note="Đi công tác", **_head(post, people, day),
            subjects=[
                *(Subject(line.award, Origin.LINE, line, line.person, line.unit) for line in (lines[0], lines[3])),
                *(Subject(award, Origin.SUGGESTED, person=person) for person in people[6:8]),
            ],
        )  # fmt: skip
        counts = [Vote(11, 0), Vote(9, 1, opinion="Cần cố gắng trong học tập"), Vote(4, 6, report=REPORT),
                  Vote(10, 1, report=REPORT)]  # fmt: skip
        votes = dict(zip(meeting.lines.order_by("sort").values_list("pk", flat=True), counts, strict=True))
        conferring.record_votes(
            meeting, votes, by=clerk, discussion="Các ý kiến thống nhất với báo công của cá nhân, tập thể (minh hoạ).",
            conclusion="Đề nghị cấp trên xét khen thưởng theo kết quả biểu quyết.",
        )  # fmt: skip
        conferring.close_meeting(meeting, by=clerk, ended_at=moment(day, 10).time())
    day = sample.today - timedelta(days=1)
    with clock.at(moment(day, 9)):
        conferring.call_meeting(
            listing, post, by=clerk, called=len(people), attendees=[person.pk for person in people[1:]],
            way=VoteWay.BALLOT, **_head(post, people[1:], day),
            subjects=[
                *(Subject(line.award, Origin.LINE, line, line.person, line.unit) for line in lines[1:3]),
                Subject(award, Origin.SUGGESTED, person=people[8]),
            ],
        )  # fmt: skip
