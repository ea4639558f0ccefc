"""Every table of the app, gathered from its chapters in the order of the year."""

from awards.ballots.envelopes import BallotBox, BoxRecord, Envelope, VoidToken
from awards.ballots.interests import Kinship, Recusal
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
from awards.ballots.opinions import WrittenVote
from awards.ballots.rehearsals import Rehearsal
from awards.catalogue.models import (
    Award,
    AwardRule,
    BaseSalary,
    FundShare,
    MoneyRule,
    MovementAward,
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
from awards.conferences.records import (
    CouncilDecision,
    FollowUp,
    Guest,
    MinutesVersion,
    Speech,
    Talk,
    WrittenOpinion,
)
from awards.criteria.models import CriteriaSet, Criterion, CriterionGate, CriterionStep, Target
from awards.criteria.registrations import RegisteredPerson, RegisteredTarget, RegisteredTitle, Registration
from awards.decisions.amendments import AmendPoint
from awards.decisions.certificate_models import CertificateLayout, CertificatePrint, CertificateRun, PublicCode
from awards.decisions.exchange_models import ExchangePackage, ExchangePartner, ReceivedLine
from awards.decisions.models import AwardRecord, AwardWithdrawal, Decision, DecisionLine
from awards.decisions.money_models import FundEntry, Payment, PaymentList, Recovery
from awards.decisions.number_marks import NumberMark
from awards.decisions.old_papers import BackEntry, OldPaper, OldPaperScan
from awards.decisions.signature_models import PaperSignature
from awards.decisions.upward_models import UpwardStep
from awards.home.models import Notification, NotificationChoice, OutboxMail
from awards.nominations.amendments import Correction, Downgrade
from awards.nominations.dossier import Achievement, Attachment, PaperRule, ReportSection
from awards.nominations.meetings import MeetingLine, MeetingPresence, MeetingRule, UnitMeeting
from awards.nominations.models import (
    AwardInYear,
    ConditionCheck,
    ExtraCondition,
    Nomination,
    NominationList,
    Override,
    OverrideWithdrawal,
    Suggestion,
)
from awards.nominations.orders import PreferenceKey, PreferenceOrder
from awards.nominations.organs import Inquiry, Opinion, Organ
from awards.nominations.service_breaks import ServiceBreak
from awards.nominations.shares import QuotaDistribution, QuotaShare
from awards.nominations.stations import Route, RouteStation, StationRecord, StationResult
from awards.reports.models import PaperLayout, PaperWording, SummaryText
from awards.results.models import CellRemark, Evidence, ExplanationRule, ResultEntry, ResultSheet, UnlockRequest
from awards.scoring.models import Adjustment, CriterionScore, HandScore, ScoreBoard, UnitScore
from awards.scoring.sheets import AppealTerm, CrossCheck, PointDraft, PointOpinion, ScoreAppeal, ScoreSheet
from awards.scoring.ties import TieBreakKey, TieBreakRule
from awards.years.library import (
    BestPractice,
    BestPracticeFigure,
    PracticeAdoption,
    PracticeCredit,
    PracticePicture,
)
from awards.years.models import (
    EmulationPeriod,
    PeriodCut,
    Phase,
    PhaseExtension,
    ReminderRule,
    ReportingTerm,
    TermExtension,
)
from awards.years.movements import Movement, MovementEntry, MovementReport, MovementReview

__all__ = [
    "WrittenVote",
    "Recusal",
    "Kinship",
    "Achievement",
    "Adjustment",
    "AmendPoint",
    "AppealTerm",
    "Attachment",
    "Attendee",
    "Award",
    "AwardInYear",
    "AwardRecord",
    "AwardRule",
    "AwardWithdrawal",
    "BackEntry",
    "BallotBox",
    "BaseSalary",
    "BestPractice",
    "BestPracticeFigure",
    "BoxRecord",
    "CellRemark",
    "CertificateLayout",
    "CertificatePrint",
    "CertificateRun",
    "ConditionCheck",
    "Conference",
    "ContestGroup",
    "ContestLine",
    "Correction",
    "Council",
    "CouncilDecision",
    "CouncilMember",
    "CriteriaSet",
    "Criterion",
    "CriterionGate",
    "CriterionScore",
    "CriterionStep",
    "CrossCheck",
    "Decision",
    "DecisionLine",
    "Downgrade",
    "EmulationPeriod",
    "Envelope",
    "Evidence",
    "ExchangePackage",
    "ExchangePartner",
    "ExplanationRule",
    "ExtraCondition",
    "FollowUp",
    "FundEntry",
    "FundShare",
    "Guest",
    "HandScore",
    "Handover",
    "Inquiry",
    "MeetingLine",
    "MeetingPresence",
    "MeetingRule",
    "MinutesVersion",
    "MoneyRule",
    "Movement",
    "MovementAward",
    "MovementEntry",
    "MovementReport",
    "MovementReview",
    "Nomination",
    "NominationList",
    "Notification",
    "NotificationChoice",
    "NumberMark",
    "OldPaper",
    "OldPaperScan",
    "Opinion",
    "Organ",
    "OutboxMail",
    "Override",
    "OverrideWithdrawal",
    "PaperBatch",
    "PaperCount",
    "PaperLayout",
    "PaperRule",
    "PaperSignature",
    "PaperWording",
    "Payment",
    "PaymentList",
    "PeriodCut",
    "Phase",
    "PhaseExtension",
    "PointDraft",
    "PointOpinion",
    "PracticeAdoption",
    "PracticeCredit",
    "PracticePicture",
    "PreferenceKey",
    "PreferenceOrder",
    "Prerequisite",
    "ProgrammeItem",
    "PublicCode",
    "QuotaDistribution",
    "QuotaRule",
    "QuotaShare",
    "ReceivedLine",
    "Recovery",
    "RegisteredPerson",
    "RegisteredTarget",
    "RegisteredTitle",
    "Registration",
    "Regulation",
    "Rehearsal",
    "ReminderRule",
    "ReportSection",
    "ReportingTerm",
    "ResultEntry",
    "ResultSheet",
    "RoundElector",
    "RoundEvent",
    "Route",
    "RouteStation",
    "RuleSet",
    "SummaryText",
    "ScoreAppeal",
    "ScoreBoard",
    "ScoreSheet",
    "ServiceBreak",
    "Speech",
    "StationRecord",
    "StationResult",
    "Suggestion",
    "Talk",
    "Target",
    "Teller",
    "TermExtension",
    "TieBreakKey",
    "TieBreakRule",
    "TwoPersonAct",
    "UnitMeeting",
    "UnitScore",
    "UnlockRequest",
    "UpwardStep",
    "VoidToken",
    "VoteRule",
    "VotingRound",
    "WrittenOpinion",
]
