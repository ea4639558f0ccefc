"""Before publication nobody but the tellers learns a figure, and a teller not the other's before both have locked."""

import json
import re

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse

from awards.ballots import queries, services
from awards.models import RoundEvent, VotingRound
from tests.factories import UserFactory
from tests.factories.ballots import closed_round, council_sitting, counted_round, figures, published_round
from thidua.errors import Forbidden
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = pytest.mark.django_db

# 77 papers: a number that stands nowhere else on a page.
TELLTALE = {"ĐVTT 1": 9, "ĐVTT 2": 8}


def paths(ballot, batch):
    """Every page and fragment that shows a round or its conference."""
    return [
        reverse("awards:ballots.detail", args=[ballot.pk]),
        reverse("awards:ballots.pending", args=[ballot.pk]),
        reverse("awards:ballots.vote", args=[ballot.pk]),
        reverse("awards:ballots.result", args=[ballot.pk]),
        reverse("awards:ballots.count", args=[batch.pk]),
        reverse("awards:ballots.screen", args=[ballot.conference_id]),
        reverse("awards:conferences.detail", args=[ballot.conference_id]),
        reverse("awards:conferences.minutes", args=[ballot.conference_id]),
    ]


# What a paper is about, by its id, which may be any number: no figure of a count.
PAPER = re.compile(r'<input type="hidden" name="object" value="[0-9a-f-]+">')


def leaks(client, user, ballot, batch) -> list[str]:
    """Addresses whose answer to `user` shows a figure of a count: the cells of a sheet or of the result."""
    client.force_login(user)
    found = []
    for path in paths(ballot, batch):
        answer = client.get(path, follow=True)
        body = PAPER.sub("", answer.content.decode())
        if answer.status_code == 200 and ('value="9"' in body or 'value="5"' in body or "td-tally" in body):
            found.append(path)
    return found


def first_count(sitting):
    ballot = closed_round(sitting, {"ĐVTT": (2, None)})
    batch = ballot.batches.get()
    services.save_count(batch, by=sitting.tellers[0], data=figures(ballot, 14, TELLTALE))
    return ballot, batch


def test_the_sheet_of_one_counter_is_on_no_page_of_the_other_or_of_anybody_else(client):
    sitting = council_sitting()
    ballot, batch = first_count(sitting)
    own = reverse("awards:ballots.count", args=[batch.pk])
    assert leaks(client, sitting.tellers[0], ballot, batch) == [own]  # the figures are there to be found
    services.lock_count(batch, by=sitting.tellers[0])
    others = [
        sitting.tellers[1],
        sitting.tellers[2],
        sitting.secretary,
        sitting.chair,
        UserFactory(role=Role.OFFICER, over=sitting.province),
        UserFactory(role=Role.ADMINISTRATOR, over=sitting.province),
        UserFactory(role=Role.AUDITOR, over=sitting.province),
    ]
    for user in others:
        assert leaks(client, user, ballot, batch) == []


def test_counting_pages_answer_403_to_everybody_but_the_tellers(client):
    sitting = council_sitting()
    ballot, batch = first_count(sitting)
    for user in (sitting.secretary, sitting.chair, UserFactory(role=Role.ADMINISTRATOR, over=sitting.province)):
        client.force_login(user)
        assert client.get(reverse("awards:ballots.count", args=[batch.pk])).status_code == 403
        assert client.post(reverse("awards:ballots.save_count", args=[batch.pk]), {"w": "0"}).status_code == 403
        assert client.post(reverse("awards:ballots.lock_count", args=[batch.pk]), {"w": "0"}).status_code == 403
        assert client.get(reverse("awards:ballots.result", args=[ballot.pk])).status_code == 403


def test_strangers_get_404_for_everything(client):
    sitting = council_sitting()
    ballot, batch = first_count(sitting)
    client.force_login(UserFactory(role=Role.OFFICER, over=council_sitting().province))
    for path in paths(ballot, batch):
        assert client.get(path).status_code == 404


def test_nobody_sees_a_result_while_papers_are_counted_not_even_a_teller(client):
    sitting = council_sitting()
    ballot, _ = first_count(sitting)
    for user in (*sitting.tellers, sitting.secretary):
        client.force_login(user)
        assert client.get(reverse("awards:ballots.result", args=[ballot.pk])).status_code == 403


def test_counted_and_not_published_is_for_the_tellers_alone(client, counted):
    sitting, ballot = counted
    batch = ballot.batches.get()
    result = reverse("awards:ballots.result", args=[ballot.pk])
    assert leaks(client, sitting.tellers[2], ballot, batch) == [result]
    for user in (sitting.secretary, sitting.chair, UserFactory(role=Role.ADMINISTRATOR, over=sitting.province)):
        assert leaks(client, user, ballot, batch) == []
        with pytest.raises(Forbidden):
            queries.result_of(ballot, viewer=user)
    with pytest.raises(Forbidden):
        queries.result_of(ballot)
    assert queries.results_of_conference(sitting.conference) == []


def test_published_is_for_everybody_who_sees_the_conference(client):
    sitting = council_sitting()
    ballot = published_round(sitting)
    client.force_login(sitting.chair)
    answer = client.get(reverse("awards:ballots.result", args=[ballot.pk]))
    assert (answer.status_code, answer.context["result"].returned) == (200, 14)


def test_neither_the_record_nor_the_chain_holds_a_figure_before_publication():
    """The same acts with other figures leave the same record, byte for byte, but for ids and times."""

    def record_of(agree):
        sitting = council_sitting()
        ballot = counted_round(sitting, {"ĐVTT": (2, None)}, agree)
        events = RoundEvent.objects.filter(round=ballot, action__in=["lock_count", "count", "returned"])
        audit = AuditEvent.objects.about(ballot).filter(action__in=["ballot.lock_count", "ballot.count"])
        return json.dumps(
            [
                list(events.order_by("seq").values("seq", "action", "payload")),
                list(audit.order_by("pk").values("action", "changes", "facts", "reason")),
            ],
            cls=DjangoJSONEncoder,
            sort_keys=True,
        )

    assert record_of(TELLTALE) == record_of({"ĐVTT 1": 3, "ĐVTT 2": 14})


def test_what_the_page_polls_says_that_something_changed_and_not_what(client):
    sitting = council_sitting()
    ballot, batch = first_count(sitting)
    client.force_login(sitting.secretary)
    url = reverse("awards:ballots.pending", args=[ballot.pk])
    stamp = client.get(url).context["stamp"]
    assert "HX-Refresh" not in client.get(url, {"tt": stamp})
    services.lock_count(batch, by=sitting.tellers[0])
    answer = client.get(url, {"tt": stamp})
    assert answer["HX-Refresh"] == "true"
    assert "9" not in answer.context["stamp"]


def test_the_hall_sees_steps_of_three_and_no_name(client):
    sitting = council_sitting()
    ballot = VotingRound.objects.get(pk=closed_round(sitting).pk)
    client.force_login(sitting.secretary)
    body = client.get(reverse("awards:ballots.screen", args=[sitting.conference.pk])).content.decode()
    assert "Đang kiểm phiếu" in body
    for seat in sitting.attendees:
        assert seat.name not in body
    assert ballot.state == "closed"
