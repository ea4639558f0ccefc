"""Every address × every role × the own and another province, against one table.

An address without a row fails `test_every_address_has_its_row`: who may do what is decided here before it is reachable.
How to read a row: `sees` – the roles for which the thing is there at all (404 for the others); `may` – those who may
do it (403 for the others that see it). Elsewhere everybody gets 404: what is not yours is not there.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.cache import cache
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from awards.reports import year_book
from tests.factories import UserFactory
from tests.world import places, year
from thidua.env import OpenId
from units.accounts.enums import Role
from units.models import User

# Rights are decided in Python: the answer is the same on every database.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
LOGIN = "/dang-nhap/"
NOBODY = "nobody"  # signed in, without any role
OVER_POST = (Role.CLERK, Role.UNIT_LEADER)
OVER_CLUSTER = (Role.CLUSTER_LEAD,)
OVER_PROVINCE = tuple(role for role in Role if role not in (*OVER_POST, *OVER_CLUSTER))
WHO = (*Role, NOBODY)
ABROAD = (Role.CLERK, Role.OFFICER, Role.CLUSTER_LEAD, Role.ADMINISTRATOR)  # one of each kind of scope, the strongest

EVERYBODY = frozenset(WHO)
PROVINCE = frozenset(OVER_PROVINCE)  # what belongs to the province as a whole: its council, its ballots
UNIT = PROVINCE | {*OVER_POST}  # what belongs to the post or is told to all units below
CLUSTER = UNIT | {*OVER_CLUSTER}  # the same, when the post's cluster is meant too
OFFICER = frozenset({Role.OFFICER})
OWN = frozenset(OVER_POST)  # the unit for itself
LEADS = frozenset({Role.OFFICER, Role.CLUSTER_LEAD})
STAFF = frozenset({Role.OFFICER, Role.CLERK, Role.UNIT_LEADER})
JUDGES = frozenset({Role.OFFICER, Role.VERIFIER})
OFFICE = frozenset({Role.OFFICER, Role.SECRETARY})
CONVENERS = OFFICE | {Role.CLUSTER_LEAD}
TELLER = frozenset({Role.TELLER})
BALLOT = OFFICE | TELLER
READERS = frozenset(
    {Role.OFFICER, Role.SECRETARY, Role.MEMBER, Role.COMMANDER, Role.AUDITOR, Role.VERIFIER}
)  # of what organs say
DRAFTS = frozenset({Role.OFFICER, Role.SECRETARY, Role.COMMANDER, Role.AUDITOR})
COMMANDER = frozenset({Role.COMMANDER})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
MEDALS = frozenset({Role.OFFICER, Role.SECRETARY, Role.COMMANDER, Role.AUDITOR, Role.CLERK, Role.UNIT_LEADER})
STRUCTURE = frozenset({Role.OFFICER, Role.ADMINISTRATOR})
AUDIT = frozenset({Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR})
REPORTS = DRAFTS | {*OVER_POST}
NONE: frozenset = frozenset()

# The act was looked at: done, or refused for another reason than the right.
TAKEN = frozenset({200, 302, 409, 422})


@dataclass(frozen=True)
class Row:
    """What one address answers.

    verbs: how it can be asked. sees: roles for which the thing exists. may: roles that get the page or the act; `posts`
    those that may send the form when more may read it. args, query, data: of a province's things. asks_first: the
    permission is asked before the thing is looked for, so that others learn nothing about what exists. hidden: status
    for those who do not see it. answer: statuses of a GET that is allowed.
    """

    verbs: str
    sees: frozenset = EVERYBODY
    may: frozenset | None = None
    args: Callable[[SimpleNamespace], list] | None = None
    query: Callable[[SimpleNamespace], dict] | None = None
    data: Callable[[SimpleNamespace], dict] = field(default=lambda t: {})
    posts: frozenset | None = None
    asks_first: bool = False
    hidden: int = 404
    answer: frozenset = frozenset({200})

    @property
    def has_object(self) -> bool:
        return self.args is not None or self.query is not None

    def path(self, name: str, t: SimpleNamespace) -> str:
        found = reverse(name, args=self.args(t) if self.args else [])
        return f"{found}?{urlencode(self.query(t))}" if self.query else found

    def expected(self, who, verb: str, *, elsewhere: bool) -> frozenset:
        may = self.sees if self.may is None else self.may
        if verb == "POST" and self.posts is not None:
            may = self.posts
        if verb not in self.verbs.split():
            return frozenset({405})
        if self.asks_first and who not in may:
            return frozenset({403})
        if elsewhere:
            return frozenset({404})
        if who not in self.sees:
            return frozenset({self.hidden})
        if who not in may:
            return frozenset({403})
        return self.answer if verb == "GET" else TAKEN


def page(sees=EVERYBODY, args=None, may=None, **more) -> Row:
    """Something to read."""
    return Row("GET", sees, may, args, **more)


def form(may, sees=EVERYBODY, args=None, **more) -> Row:
    """A page with a form: the same right for showing and for sending it."""
    return Row("GET POST", sees, may, args, **more)


def act(may, sees=EVERYBODY, args=None, **more) -> Row:
    """A change without a page of its own."""
    return Row("POST", sees, may, args, **more)


def of(*names: str) -> Callable[[SimpleNamespace], list]:
    """Path arguments: primary keys of things by name, `post.code` other fields, anything else as it stands."""

    def found(t: SimpleNamespace) -> list:
        values = []
        for name in names:
            thing, _, attribute = name.partition(".")
            values.append(getattr(getattr(t, thing), attribute or "pk") if hasattr(t, thing) else name)
        return values

    return found


def asked_for(t: SimpleNamespace) -> dict:
    """The year and unit of a report."""
    return {"nam": t.period.year, "dv": t.post.code}


def points(t: SimpleNamespace) -> dict:
    """What an appraiser types in one line."""
    return {"points": "4", "reason": "Nền nếp tốt"}


def why(t: SimpleNamespace) -> dict:
    return {"reason": "Vì thế"}


TABLE: dict[str, Row] = {
    # units: structure
    "units:structure.index": page(),
    "units:structure.detail": page(CLUSTER, of("post")),
    "units:structure.create": form(STRUCTURE),
    "units:structure.edit": form(STRUCTURE, CLUSTER, of("post")),
    "units:structure.rename": form(STRUCTURE, CLUSTER, of("post")),
    "units:structure.move": form(STRUCTURE, CLUSTER, of("post")),
    "units:structure.close": form(STRUCTURE, CLUSTER, of("post")),
    "units:structure.reclass": form(STRUCTURE, CLUSTER, of("post")),
    "units:structure.merge": form(STRUCTURE, CLUSTER, of("post")),
    "units:structure.split": form(STRUCTURE, CLUSTER, of("post")),
    "units:structure.act": page(CLUSTER, of("change")),
    "units:structure.undo": form(STRUCTURE, CLUSTER, of("change")),
    "units:structure.streak": form(OFFICER, CLUSTER, of("descent")),
    # units: people
    "units:people.index": page(),
    "units:people.detail": page(UNIT, of("person")),
    "units:people.create": form(OFFICER),
    "units:people.edit": form(OFFICER, UNIT, of("person")),
    "units:people.promote": form(OFFICER, UNIT, of("person")),
    "units:people.transfer": form(OFFICER, UNIT, of("person")),
    "units:people.send_transfer": form(OFFICER, UNIT, of("person")),
    "units:people.transfers": page(),
    "units:people.receive_transfer": form(OFFICER, UNIT, of("transfer")),
    "units:people.refuse_transfer": act(OFFICER, UNIT, of("transfer"), data=lambda t: {"reason": "Không"}),
    "units:people.withdraw_transfer": act(OFFICER, UNIT, of("transfer")),
    "units:people.leave": form(OFFICER, UNIT, of("person")),
    "units:people.take_back_leaving": form(OFFICER, UNIT, of("person")),
    "units:people.photo": page(UNIT, of("person")),
    "units:people.set_photo": form(OFFICER, UNIT, of("person")),
    "units:people.remove_photo": act(OFFICER, UNIT, of("person")),
    "units:people.correct": form(OFFICER, UNIT, lambda t: ["posting", t.posting.pk]),
    "units:people.discipline": form(OFFICER, UNIT, of("person")),
    "units:people.hold": form(OFFICER, UNIT, of("person")),
    "units:people.grade": form(OFFICER, UNIT, of("person")),
    "units:people.test_result": form(OFFICER, UNIT, of("person")),
    "units:people.duplicates": page(may=OFFICER),
    "units:people.merge": form(OFFICER, UNIT, of("person", "twin")),
    "units:people.tell_apart": form(OFFICER, UNIT, of("person", "twin")),
    "units:people.untell_apart": act(OFFICER, UNIT, of("apart")),
    "units:people.initiatives": page(),
    "units:people.initiative_create": form(OFFICER),
    "units:people.find_authors": page(may=OFFICER),
    "units:people.initiative_detail": page(UNIT, of("idea")),
    "units:people.initiative_edit": form(OFFICER, UNIT, of("idea")),
    "units:people.initiative_attach": act(OFFICER, UNIT, of("idea")),
    "units:people.initiative_file": page(UNIT, of("idea")),
    "units:people.unit_grade": form(OFFICER, CLUSTER, of("post")),
    "units:people.unit_hold": form(OFFICER, CLUSTER, of("post")),
    "units:people.end_hold": form(OFFICER, UNIT, of("hold")),
    "units:people.carry_hold": form(OFFICER, CLUSTER, of("old_hold", "post")),
    "units:people.drop_carried": form(OFFICER, UNIT, of("carried")),
    "units:people.end_discipline": form(OFFICER, UNIT, of("discipline")),
    # units: clusters
    "units:clusters.index": page(),
    "units:clusters.detail": page(CLUSTER, of("cluster")),
    "units:clusters.create": form(OFFICER),
    "units:clusters.edit": form(OFFICER, CLUSTER, of("cluster")),
    "units:clusters.add_member": form(OFFICER, CLUSTER, of("cluster")),
    "units:clusters.remove_member": form(OFFICER, CLUSTER, of("cluster")),
    "units:clusters.lead": form(OFFICER, CLUSTER, of("cluster")),
    "units:clusters.end_deputy": form(OFFICER, CLUSTER, of("cluster")),
    "units:clusters.number": form(OFFICER, CLUSTER, of("cluster")),
    "units:clusters.pledge_create": form(LEADS, CLUSTER, of("cluster")),
    "units:clusters.pledge": page(CLUSTER, of("pledge")),
    "units:clusters.pledge_edit": form(LEADS, CLUSTER, of("pledge")),
    "units:clusters.pledge_open": act(LEADS, CLUSTER, of("pledge")),
    "units:clusters.pledge_take_back": act(LEADS, CLUSTER, of("pledge")),
    # the head of that very unit: the commander of the province stands above it and signs for nobody below
    "units:clusters.pledge_sign": act(frozenset({Role.UNIT_LEADER}), CLUSTER, of("pledge", "post")),
    "units:clusters.pledge_paper": page(CLUSTER, of("pledge")),
    # units: accounts
    "units:accounts.profile": page(),
    "units:accounts.end_other_sessions": act(EVERYBODY),
    "units:accounts.end_session": act(NONE, NONE, of("0")),  # sessions of others are not there
    "units:accounts.index": page(ADMINISTRATOR, asks_first=True),
    "units:accounts.rights": page(ADMINISTRATOR | {Role.AUDITOR}, asks_first=True),
    "units:accounts.create": form(ADMINISTRATOR),
    "units:accounts.detail": page(ADMINISTRATOR, of("account"), asks_first=True),
    "units:accounts.edit": form(ADMINISTRATOR, ADMINISTRATOR, of("account"), asks_first=True),
    "units:accounts.grant": form(ADMINISTRATOR, ADMINISTRATOR, of("account"), asks_first=True),
    "units:accounts.deactivate": form(ADMINISTRATOR, ADMINISTRATOR, of("account"), asks_first=True),
    "units:accounts.reactivate": act(ADMINISTRATOR, ADMINISTRATOR, of("account"), asks_first=True),
    "units:accounts.reset_password": act(ADMINISTRATOR, ADMINISTRATOR, of("account"), asks_first=True),
    "units:accounts.end_sessions": act(ADMINISTRATOR, ADMINISTRATOR, of("account"), asks_first=True),
    "units:accounts.reset_two_factor": act(ADMINISTRATOR, ADMINISTRATOR, of("account"), asks_first=True),
    "units:accounts.invite": act(ADMINISTRATOR, ADMINISTRATOR, of("account"), asks_first=True),
    "units:accounts.withdraw_invitation": act(ADMINISTRATOR, ADMINISTRATOR, of("account"), asks_first=True),
    "units:accounts.slip": act(ADMINISTRATOR, ADMINISTRATOR, of("account"), asks_first=True),
    "units:accounts.link_identity": form(ADMINISTRATOR, ADMINISTRATOR, of("account"), asks_first=True),
    "units:accounts.end_identity_link": act(ADMINISTRATOR, ADMINISTRATOR, of("account"), asks_first=True),
    "units:accounts.end_grant": form(ADMINISTRATOR, ADMINISTRATOR, of("grant"), asks_first=True),
    "units:accounts.substitute": form(ADMINISTRATOR, ADMINISTRATOR, of("grant"), asks_first=True),
    "units:accounts.withdraw": form(ADMINISTRATOR, ADMINISTRATOR, of("grant"), asks_first=True),
    # units: audit
    "units:audit.index": page(AUDIT, asks_first=True),
    "units:audit.export": act(AUDIT, asks_first=True),
    # units: health
    "units:health.index": page(AUDIT, asks_first=True),
    "units:health.check": page(may=AUDIT, answer=frozenset({200}), asks_first=True),
    # units: imports: a file belongs to whoever sent it
    "units:imports.index": page(STRUCTURE, asks_first=True),
    "units:imports.template": page(OFFICER, asks_first=True),
    "units:imports.upload": form(OFFICER, asks_first=True),
    "units:imports.detail": page(OFFICER, of("upload")),
    "units:imports.confirm": act(OFFICER, OFFICER, of("upload")),
    "units:imports.discard": act(OFFICER, OFFICER, of("upload")),
    "units:imports.undo": act(OFFICER, OFFICER, of("upload")),
    # awards: years
    "awards:years.index": page(),
    "awards:years.create": form(LEADS),
    "awards:years.detail": page(CLUSTER, of("period")),
    "awards:years.calendar": page(CLUSTER, of("period")),
    "awards:years.cut": form(OFFICER, CLUSTER, of("period")),
    "awards:years.undo_cut": form(OFFICER, CLUSTER, of("cut")),
    "awards:years.start": act(OFFICER, CLUSTER, of("period")),
    "awards:years.close": act(OFFICER, CLUSTER, of("period")),
    "awards:years.reopen": act(OFFICER, CLUSTER, of("period")),
    "awards:years.set_deadline": form(OFFICER, CLUSTER, of("phase")),
    "awards:years.finish_phase": form(OFFICER, CLUSTER, of("phase")),
    "awards:years.reopen_phase": act(OFFICER, CLUSTER, of("phase")),
    "awards:years.set_term_deadline": form(OFFICER, CLUSTER, of("term")),
    "awards:years.extend_term": form(OFFICER, CLUSTER, of("term")),
    "awards:years.take_back_term": act(OFFICER, CLUSTER, of("term", "post.code"), data=lambda t: {"reason": "Hết"}),
    "awards:years.extend_phase": form(OFFICER, CLUSTER, of("phase")),
    "awards:years.take_back_phase": act(OFFICER, CLUSTER, of("phase", "post.code"), data=lambda t: {"reason": "Hết"}),
    "awards:years.deadline_rules": form(OFFICER, CLUSTER, of("period")),
    "awards:years.clone": form(LEADS, CLUSTER, of("period")),
    "awards:years.open_term": act(OFFICER, CLUSTER, of("term")),
    "awards:years.lock_term": act(OFFICER, CLUSTER, of("term")),
    "awards:years.reopen_term": act(OFFICER, CLUSTER, of("term")),
    "awards:years.practices": page(),
    "awards:years.practice_create": form(STAFF, CLUSTER),
    "awards:years.practice": page(CLUSTER, of("practice")),
    "awards:years.practice_edit": form(STAFF, CLUSTER, of("practice")),
    "awards:years.practice_spread": act(STAFF, CLUSTER, of("practice")),
    "awards:years.practice_send": act(STAFF, CLUSTER, of("practice")),
    "awards:years.practice_recall": act(STAFF, CLUSTER, of("practice")),
    "awards:years.practice_approve": act(OFFICER, CLUSTER, of("practice")),
    "awards:years.practice_return": act(OFFICER, CLUSTER, of("practice"), data=why),
    "awards:years.practice_withdraw": act(STAFF, CLUSTER, of("practice"), data=why),
    "awards:years.practice_restore": act(OFFICER, CLUSTER, of("practice"), data=why),
    "awards:years.picture_add": form(STAFF, CLUSTER, of("practice")),
    "awards:years.picture": page(CLUSTER, of("picture")),
    "awards:years.picture_remove": act(STAFF, CLUSTER, of("picture")),
    # the model of the neighbour: its maker cannot take it up, the post can
    "awards:years.practice_adopt": form(STAFF, CLUSTER, of("adoption.practice_id")),
    "awards:years.adoption_end": form(STAFF, CLUSTER, of("adoption")),
    "awards:years.movements": page(),
    "awards:years.movement_create": form(OFFICER, CLUSTER),
    "awards:years.movement": page(CLUSTER, of("movement")),
    "awards:years.movement_file": page(CLUSTER, of("movement")),
    "awards:years.movement_edit": form(OFFICER, CLUSTER, of("movement")),
    "awards:years.movement_launch": act(OFFICER, CLUSTER, of("movement")),
    "awards:years.movement_drop": act(OFFICER, CLUSTER, of("movement")),
    "awards:years.movement_extend": form(OFFICER, CLUSTER, of("movement")),
    "awards:years.movement_review": form(OFFICER, CLUSTER, of("movement")),
    "awards:years.movement_end": form(OFFICER, CLUSTER, of("movement")),
    "awards:years.movement_reopen": act(OFFICER, CLUSTER, of("movement"), data=why),
    "awards:years.movement_remind": act(OFFICER, CLUSTER, of("movement")),
    # a unit takes part by its own people; the office reads
    "awards:years.movement_join": form(OWN, CLUSTER, of("movement", "post.code")),
    "awards:years.movement_report": form(OWN, CLUSTER, of("movement", "post.code", "mid")),
    "awards:catalogue.movement_awards": form(OFFICER, CLUSTER, of("movement")),
    # awards: registrations: the unit writes, its head signs, the office gives back
    "awards:criteria.registrations": page(answer=frozenset({200, 302})),
    "awards:criteria.registration": form(UNIT, UNIT, of("period", "post.code"), posts=OWN),
    "awards:criteria.register_recall": act(OWN, UNIT, of("registration")),
    "awards:criteria.register_confirm": act(frozenset({Role.UNIT_LEADER}), UNIT, of("registration")),
    "awards:criteria.register_return": act(frozenset({Role.UNIT_LEADER}), UNIT, of("registration"), data=why),
    "awards:criteria.register_reopen": act(OFFICER, UNIT, of("registration"), data=why),
    "awards:criteria.register_remind": act(OFFICER, CLUSTER, of("period")),
    "awards:criteria.register_people": form(OWN, UNIT, of("title")),
    "awards:reports.registered": page(),
    "awards:reports.registered_unit": page(UNIT, of("period", "post.code")),
    # awards: catalogue: the law is for everybody, and one for the whole installation
    "awards:catalogue.index": page(),
    "awards:catalogue.award": page(),
    "awards:catalogue.renew": form(OFFICER),
    "awards:catalogue.withdraw": form(OFFICER),
    "awards:catalogue.add_award": form(OFFICER),
    "awards:catalogue.add_rule": form(OFFICER),
    "awards:catalogue.end": form(OFFICER),
    "awards:catalogue.rule_sets": page(),
    "awards:catalogue.add_rule_set": form(OFFICER),
    "awards:catalogue.money": page(),
    "awards:catalogue.add_salary": form(OFFICER),
    "awards:catalogue.add_rounding": form(OFFICER),
    "awards:catalogue.withdraw_salary": form(OFFICER),
    "awards:catalogue.add_fund_share": form(OFFICER),
    "awards:catalogue.withdraw_fund_share": form(OFFICER),
    "awards:catalogue.withdraw_rounding": form(OFFICER),
    # awards: criteria: never set by the unit that is scored
    "awards:criteria.index": page(),
    "awards:criteria.create": form(OFFICER, CLUSTER),
    "awards:criteria.targets": form(CLUSTER, CLUSTER, posts=OFFICER, hidden=302),
    "awards:criteria.edit": form(OFFICER, CLUSTER, of("table")),
    "awards:criteria.lock": act(OFFICER, CLUSTER, of("table")),
    "awards:criteria.unlock": act(OFFICER, CLUSTER, of("table")),
    "awards:criteria.add": form(OFFICER, CLUSTER, of("table")),
    "awards:criteria.edit_row": form(OFFICER, CLUSTER, of("criterion")),
    "awards:criteria.remove": act(OFFICER, CLUSTER, of("criterion")),
    "awards:criteria.move": act(OFFICER, CLUSTER, of("criterion")),
    "awards:criteria.copy": form(OFFICER, CLUSTER),
    "awards:criteria.take_in": act(OFFICER, CLUSTER, of("table")),
    "awards:criteria.new_version": form(OFFICER, CLUSTER, of("table")),
    "awards:criteria.put_in_force": form(OFFICER, CLUSTER, of("table"), answer=frozenset({200, 302})),
    "awards:criteria.drop_version": act(OFFICER, CLUSTER, of("table")),
    "awards:criteria.reorder": act(OFFICER, CLUSTER, of("table")),
    "awards:criteria.duplicate": act(OFFICER, CLUSTER, of("criterion")),
    "awards:criteria.set_many": act(OFFICER, CLUSTER),
    "awards:criteria.targets_file": page(CLUSTER, may=OFFICER, answer=frozenset({200, 302})),
    "awards:criteria.import_targets": form(OFFICER, CLUSTER),
    # what is confirmed is a signed preview of one's own: whoever has none is told so
    "awards:criteria.confirm_targets": act(EVERYBODY),
    # awards: results: the unit enters, the organ verifies
    "awards:results.index": page(),
    "awards:results.entry": page(CLUSTER, of("term", "post.code")),
    "awards:results.cells": act(STAFF, CLUSTER, of("term", "post.code")),
    "awards:results.save": act(STAFF, CLUSTER, of("term", "post.code")),
    "awards:results.submit": act(STAFF, CLUSTER, of("term", "post.code")),
    "awards:results.changes": page(CLUSTER, of("term", "post.code")),
    "awards:results.paste": form(STAFF, CLUSTER, of("term", "post.code")),
    "awards:results.paste_write": act(STAFF, CLUSTER, of("term", "post.code")),
    "awards:results.paste_undo": act(STAFF, CLUSTER, of("term", "post.code")),
    "awards:results.template": page(CLUSTER, of("term", "post.code"), may=STAFF),
    "awards:results.upload": act(STAFF, CLUSTER, of("term", "post.code")),
    "awards:results.recall": act(STAFF, UNIT, of("sheet")),
    "awards:results.queue": page(),
    "awards:results.verify_unit": page(UNIT, of("sheet"), may=JUDGES),
    "awards:results.verify": act(JUDGES, UNIT, of("sheet")),
    "awards:results.send_back": act(JUDGES, UNIT, of("sheet"), data=lambda t: {"reason": "Thiếu"}),
    "awards:results.accept_cell": act(JUDGES, UNIT, of("sheet", "criterion")),
    "awards:results.evidence": page(UNIT, of("term", "post.code", "criterion")),
    "awards:results.attach": act(STAFF, UNIT, of("term", "post.code", "criterion")),
    "awards:results.evidence_file": page(UNIT, of("proof")),
    "awards:results.remove_evidence": act(STAFF, UNIT, of("proof")),
    "awards:results.caption": act(STAFF, UNIT, of("proof")),
    "awards:results.correct": act(
        JUDGES, UNIT, of("sheet", "criterion"), data=lambda t: {"figure": "11", "source": "Sổ trực"}
    ),
    "awards:results.explain": act(STAFF, UNIT, of("sheet", "criterion"), data=lambda t: {"text": "Đã đối chiếu"}),
    "awards:results.agree": act(STAFF, UNIT, of("sheet", "criterion")),
    "awards:results.uphold": act(JUDGES, UNIT, of("sheet", "criterion"), data=lambda t: {"text": "Theo sổ"}),
    "awards:results.take_explanation": act(JUDGES, UNIT, of("sheet", "criterion")),
    "awards:results.explanation_days": act(OFFICER, CLUSTER, of("period"), data=lambda t: {"days": "5"}),
    "awards:results.progress": page(),
    "awards:results.unlock": page(),
    "awards:results.ask_unlock": form(STAFF, CLUSTER, of("term", "post.code"), data=lambda t: {"reason": "Nhầm"}),
    "awards:results.grant_unlock": act(OFFICER, UNIT, of("unlock_request"), data=lambda t: {"hours": "24"}),
    "awards:results.refuse_unlock": act(OFFICER, UNIT, of("unlock_request"), data=lambda t: {"reason": "Muộn"}),
    "awards:results.mark_cell": act(JUDGES, UNIT, of("sheet", "criterion"), data=lambda t: {"reason": "Thiếu"}),
    # awards: scoring
    "awards:scoring.index": page(answer=frozenset({200, 302})),
    "awards:scoring.cluster_board": page(CLUSTER, of("cluster.code")),
    "awards:scoring.compute": act(LEADS, CLUSTER, of("cluster.code")),
    "awards:scoring.hand_scores": form(
        CLUSTER, CLUSTER, of("cluster.code"), posts=frozenset({Role.OFFICER, Role.VERIFIER, Role.CLUSTER_LEAD})
    ),
    "awards:scoring.adjustments": form(CLUSTER, CLUSTER, of("cluster.code"), posts=LEADS),
    "awards:scoring.board": page(CLUSTER, of("board")),
    "awards:scoring.live": page(CLUSTER, of("board")),
    "awards:scoring.cell": page(CLUSTER, of("board", "post.code", "judged")),
    "awards:scoring.compare_boards": page(CLUSTER, of("board"), answer=frozenset({200, 302})),
    "awards:scoring.freeze": act(LEADS, CLUSTER, of("board")),
    "awards:scoring.unit_score": page(CLUSTER, of("board", "post.code")),
    "awards:scoring.tie_rule": form(CLUSTER, CLUSTER, of("period"), posts=OFFICER),
    "awards:scoring.publish_tie_rule": act(OFFICER, CLUSTER, of("period")),
    "awards:scoring.try_formula": page(CLUSTER, of("criterion")),
    "awards:scoring.compare_targets": page(answer=frozenset({200, 302})),
    "awards:scoring.sheets": page(CLUSTER, of("cluster.code")),
    "awards:scoring.rotate_checks": act(LEADS, CLUSTER, of("cluster.code")),
    "awards:scoring.set_checker": act(LEADS, CLUSTER, of("cluster.code")),
    "awards:scoring.set_appeal_term": act(OFFICER, CLUSTER, of("cluster.code")),
    # the unit speaks for itself: the lead of the cluster works in the post and is no clerk of it
    "awards:scoring.self_score": form(CLUSTER, CLUSTER, of("cluster.code", "post.code"), posts=OWN),
    "awards:scoring.recall_self": act(OWN, CLUSTER, of("cluster.code", "post.code")),
    # the post checks its neighbour, and is checked by it
    "awards:scoring.cross_check": form(CLUSTER, CLUSTER, of("cluster.code", "other_post.code"), posts=OWN),
    # nobody appraises the own unit: the post is where the lead works
    "awards:scoring.appraise": page(CLUSTER, of("cluster.code", "post.code")),
    "awards:scoring.appraise_cell": act(JUDGES, CLUSTER, of("cluster.code", "post.code", "judged"), data=points),
    "awards:scoring.agree": act(OFFICER, CLUSTER, of("cluster.code", "post.code")),
    "awards:scoring.appeals": page(CLUSTER, of("cluster.code")),
    "awards:scoring.file_appeal": form(OWN, CLUSTER, of("cluster.code", "post.code")),
    "awards:scoring.answer_appeal": form(OFFICER, CLUSTER, of("cluster.code", "appeal")),
    "awards:scoring.withdraw_appeal": act(OWN, CLUSTER, of("cluster.code", "appeal")),
    # awards: nominations: the unit puts forward, the office appraises
    "awards:nominations.index": page(),
    "awards:nominations.create": form(STAFF, CLUSTER),
    "awards:nominations.bulk": act(
        OFFICER, UNIT, hidden=302, data=lambda t: {"dong": [t.nomination.pk], "viec": "to_council"}
    ),
    "awards:nominations.detail": page(UNIT, of("nomination")),
    "awards:nominations.override": form(
        OFFICE, UNIT, of("nomination"), query=lambda t: {"dieu_kien": "x"}, answer=frozenset({200, 302})
    ),
    "awards:nominations.withdraw_override": form(OFFICE, UNIT, of("exception")),
    "awards:nominations.suggestions": page(CLUSTER, may=STAFF, hidden=404),
    "awards:nominations.suggest": act(STAFF, CLUSTER),
    "awards:nominations.take_up": act(STAFF, CLUSTER),
    "awards:nominations.conditions": page(CLUSTER, may=OFFICER),
    "awards:nominations.switch_on": form(OFFICER, PROVINCE, of("province", "initiative_once")),
    "awards:nominations.switch_off": form(OFFICER, PROVINCE, of("extra")),
    # the unit writes down its own meeting, the office reads and says what it must reach
    "awards:nominations.meetings": page(CLUSTER, hidden=302),
    "awards:nominations.meeting": page(UNIT, of("meeting")),
    "awards:nominations.meeting_create": form(OWN, CLUSTER, answer=frozenset({200, 302})),
    "awards:nominations.meeting_edit": form(OWN, UNIT, of("draft_meeting"), answer=frozenset({200, 302})),
    "awards:nominations.meeting_votes": form(OWN, UNIT, of("draft_meeting"), answer=frozenset({200, 302})),
    "awards:nominations.meeting_close": form(OWN, UNIT, of("draft_meeting"), answer=frozenset({200, 302})),
    "awards:nominations.meeting_drop": act(OWN, UNIT, of("draft_meeting"), data=why),
    "awards:nominations.meeting_correct": form(OWN, UNIT, of("meeting"), data=why),
    "awards:nominations.meeting_scan": act(OWN, UNIT, of("meeting")),
    "awards:nominations.meeting_file": page(UNIT, of("meeting")),
    "awards:nominations.meeting_rule": form(EVERYBODY, CLUSTER, posts=OFFICER),
    "awards:nominations.quota": page(CLUSTER, hidden=302),
    "awards:nominations.what_if": Row("GET POST", CLUSTER, hidden=302, answer=frozenset({200, 302})),
    "awards:nominations.order": form(EVERYBODY, CLUSTER, posts=OFFICER),
    "awards:nominations.distribute": form(OFFICER, CLUSTER, of("listing", "award.code")),
    "awards:nominations.why": page(UNIT, lambda t: [f"p{t.person.pk}"]),
    "awards:nominations.edit": form(STAFF, UNIT, of("nomination"), answer=frozenset({200, 302})),
    "awards:nominations.check": act(STAFF, UNIT, of("nomination")),
    "awards:nominations.send": act(STAFF, UNIT, of("nomination")),
    "awards:nominations.withdraw": act(STAFF, UNIT, of("nomination")),
    "awards:nominations.send_back": act(OFFICER, UNIT, of("nomination")),
    "awards:nominations.to_council": act(OFFICER, UNIT, of("nomination")),
    "awards:nominations.hold": act(OFFICER, UNIT, of("nomination")),
    "awards:nominations.release": act(OFFICER, UNIT, of("nomination")),
    "awards:nominations.reject": act(OFFICER, UNIT, of("nomination")),
    "awards:nominations.reconsider": act(OFFICER, UNIT, of("nomination")),
    "awards:nominations.agree": act(OFFICER, UNIT, of("nomination")),
    "awards:nominations.call_back": act(OFFICER, UNIT, of("nomination")),
    "awards:nominations.attach": act(STAFF, UNIT, lambda t: [t.nomination.pk, "submission"]),
    "awards:nominations.dossier_file": page(UNIT, of("attached")),
    "awards:nominations.remove_file": act(STAFF, UNIT, of("attached")),
    "awards:nominations.report": form(UNIT, UNIT, of("nomination"), posts=STAFF),
    "awards:nominations.reset_report": act(STAFF, UNIT, of("nomination"), data=lambda t: {"muc": "results"}),
    "awards:nominations.achievement": form(STAFF, UNIT, of("nomination"), answer=frozenset({200, 302})),
    "awards:nominations.events": page(CLUSTER),
    "awards:nominations.open_event": form(STAFF, CLUSTER),
    "awards:nominations.event": page(CLUSTER, of("sudden")),
    "awards:nominations.papers": page(CLUSTER),
    "awards:nominations.set_paper": form(OFFICER, PROVINCE, of("province", "DOT_XUAT", "report")),
    "awards:nominations.add_paper": form(OFFICER, PROVINCE, of("province", "DOT_XUAT")),
    "awards:nominations.open_list": form(OFFICER, CLUSTER, answer=frozenset({200, 302})),
    "awards:nominations.edit_list": form(OFFICER, CLUSTER, of("listing")),
    "awards:nominations.choose_law": form(OFFICE, CLUSTER, of("listing")),
    "awards:nominations.check_list": act(OFFICER, CLUSTER, of("listing")),
    "awards:nominations.lock": form(OFFICER, CLUSTER, of("listing")),
    "awards:nominations.reopen": act(OFFICER, CLUSTER, of("listing")),
    # awards: conferences
    "awards:conferences.index": page(),
    "awards:conferences.create": form(CONVENERS),
    "awards:conferences.detail": page(PROVINCE, of("conference")),
    "awards:conferences.edit": form(OFFICE, PROVINCE, of("conference")),
    "awards:conferences.open_session": act(OFFICE, PROVINCE, of("conference")),
    "awards:conferences.close_session": act(OFFICE, PROVINCE, of("conference")),
    "awards:conferences.programme": form(OFFICE, PROVINCE, of("conference")),
    "awards:conferences.edit_item": form(OFFICE, PROVINCE, of("item")),
    "awards:conferences.move_item": act(OFFICE, PROVINCE, of("item")),
    "awards:conferences.remove_item": act(OFFICE, PROVINCE, of("item")),
    "awards:conferences.finish_item": act(OFFICE, PROVINCE, of("item")),
    "awards:conferences.note_item": form(OFFICE, PROVINCE, of("item")),
    "awards:conferences.mark_present": act(OFFICE, PROVINCE, of("seat")),
    "awards:conferences.unmark": act(OFFICE, PROVINCE, of("seat")),
    "awards:conferences.mark_absent": form(OFFICE, PROVINCE, of("seat")),
    "awards:conferences.set_delegate": form(OFFICE, PROVINCE, of("seat")),
    "awards:conferences.minutes": form(PROVINCE, PROVINCE, of("conference"), posts=OFFICE),
    "awards:conferences.adopt_minutes": act(OFFICE, PROVINCE, of("conference")),
    "awards:conferences.handover": form(CLUSTER, CLUSTER, of("cluster_conference"), posts=LEADS),
    "awards:conferences.tick_handover": act(LEADS, CLUSTER, of("handover")),
    # either side signs for itself: the officer stands above both and signs for neither
    "awards:conferences.sign_handover": act(frozenset({Role.UNIT_LEADER, Role.CLUSTER_LEAD}), CLUSTER, of("handover")),
    "awards:conferences.guests_page": form(OFFICE, PROVINCE, of("conference")),
    "awards:conferences.edit_guest": form(OFFICE, PROVINCE, of("guest")),
    "awards:conferences.remove_guest": act(OFFICE, PROVINCE, of("guest")),
    "awards:conferences.mark_guest": act(OFFICE, PROVINCE, of("guest")),
    "awards:conferences.send_substitute": form(OFFICE, PROVINCE, of("seat")),
    "awards:conferences.end_substitute": act(OFFICE, PROVINCE, of("seat")),
    "awards:conferences.keep_opinion": form(OFFICE, PROVINCE, of("seat")),
    "awards:conferences.opinion_file": page(PROVINCE, of("opinion"), may=OFFICE),
    "awards:conferences.check_in": form(PROVINCE, PROVINCE, of("conference")),  # whose seat it is, the act asks
    "awards:conferences.checkin_code": page(PROVINCE, of("conference"), may=OFFICE),
    "awards:conferences.open_checkin": act(OFFICE, PROVINCE, of("conference")),
    "awards:conferences.close_checkin": act(OFFICE, PROVINCE, of("conference")),
    "awards:conferences.add_talk": form(OFFICE, PROVINCE, of("conference")),
    "awards:conferences.talk_file": page(PROVINCE, of("talk")),
    "awards:conferences.remove_talk": act(OFFICE, PROVINCE, of("talk")),
    "awards:conferences.speeches": form(OFFICE, PROVINCE, of("conference")),
    "awards:conferences.move_speech": act(OFFICE, PROVINCE, of("speech")),
    "awards:conferences.start_speech": act(OFFICE, PROVINCE, of("speech")),
    "awards:conferences.end_speech": act(OFFICE, PROVINCE, of("speech")),
    "awards:conferences.note_speech": form(OFFICE, PROVINCE, of("speech")),
    "awards:conferences.remove_speech": act(OFFICE, PROVINCE, of("speech")),
    "awards:conferences.set_hall": act(OFFICE, PROVINCE, of("conference"), data=lambda t: {"man": "auto"}),
    "awards:conferences.tasks": page(),
    "awards:conferences.give_task": form(OFFICE, PROVINCE, of("conference")),
    "awards:conferences.task": page(UNIT, of("task")),
    "awards:conferences.report_task": form(OFFICE | OWN, UNIT, of("task")),
    "awards:conferences.reopen_task": form(OFFICE, UNIT, of("task")),
    "awards:conferences.drop_task": form(OFFICE, UNIT, of("task")),
    "awards:conferences.correct_minutes": form(OFFICE, PROVINCE, of("conference")),
    "awards:conferences.minutes_version": form(OFFICE, OFFICE, of("version")),
    "awards:conferences.adopt_version": act(OFFICE, PROVINCE, of("version")),
    "awards:conferences.drop_version": act(OFFICE, PROVINCE, of("version")),
    "awards:conferences.sign_minutes": act(OFFICE, PROVINCE, of("signed_version")),
    "awards:conferences.minutes_file": page(PROVINCE, of("signed_version")),
    "awards:conferences.renew": form(OFFICE, PROVINCE, of("council")),
    "awards:conferences.councils": page(),
    "awards:conferences.council_create": form(OFFICE),
    "awards:conferences.council": page(PROVINCE, of("council")),
    "awards:conferences.add_member": form(OFFICE, PROVINCE, of("council")),
    "awards:conferences.end_member": form(OFFICE, PROVINCE, of("member")),
    "awards:conferences.set_regulation": form(OFFICE, PROVINCE, of("council")),
    "awards:conferences.set_cluster_regulation": form(LEADS, CLUSTER, of("cluster")),
    # awards: ballots: a round in which people are voting, so nobody sees a figure
    "awards:ballots.prepare": form(OFFICE, PROVINCE, of("conference")),
    "awards:ballots.screen": page(PROVINCE, of("conference")),
    "awards:ballots.rehearsal": page(PROVINCE, of("conference"), may=OFFICE),
    "awards:ballots.rehearse": act(OFFICE, PROVINCE, of("conference")),
    "awards:ballots.detail": page(PROVINCE, of("ballot")),
    "awards:ballots.pending": page(PROVINCE, of("ballot")),
    "awards:ballots.tellers": form(OFFICE, PROVINCE, of("ballot")),
    "awards:ballots.freeze": act(OFFICE, PROVINCE, of("ballot")),
    "awards:ballots.discard": act(OFFICE, PROVINCE, of("ballot")),
    "awards:ballots.ask": act(BALLOT, PROVINCE, of("ballot", "close")),
    "awards:ballots.confirm": act(BALLOT, PROVINCE, of("ballot", "close")),
    "awards:ballots.withdraw": act(BALLOT, PROVINCE, of("ballot", "close")),
    "awards:ballots.hand_papers": act(
        BALLOT, PROVINCE, of("ballot"), data=lambda t: {"batch_label": "C", "attendees": [t.late_seat.pk]}
    ),
    "awards:ballots.take_back": act(BALLOT, PROVINCE, of("elector"), data=lambda t: {"tap": t.batch.pk}),
    "awards:ballots.recuse": form(OFFICE, PROVINCE, of("elector")),
    "awards:ballots.record_returned": act(TELLER, PROVINCE, of("batch"), data=lambda t: {"returned": "1"}),
    "awards:ballots.merge": act(TELLER, PROVINCE, of("batch"), data=lambda t: {"vao": t.other_batch.pk}),
    "awards:ballots.count": page(PROVINCE, of("batch"), may=TELLER, answer=frozenset({200, 302})),
    "awards:ballots.save_count": act(TELLER, PROVINCE, of("batch")),
    "awards:ballots.lock_count": act(TELLER, PROVINCE, of("batch")),
    "awards:ballots.result": page(PROVINCE, of("ballot"), may=NONE),
    "awards:ballots.sign": act(TELLER, PROVINCE, of("ballot")),
    "awards:ballots.runoff": act(OFFICE, PROVINCE, of("ballot")),
    "awards:ballots.settle_ties": page(PROVINCE, of("ballot"), may=OFFICE, answer=frozenset({200, 302})),
    "awards:ballots.rerun": act(OFFICE, PROVINCE, of("ballot")),
    "awards:ballots.vote": page(PROVINCE, of("ballot")),
    "awards:ballots.interests": page(PROVINCE, of("ballot"), may=BALLOT),
    "awards:ballots.recuse_lines": act(OFFICE, PROVINCE, of("ballot")),
    "awards:ballots.recuse_other": act(OFFICE, PROVINCE, of("ballot")),
    "awards:ballots.declare_interest": act(NONE, PROVINCE, of("ballot")),
    "awards:ballots.declare_kin": act(NONE, PROVINCE, of("ballot")),
    "awards:ballots.withdraw_kin": act(NONE, PROVINCE, of("ballot")),
    "awards:ballots.written": form(BALLOT, PROVINCE, of("elector")),
    "awards:ballots.hand_back": page(PROVINCE, of("elector"), may=BALLOT, answer=frozenset({200, 302})),
    # the round here is on paper: a member's device is told so, whoever sees the round may ask
    "awards:ballots.state": page(PROVINCE, of("ballot")),
    "awards:ballots.issue": act(PROVINCE, PROVINCE, of("ballot")),
    "awards:ballots.mark_ready": act(PROVINCE, PROVINCE, of("ballot")),
    "awards:ballots.surrender": act(PROVINCE, PROVINCE, of("ballot")),
    "awards:ballots.open_checkin": act(TELLER, PROVINCE, of("ballot")),
    "awards:ballots.take_code": act(TELLER, PROVINCE, of("ballot")),
    "awards:ballots.rekey": act(TELLER, PROVINCE, of("ballot")),
    "awards:ballots.count_box": act(TELLER, PROVINCE, of("ballot")),
    "awards:ballots.box_file": act(TELLER, PROVINCE, of("ballot")),
    "awards:ballots.recount_script": page(PROVINCE, of("ballot"), may=TELLER),
    # awards: decisions: a draft is seen by those who write, sign or look after it; a signed paper by the whole year
    "awards:decisions.index": page(),
    "awards:decisions.create": form(OFFICER, CLUSTER),
    "awards:decisions.detail": page(DRAFTS, of("paper")),
    "awards:decisions.edit": form(OFFICER, DRAFTS, of("paper")),
    "awards:decisions.add_lines": act(OFFICER, DRAFTS, of("paper"), data=lambda t: {"lines": [t.passed.pk]}),
    "awards:decisions.drop_line": act(OFFICER, DRAFTS, of("line")),
    "awards:decisions.to_sign": act(OFFICER, DRAFTS, of("paper")),
    "awards:decisions.take_back": act(OFFICER, DRAFTS, of("paper")),
    "awards:decisions.cancel": act(OFFICER, DRAFTS, of("paper")),
    "awards:decisions.sign": act(COMMANDER, DRAFTS, of("paper")),
    "awards:decisions.correct": form(OFFICER, CLUSTER, of("submission")),
    "awards:decisions.replace": form(OFFICER, CLUSTER, of("decided")),
    "awards:decisions.revoke": form(OFFICER, CLUSTER, of("decided")),
    "awards:decisions.revoke_above": form(OFFICER, CLUSTER, of("answered")),
    "awards:decisions.money": page(CLUSTER, of("decided"), may=DRAFTS),
    "awards:decisions.unit_money": page(REPORTS, of("decided")),
    "awards:decisions.draw_up": act(OFFICER, CLUSTER, of("decided")),
    "awards:decisions.pay": form(OFFICER, CLUSTER, of("decided")),
    "awards:decisions.refund": form(OFFICER, CLUSTER, of("decided")),
    "awards:decisions.unpay": form(OFFICER, CLUSTER, of("payment"), data=why),
    "awards:decisions.things_back": form(OFFICER, CLUSTER, of("recovery")),
    "awards:decisions.fund": page(may=DRAFTS),
    "awards:decisions.fund_book": form(OFFICER),
    "awards:decisions.fund_reverse": act(OFFICER, DRAFTS, of("fund_entry"), data=why),
    "awards:decisions.submission_list": page(),
    "awards:decisions.follow": form(OFFICER, CLUSTER, of("submission")),
    "awards:decisions.number_register": page(may=DRAFTS),
    "awards:decisions.number_mark": form(OFFICER | COMMANDER),
    "awards:decisions.number_release": act(OFFICER | COMMANDER, DRAFTS, of("mark"), data=why),
    "awards:decisions.keep_number": act(OFFICER | COMMANDER, DRAFTS, of("paper")),
    "awards:decisions.answer": form(OFFICER, CLUSTER, of("submission")),
    "awards:decisions.exchange": page(may=OFFICER),
    "awards:decisions.add_partner": form(OFFICER),
    "awards:decisions.partner": page(OFFICER, of("partner")),
    "awards:decisions.show_key": act(OFFICER, OFFICER, of("partner")),
    "awards:decisions.end_partner": act(OFFICER, OFFICER, of("partner")),
    "awards:decisions.import_package": form(OFFICER),
    "awards:decisions.package": page(OFFICER, of("package"), answer=frozenset({302})),
    "awards:decisions.take_package": act(OFFICER, OFFICER, of("package")),
    "awards:decisions.drop_package": act(OFFICER, OFFICER, of("package")),
    "awards:decisions.answer_dossier": form(OFFICER, OFFICER, of("taken")),
    "awards:decisions.package_file": page(OFFICER, of("package")),
    # a package that lies damaged in the store tells so (302): the role and the scope are asked before
    "awards:decisions.dossier_member": page(OFFICER, of("taken", "2"), answer=frozenset({302})),
    "awards:decisions.package_paper": page(OFFICER, of("package"), answer=frozenset({302})),
    "awards:decisions.export_dossier": form(OFFICER, CLUSTER, of("submission"), asks_first=True),
    "awards:decisions.download": page(CLUSTER, of("submission")),
    # certificates: of a signed decision, by the office of its issuer
    "awards:decisions.certificates": page(CLUSTER, of("decided"), may=OFFICER),
    "awards:decisions.print_certificates": act(OFFICER, CLUSTER, of("decided")),
    "awards:decisions.certificate_trial": page(CLUSTER, of("decided"), may=OFFICER, answer=frozenset({200, 302})),
    "awards:decisions.print_file": act(NONE, NONE, of("0")),  # tests/awards/decisions/test_certificate_views.py
    "awards:decisions.golden_books": page(),
    "awards:decisions.signature": page(CLUSTER, of("decided")),
    "awards:decisions.sign_with_file": act(COMMANDER, CLUSTER, of("decided")),
    "awards:decisions.signature_prepared": page(CLUSTER, of("decided"), may=COMMANDER, answer=frozenset({200, 302})),
    "awards:decisions.bring_back": act(COMMANDER, CLUSTER, of("decided")),
    "awards:decisions.signature_file": page(NONE, of("0")),  # tests/awards/decisions/test_signature_views.py
    "awards:decisions.layouts": page(may=OFFICER),
    "awards:decisions.layout": form(OFFICER, PROVINCE, of("province", "merit", "plain")),
    "awards:decisions.layout_picture": page(NONE, of("0")),  # tests/awards/decisions/test_certificate_views.py
    "awards:decisions.export_verify": act(OFFICER, PROVINCE, of("province")),
    # awards decided earlier on paper: the office enters, whoever sees the subject reads the paper and its scan
    "awards:decisions.old": page(),
    "awards:decisions.old_create": form(OFFICER),
    "awards:decisions.old_find": page(may=OFFICER),
    "awards:decisions.old_paper": page(UNIT, of("old_paper")),
    "awards:decisions.old_correct_paper": form(OFFICER, UNIT, of("old_paper")),
    "awards:decisions.old_paste": form(OFFICER, UNIT, of("old_paper")),
    "awards:decisions.old_attach": act(OFFICER, UNIT, of("old_paper")),
    "awards:decisions.old_confirm": act(OFFICER, UNIT, of("old_paper")),
    "awards:decisions.old_scan": page(UNIT, of("scan")),
    "awards:decisions.old_detach": form(OFFICER, UNIT, of("scan")),
    "awards:decisions.old_correct": form(OFFICER, UNIT, of("back_entry")),
    "awards:decisions.old_withdraw": form(OFFICER, UNIT, of("back_entry")),
    # awards: nominations: the way of a list; organs answer for themselves, a question to another organ is not there
    "awards:nominations.recall": act(STAFF, UNIT, of("nomination")),
    "awards:nominations.downgrade": form(OFFICER, UNIT, of("nomination")),
    "awards:nominations.ask_correction": form(OFFICER, UNIT, of("nomination")),
    "awards:nominations.correction": form(STAFF, UNIT, of("correction")),
    "awards:nominations.withdraw_correction": form(OFFICER, UNIT, of("correction")),
    "awards:nominations.route": form(EVERYBODY, CLUSTER, posts=OFFICER),
    "awards:nominations.organs": page(CLUSTER, may=OFFICER),
    "awards:nominations.organ_create": form(OFFICER, CLUSTER),
    "awards:nominations.organ_edit": form(OFFICER, PROVINCE, of("organ")),
    "awards:nominations.organ_end": form(OFFICER, PROVINCE, of("organ")),
    "awards:nominations.stations": page(CLUSTER, of("listing")),
    "awards:nominations.ask": form(OFFICE, CLUSTER, of("listing")),
    "awards:nominations.inquiry": form(READERS, READERS, of("inquiry"), posts=frozenset({Role.VERIFIER})),
    "awards:nominations.extend_inquiry": form(OFFICE, READERS, of("inquiry")),
    "awards:nominations.withdraw_inquiry": form(OFFICE, READERS, of("inquiry")),
    "awards:nominations.record_station": form(OFFICE, CLUSTER, of("listing", "party")),
    "awards:nominations.station_record": page(PROVINCE, of("resolution")),
    "awards:nominations.station_file": page(PROVINCE, of("resolution")),
    # medals of service: units read their own, the office puts on the list and records
    "awards:decisions.medals": page(CLUSTER, may=MEDALS),
    "awards:decisions.medals_take": act(OFFICER, CLUSTER, data=lambda t: {"huy_chuong": "HC"}),
    "awards:decisions.medals_record": form(OFFICER, CLUSTER, answer=TAKEN),
    "awards:decisions.medal_person": page(UNIT, of("person"), may=MEDALS),
    "awards:decisions.break_record": form(OFFICER, UNIT, of("person")),
    "awards:decisions.break_withdraw": form(OFFICER, UNIT, of("away")),
    # awards: reports: the list of one unit's nominations
    "awards:reports.index": page(),
    "awards:reports.title_years": page(),
    "awards:reports.origin": page(UNIT, of("old_award")),
    "awards:reports.year_book": act(DRAFTS, CLUSTER, of("period")),
    "awards:reports.year_end": page(CLUSTER, of("period"), may=DRAFTS),
    "awards:reports.paragraph": form(OFFICE, CLUSTER, of("period", "opening")),
    "awards:reports.figures": page(CLUSTER, of("period"), may=DRAFTS),
    "awards:reports.figure_lines": page(CLUSTER, of("period"), may=DRAFTS),
    "awards:reports.wordings": page(may=OFFICER),
    "awards:reports.wording": form(OFFICER),
    "awards:reports.layout": form(OFFICER),
    "awards:reports.agreement": page(PROVINCE, of("conference"), may=DRAFTS),
    "awards:reports.agreement_note": page(PROVINCE, of("conference"), may=DRAFTS),
    "awards:reports.create": act(
        REPORTS, CLUSTER, of("nominations"), data=lambda t: {**asked_for(t), "format": "xlsx"}
    ),
    "awards:reports.download": page(CLUSTER, of("nominations", "xlsx"), may=REPORTS, query=asked_for),
    # awards: home
    "awards:home.index": page(),
    "awards:home.search": page(),
    "awards:home.help": page(),
    "awards:home.notifications": page(),
    "awards:home.read_all": act(EVERYBODY),
    "awards:home.open_notice": act(NONE, NONE, of("0")),  # what others were told is not there
    "awards:home.notice_choices": form(EVERYBODY),
    "awards:home.remind": form(OFFICER, CLUSTER, of("term")),
    "awards:home.remind_today": act(OFFICER, CLUSTER, of("period")),
    "awards:home.outbox": page(may=STRUCTURE),
    "awards:home.approve_all": act(STRUCTURE),
    "awards:home.send_now": act(STRUCTURE),
    "awards:home.mail": form(STRUCTURE, STRUCTURE, of("letter"), asks_first=True),
    "awards:home.approve_mail": act(STRUCTURE, STRUCTURE, of("letter"), asks_first=True),
    "awards:home.retry_mail": act(STRUCTURE, STRUCTURE, of("letter"), asks_first=True),
    "awards:home.drop_mail": act(
        STRUCTURE, STRUCTURE, of("letter"), asks_first=True, data=lambda t: {"reason": "Thôi"}
    ),
    # jobs: a file belongs to whoever asked for it
    "jobs:index": page(),
    "jobs:row": page(OFFICER, of("job")),
    "jobs:cancel": act(OFFICER, OFFICER, of("job")),
    "jobs:file": page(OFFICER, of("job")),
}

# Without an object in the path: the award is the same everywhere.
ANYWHERE = {
    "awards:catalogue.award": of("award"),
    "awards:catalogue.renew": of("rule"),
    "awards:catalogue.withdraw": of("rule"),
    "awards:catalogue.add_rule": of("award"),
    "awards:catalogue.end": of("rule"),
    "awards:catalogue.withdraw_salary": of("salary"),
    "awards:catalogue.withdraw_rounding": of("rounding"),
    "awards:catalogue.withdraw_fund_share": of("fund_share"),
    "units:imports.template": of("people"),
    "units:imports.upload": of("people"),
    "units:health.check": of("no-clerk"),
}

# Addresses outside the rule: django-allauth's and the front door. Tested in tests/units/accounts/test_login.py.
TWO_FACTOR = {
    "account_reauthenticate",
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
}  # tests/units/accounts/test_two_factor.py
PROVIDER = {"oidc_start", "oidc_return", "account_set_password"}  # tests/units/accounts/test_oidc.py
OUTSIDE = {
    *TWO_FACTOR,
    *PROVIDER,
    # nobody's: a cookie is refused, whoever sends it (tests/awards/ballots/test_box_views.py)
    "awards:ballots.cast",
    "awards:ballots.receipts",
    "units:accounts.accept",
    # behind the QR of a certificate (tests/awards/decisions/test_certificate_views.py)
    "awards:decisions.verify_public",
    # how phones trust this server, for whoever cannot sign in safely yet (tests/thidua/test_lan.py)
    "lan_trust",
    "lan_authority",
    "front",
    "account_login",
    "account_logout",
    "account_change_password",
}


# --- the world ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Two provinces, and somebody of each role in the first; undone after the last test of this file."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        # The frame around a page has tests of its own; without it a request costs a third.
        patch.setattr("awards.home.context._build", lambda request, user: None)
        # Each account has a page drawn once, not for every address that ends in it (most end in "not found").
        patch.setattr(Template, "render", drawn_once(Template.render))
        # Nobody's roles change here: they are read once for each account instead of once for each request.
        patch.setattr(User, "grants", property(cache_of(User.grants.func)))
        patch.setattr(ModelBackend, "get_user", copies_of(ModelBackend.get_user))
        # What is in the book of a year, and that it may be made at all, is asked by its own tests (test_answers.py).
        patch.setattr(year_book, "build", lambda scope, progress: b"PK")
        patch.setattr(
            settings, "OIDC", OpenId("https://idp.example", "thidua", "secret")
        )  # else its pages are not there
        w = SimpleNamespace(own=places("OWN"), elsewhere=places("FAR"), users={})
        for role in Role:
            place = w.own.post if role in OVER_POST else w.own.cluster if role in OVER_CLUSTER else w.own.province
            home = w.own.post if role in (*OVER_POST, *OVER_CLUSTER) else w.own.province
            w.users[role] = UserFactory(username=str(role).replace("_", "-"), role=role, over=place, unit=home)
        w.users[NOBODY] = UserFactory(username=NOBODY, unit=w.own.post)
        staff = {name: w.users[Role(name)] for name in ("officer", "secretary", "teller")}
        year(w.own, **staff)
        year(w.elsewhere, **{name: UserFactory(role=Role(name), over=w.elsewhere.province) for name in staff})
        w.clients = {}
        for who, user in w.users.items():
            w.clients[who] = Client(raise_request_exception=False)
            w.clients[who].force_login(user)
        yield w
        transaction.set_rollback(True)


def drawn_once(render: Callable) -> Callable:
    """`render` of a template the first time an account gets it, a word in its place afterwards."""
    drawn: set[tuple] = set()

    def once(self, context=None, request=None):
        key = self.template.name, getattr(getattr(request, "user", None), "pk", None)
        if key in drawn:
            return "drawn"
        drawn.add(key)
        return render(self, context, request)

    return once


def cache_of(read: Callable[[User], list]) -> Callable[[User], list]:
    """`read`, once for each account."""
    known: dict[int, list] = {}

    def remembered(user: User) -> list:
        if user.pk not in known:
            known[user.pk] = read(user)
        return known[user.pk]

    return remembered


def copies_of(get_user: Callable) -> Callable:
    """The account of a session, read once; every request gets a copy of its own."""
    known: dict[str, User | None] = {}

    def copied(self, user_id):
        if user_id not in known:
            known[user_id] = get_user(self, user_id)
        return copy(known[user_id])

    return copied


def ask(client: Client, verb: str, path: str, data: dict | None = None) -> tuple[int, str]:
    """Status of one request, and where it leads; whatever it did is undone.

    A page that only adds year and unit to its own address is followed there.
    """
    with transaction.atomic():
        response = client.post(path, data or {}) if verb == "POST" else client.generic(verb, path)
        where = response.headers.get("Location", "")
        if verb == "GET" and response.status_code == 302 and where.split("?")[0] == path.split("?")[0]:
            response = client.get(where)
        transaction.set_rollback(True)
    cache.clear()
    return response.status_code, response.headers.get("Location", "")


def addresses() -> list[str]:
    """Names of every address of the site, as `units:people.index`."""
    found = []

    def walk(patterns, namespace: str) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, pattern.namespace or namespace)
            elif isinstance(pattern, URLPattern):
                found.append(f"{namespace}:{pattern.name}" if namespace else pattern.name)

    walk(get_resolver().url_patterns, "")
    return found


def path_of(name: str, row: Row, t: SimpleNamespace) -> str:
    return reverse(name, args=ANYWHERE[name](t)) if name in ANYWHERE else row.path(name, t)


# --- the tests ------------------------------------------------------------------------------------------------------


def test_every_address_has_its_row():
    names = set(addresses())
    assert names - set(TABLE) - OUTSIDE == set(), "addresses without a row"
    assert set(TABLE) - names == set(), "rows without an address"


@pytest.mark.parametrize("name", TABLE)
def test_who_gets_in(world, name):
    row = TABLE[name]
    path = path_of(name, row, world.own)
    wrong = []
    for who in WHO:
        for verb in row.verbs.split():
            status, _ = ask(world.clients[who], verb, path, row.data(world.own))
            expected = row.expected(who, verb, elsewhere=False)
            if status not in expected:
                wrong.append(f"{who} {verb}: {status}, expected {sorted(expected)}")
    assert wrong == []


def test_a_change_is_never_a_get(world):
    changes = [name for name, row in TABLE.items() if row.verbs == "POST"]
    asked = [(name, who) for name in changes for who in (Role.OFFICER, Role.ADMINISTRATOR)]
    answers = {
        (name, who): ask(world.clients[who], "GET", path_of(name, TABLE[name], world.own))[0] for name, who in asked
    }
    assert len(changes) > 150
    assert {one: status for one, status in answers.items() if status != 405} == {}


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.has_object])
def test_what_is_elsewhere_is_not_there(world, name):
    row = TABLE[name]
    wrong = []
    for who in ABROAD:
        for verb in row.verbs.split():
            status, _ = ask(world.clients[who], verb, row.path(name, world.elsewhere), row.data(world.elsewhere))
            expected = row.expected(who, verb, elsewhere=True)
            if status not in expected:
                wrong.append(f"{who} {verb}: {status}, expected {sorted(expected)}")
    assert wrong == []


def test_a_stranger_is_sent_to_sign_in(world):
    wrong = []
    for name, row in TABLE.items():
        for verb in row.verbs.split():
            status, location = ask(Client(), verb, path_of(name, row, world.own))
            if (status, location.split("?")[0]) != (302, LOGIN):
                wrong.append(f"{name} {verb}: {status} {location}")
    assert wrong == []
