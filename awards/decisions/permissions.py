"""WHO may draft, sign and record papers."""

from awards.decisions.models import SEES_DRAFTS, Decision
from awards.decisions.money_models import SEES_OWN_MONEY
from awards.years.models import EmulationPeriod
from thidua.permissions import permission
from units.accounts.enums import Role
from units.models import Unit, User

DRAFTERS = "trợ lý thi đua cấp tỉnh, cụm trưởng với văn bản của cụm"


def _runs(user: User, period: EmulationPeriod) -> bool:
    if user.holds(Role.OFFICER, over=period.unit):
        return True
    return period.cluster is not None and user.holds(Role.CLUSTER_LEAD, over=period.cluster)


@permission("awards.draft_paper", who=DRAFTERS)
def draft_paper(user: User, period: EmulationPeriod) -> bool:
    """Draft papers of a year."""
    return _runs(user, period)


@permission("awards.edit_paper", who=DRAFTERS)
def edit_paper(user: User, paper: Decision) -> bool:
    """Change a draft, put lines on it and take them off, bring it to the signer."""
    return _runs(user, paper.period)


@permission("awards.sign_paper", who="người ký của cơ quan ban hành")
def sign_paper(user: User, paper: Decision) -> bool:
    """The commander of the issuing unit itself signs; nobody signs a paper of another unit, above or below."""
    return any(grant.role == Role.COMMANDER and grant.unit_id == paper.issuer_id for grant in user.grants)


@permission("awards.read_register", who="trợ lý thi đua cấp tỉnh, người ký, thư ký Hội đồng, cơ quan kiểm tra")
def read_register(user: User, unit: Unit) -> bool:
    """Read the numbers a unit has given its papers."""
    return user.holds(*SEES_DRAFTS, over=unit)


@permission("awards.keep_register", who="trợ lý thi đua cấp tỉnh, người ký của cơ quan ban hành")
def keep_register(user: User, unit: Unit) -> bool:
    """Keep numbers for papers of a unit, leave numbers out."""
    if user.holds(Role.OFFICER, over=unit):
        return True
    return any(grant.role == Role.COMMANDER and grant.unit_id == unit.pk for grant in user.grants)


@permission("awards.read_money", who="trợ lý thi đua cấp tỉnh, người ký, thư ký Hội đồng, cơ quan kiểm tra")
def read_money(user: User, paper: Decision) -> bool:
    """Read what is paid by a decision."""
    return user.holds(*SEES_DRAFTS, over=paper.issuer)


@permission(
    "awards.read_unit_money",
    who="trợ lý thi đua, chỉ huy của đơn vị nhận; trợ lý thi đua cấp tỉnh, người ký, thư ký Hội đồng, cơ quan kiểm tra",
)
def read_unit_money(user: User, unit: Unit) -> bool:
    """Read what a unit is paid by a decision, once its list is drawn up."""
    return user.holds(*SEES_OWN_MONEY, over=unit)


@permission("awards.run_money", who="trợ lý thi đua cấp tỉnh")
def run_money(user: User, paper: Decision) -> bool:
    """Draw up what is paid by a decision, mark it paid or handed back."""
    return user.holds(Role.OFFICER, over=paper.issuer)


@permission("awards.run_fund", who="trợ lý thi đua cấp tỉnh")
def run_fund(user: User, unit: Unit) -> bool:
    """Write what comes into the fund of a unit and goes out."""
    return user.holds(Role.OFFICER, over=unit)


@permission("awards.record_award", who="trợ lý thi đua cấp tỉnh")
def record_award(user: User, unit: Unit | None) -> bool:
    """Write down what people and units of the own scope were given before; without a unit, of any."""
    return user.holds(Role.OFFICER, over=unit)


READS_MEDALS = (Role.CLERK, Role.UNIT_LEADER, Role.OFFICER, Role.COMMANDER, Role.SECRETARY, Role.AUDITOR)


@permission(
    "awards.read_medals",
    who="trợ lý thi đua, chỉ huy của đơn vị; trợ lý thi đua cấp tỉnh, người ký, thư ký Hội đồng, cơ quan kiểm tra",
)
def read_medals(user: User, unit: Unit) -> bool:
    """Read who of a unit is due a medal of service."""
    return user.holds(*READS_MEDALS, over=unit)


@permission("awards.record_answer", who=DRAFTERS)
def record_answer(user: User, paper: Decision) -> bool:
    """Write down what the superior answered to our submission."""
    return _runs(user, paper.period)


@permission("awards.exchange", who="trợ lý thi đua cấp tỉnh")
def exchange(user: User, thing=None) -> bool:
    """Keep the keys of a command and hand packages over: its office, or the office above it. thing: a partner, a
    package, a unit; nothing = of any command."""
    partner = getattr(thing, "partner", thing)
    unit = getattr(partner, "owner", partner)
    return user.holds(Role.OFFICER, over=unit)


@permission("awards.print_certificates", who="trợ lý thi đua cấp tỉnh")
def print_certificates(user: User, paper: Decision) -> bool:
    """Print giấy khen and certificates of titles of a signed decision, keep the golden book."""
    return user.holds(Role.OFFICER, over=paper.issuer)


@permission("awards.arrange_certificates", who="trợ lý thi đua cấp tỉnh")
def arrange_certificates(user: User, unit: Unit | None) -> bool:
    """Set where the fields of certificates stand; without a unit, anywhere."""
    return user.holds(Role.OFFICER, over=unit)
