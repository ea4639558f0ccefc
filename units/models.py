"""Every table of the app, gathered from its chapters."""

from units.accounts.models import IdentityLink, Invitation, RoleGrant, User
from units.audit.models import AuditEvent, AuditSeal
from units.clusters.models import (
    Cluster,
    ClusterMembership,
    ClusterNumber,
    ClusterTerm,
    Pledge,
    PledgeSignature,
    PledgeTarget,
)
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
    Transfer,
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
    "ClusterNumber",
    "ClusterTerm",
    "CompletionGrade",
    "DisciplineRecord",
    "Hold",
    "IdentityLink",
    "Import",
    "ImportRow",
    "Initiative",
    "InitiativeAuthor",
    "Invitation",
    "Person",
    "Pledge",
    "PledgeSignature",
    "PledgeTarget",
    "Posting",
    "RankPeriod",
    "RoleGrant",
    "StructureAct",
    "TestResult",
    "Transfer",
    "Unit",
    "UnitKind",
    "UnitLineage",
    "UnitName",
    "UnitParent",
    "UnitStatus",
    "User",
]
