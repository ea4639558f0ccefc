"""Every table of the app, gathered from its chapters."""

from units.accounts.models import RoleGrant, User
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
from units.structure.models import (
    ActUnit,
    StructureAct,
    Unit,
    UnitKind,
    UnitLineage,
    UnitName,
    UnitParent,
    UnitStatus,
)

__all__ = [
    "ActUnit",
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
    "Person",
    "Posting",
    "RankPeriod",
    "RoleGrant",
    "StructureAct",
    "TestResult",
    "Unit",
    "UnitKind",
    "UnitLineage",
    "UnitName",
    "UnitParent",
    "UnitStatus",
    "User",
]
