"""Every table of the app, gathered from its chapters."""

from units.accounts.models import RoleGrant, User
from units.audit.models import AuditEvent, AuditSeal
from units.clusters.models import Cluster, ClusterMembership, ClusterTerm
from units.imports.models import Import, ImportRow
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
    "Import",
    "ImportRow",
    "Initiative",
    "InitiativeAuthor",
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
