"""Every table of the app, gathered from its chapters."""

from units.accounts.models import Invitation, RoleGrant, User
from units.audit.models import AuditEvent, AuditSeal
from units.clusters.models import Cluster, ClusterMembership, ClusterTerm
from units.people.models import (
    CompletionGrade,
    DisciplineRecord,
    Hold,
    Initiative,
    InitiativeAuthor,
    Person,
    Posting,
    RankPeriod,
    TestResult,
)
from units.structure.models import Unit, UnitKind, UnitName, UnitParent

__all__ = [
    "AuditEvent",
    "AuditSeal",
    "Cluster",
    "ClusterMembership",
    "ClusterTerm",
    "CompletionGrade",
    "DisciplineRecord",
    "Hold",
    "Initiative",
    "InitiativeAuthor",
    "Invitation",
    "Person",
    "Posting",
    "RankPeriod",
    "RoleGrant",
    "TestResult",
    "Unit",
    "UnitKind",
    "UnitName",
    "UnitParent",
    "User",
]
