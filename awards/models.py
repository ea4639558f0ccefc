"""Every table of the app, gathered from its chapters in the order of the year."""

from awards.ballots.models import (
    ContestGroup,
    ContestLine,
    PaperBatch,
    PaperCount,
    RoundElector,
    RoundEvent,
    Teller,
    TwoPersonAct,
    VotingRound,
)
from awards.catalogue.models import (
    Award,
    AwardRule,
    BaseSalary,
    MoneyRule,
    Prerequisite,
    QuotaRule,
    RuleSet,
    VoteRule,
)
from awards.conferences.models import (
    Attendee,
    Conference,
    Council,
    CouncilMember,
    Handover,
    ProgrammeItem,
    Regulation,
)
from awards.criteria.models import CriteriaSet, Criterion, Target
from awards.decisions.models import AwardRecord, Decision, DecisionLine
from awards.nominations.models import AwardInYear, ConditionCheck, Nomination, NominationList
from awards.results.models import ResultEntry, ResultSheet
from awards.scoring.models import Adjustment, CriterionScore, HandScore, ScoreBoard, UnitScore
from awards.scoring.sheets import AppealTerm, CrossCheck, PointDraft, PointOpinion, ScoreAppeal, ScoreSheet
from awards.years.models import BestPractice, BestPracticeFigure, EmulationPeriod, Phase, ReportingTerm

__all__ = [
    "Adjustment",
    "AppealTerm",
    "Attendee",
    "Award",
    "AwardInYear",
    "AwardRecord",
    "AwardRule",
    "BaseSalary",
    "BestPractice",
    "BestPracticeFigure",
    "ConditionCheck",
    "Conference",
    "ContestGroup",
    "ContestLine",
    "Council",
    "CouncilMember",
    "CriteriaSet",
    "Criterion",
    "CriterionScore",
    "CrossCheck",
    "Decision",
    "DecisionLine",
    "EmulationPeriod",
    "HandScore",
    "Handover",
    "MoneyRule",
    "Nomination",
    "NominationList",
    "PaperBatch",
    "PaperCount",
    "Phase",
    "PointDraft",
    "PointOpinion",
    "Prerequisite",
    "ProgrammeItem",
    "QuotaRule",
    "Regulation",
    "ReportingTerm",
    "ResultEntry",
    "ResultSheet",
    "RoundElector",
    "RoundEvent",
    "RuleSet",
    "ScoreAppeal",
    "ScoreBoard",
    "ScoreSheet",
    "Target",
    "Teller",
    "TwoPersonAct",
    "UnitScore",
    "VoteRule",
    "VotingRound",
]
