"""Acts on accounts: made by an administrator, given roles between two days, closed but never deleted."""

from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction

from thidua import clock
from thidua.errors import RuleViolation
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.accounts.enums import Role
from units.accounts.lockout import open_again
from units.accounts.models import Invitation, RoleGrant, User
from units.accounts.passwords import password_problems
from units.accounts.rules import (
    INVITED_FOR,
    NEVER_SUBSTITUTED,
    USERNAME,
    code_hash,
    fits_cluster,
    fits_unit,
    invitation_code,
    one_time_password,
)
from units.audit.services import record
from units.checks import checked
from units.clusters.models import Cluster
from units.people.models import Person
from units.structure.models import Unit
from units.structure.services import add_unit, load_kinds


@transaction.atomic
def install(
    *,
    code: str,
    kind: str,
    name: str,
    short_name: str,
    founded_on: date,
    username: str,
    password: str,
    display_name: str,
    must_change_password: bool = True,
    password_hash: str = "",
    **fields,
) -> User:
    """The first unit and the first administrator, in a database without any account; recorded as done by the system.

    fields: further fields of the unit (place, sort, is_demo …).
    """
    if User.objects.exists():
        raise RuleViolation("Hệ thống đã có tài khoản; tạo tài khoản mới trong trang Quản trị.")
    load_kinds()
    root = add_unit(
        by=None,
        code=code,
        kind=kind,
        name=name,
        short_name=short_name,
        parent=None,
        founded_on=founded_on,
        **fields,
    )
    user = _add_user(
        by=None,
        username=username,
        password=password,
        display_name=display_name,
        unit=root,
        person=None,
        must_change_password=must_change_password,
        password_hash=password_hash,
    )
    _add_grant(user, Role.ADMINISTRATOR, by=None, unit=root, cluster=None, valid_from=clock.today(), valid_to=None)
    return user


@transaction.atomic
def create_user(
    *,
    by,
    username: str,
    password: str | None,
    display_name: str,
    unit: Unit | None = None,
    person: Person | None = None,
    must_change_password: bool = True,
    password_hash: str = "",
) -> User:
    """An account whose home is `unit`, or the unit of `person`.

    password: None when an invitation lets its owner set the first one. password_hash: an already made hash in place
    of `password`, for loading many accounts at once.
    """
    unit = unit or (person.unit if person else None)
    if unit is None:
        raise RuleViolation("Chọn đơn vị công tác của tài khoản.", field="unit")
    require(by, "units.manage_accounts", unit)
    return _add_user(
        by=by,
        username=username,
        password=password,
        display_name=display_name,
        unit=unit,
        person=person,
        must_change_password=must_change_password,
        password_hash=password_hash,
    )


def _add_user(*, by, username, password, display_name, unit, person, must_change_password, password_hash) -> User:
    username, display_name = clean(username).lower(), clean(display_name) or (person.full_name if person else "")
    if not USERNAME.fullmatch(username):
        raise RuleViolation(
            "Tên đăng nhập gồm chữ thường không dấu, chữ số và . _ -, ví dụ nguyenvana.", field="username"
        )
    if User.objects.filter(username=username).exists():
        raise RuleViolation(f"Tên đăng nhập {username} đã có.", field="username")
    if person is not None and (other := User.objects.filter(person=person).first()):
        raise RuleViolation(f"{person} đã có tài khoản {other.username}.", field="person")
    user = User(
        username=username,
        display_name=display_name,
        unit=unit,
        person=person,
        must_change_password=must_change_password,
    )
    checked(user, skip=["password"])
    if password_hash:
        user.password = password_hash
    else:
        if password is not None and (problems := password_problems(password, user)):
            raise RuleViolation(" ".join(problems), field="password")
        user.set_password(password)
    user.save()
    record(by, "accounts.create_user", user, after={"username": username, "unit": unit, "person": person})
    return user


@transaction.atomic
def edit_user(user: User, *, by, **changes) -> User:
    """display_name, unit and person. Whose seat and whose unit an account stands for is never set by itself."""
    row = lock(user)
    require(by, "units.manage_accounts", row)
    own = {key for key in ("unit", "person") if key in changes and changes[key] != getattr(row, key)}
    if by is not None and row.pk == by.pk and own:
        raise RuleViolation(
            "Đơn vị và người của chính mình do quản trị viên khác sửa.", field="person" if "person" in own else "unit"
        )
    if changes.get("unit") is not None:
        require(by, "units.manage_accounts", changes["unit"])
    person = changes.get("person")
    if person is not None and (other := User.objects.filter(person=person).exclude(pk=row.pk).first()):
        raise RuleViolation(f"{person} đã có tài khoản {other.username}.", field="person")
    before = {key: getattr(row, key) for key in changes}
    for key, value in changes.items():
        setattr(row, key, clean(value) if isinstance(value, str) else value)
        setattr(user, key, getattr(row, key))
    after = {key: getattr(row, key) for key in changes}
    if before != after:
        checked(row, skip=["password"]).save()
        record(by, "accounts.edit_user", row, before=before, after=after)
    return row


@transaction.atomic
def grant_role(
    user: User,
    role: Role | str,
    *,
    by,
    unit: Unit | None = None,
    cluster: Cluster | None = None,
    valid_from: date,
    valid_to: date | None = None,
) -> RoleGrant:
    """A role on a unit with everything below it, or on a cluster, from a day to a day (both included, open when None).

    by: the administrator over the account and over the place; nobody gives a role to oneself.
    """
    require(by, "units.manage_accounts", user)
    role = Role(role)
    if (unit is None) == (cluster is None):
        raise RuleViolation("Chọn một đơn vị hoặc một cụm cho vai trò này.", field="unit")
    require(by, "units.manage_accounts", unit or cluster.organiser)
    if user.pk == by.pk:
        raise RuleViolation("Không ai tự cấp vai trò cho chính mình.")
    return _add_grant(user, role, by=by, unit=unit, cluster=cluster, valid_from=valid_from, valid_to=valid_to)


@transaction.atomic
def substitute(grant: RoleGrant, *, by, user: User, valid_from: date, valid_to: date) -> RoleGrant:
    """Let `user` exercise the role of somebody absent from a day to a day, both included; it ends by itself.

    by: the administrator over both accounts and over the place of the role. Votes and counts are never handed on, nor
    is what is itself only a substitution.
    """
    row = lock(grant)
    require(by, "units.manage_accounts", row.user)
    require(by, "units.manage_accounts", user)
    require(by, "units.manage_accounts", row.unit or row.cluster.organiser)
    _not_over(row)
    if Role(row.role) in NEVER_SUBSTITUTED:
        raise RuleViolation(f"Vai trò {row.get_role_display()} không giao cho người khác làm thay.")
    if row.stands_for_id:
        raise RuleViolation("Người đang làm thay không giao tiếp cho người khác.")
    if user.pk == row.user_id:
        raise RuleViolation("Chọn người khác: không ai thay chính mình.", field="user")
    if user.pk == by.pk:
        raise RuleViolation("Không ai tự cấp vai trò cho chính mình.", field="user")
    if valid_to < clock.today():
        raise RuleViolation("Khoảng thời gian thay đã qua.", field="valid_to")
    if valid_from < row.valid_from or (row.valid_to is not None and valid_to > row.valid_to):
        until = f" đến {row.valid_to:%d/%m/%Y}" if row.valid_to else ""
        raise RuleViolation(
            f"{row.user} có vai trò này từ {row.valid_from:%d/%m/%Y}{until}; chọn ngày trong khoảng đó.",
            field="valid_from" if valid_from < row.valid_from else "valid_to",
        )
    if other := row.substitutes.touching(valid_from, valid_to).select_related("user").first():
        raise RuleViolation(
            f"{other.user} đã thay từ {other.valid_from:%d/%m/%Y} đến {other.valid_to:%d/%m/%Y}.", field="valid_from"
        )
    return _add_grant(
        user,
        Role(row.role),
        by=by,
        unit=row.unit,
        cluster=row.cluster,
        valid_from=valid_from,
        valid_to=valid_to,
        stands_for=row,
    )


def _add_grant(user, role, *, by, unit, cluster, valid_from, valid_to, stands_for=None) -> RoleGrant:
    if unit is not None and not fits_unit(role):
        raise RuleViolation(f"Vai trò {role.label} được cấp trên một cụm.", field="cluster")
    if cluster is not None and not fits_cluster(role):
        raise RuleViolation(f"Vai trò {role.label} được cấp trên một đơn vị.", field="unit")
    if not user.is_active:
        raise RuleViolation("Tài khoản đã khóa; mở lại trước khi cấp vai trò.")
    if valid_to is not None and valid_to < valid_from:
        raise RuleViolation("Ngày kết thúc phải sau ngày bắt đầu.", field="valid_to")
    lock(user)  # two administrators at once: the second sees what the first has given
    same = RoleGrant.objects.touching(valid_from, valid_to).filter(user=user, role=role, unit=unit, cluster=cluster)
    if other := same.first():
        raise RuleViolation(
            f"Đã có vai trò {role.label} ở đây từ ngày {other.valid_from:%d/%m/%Y}.", field="valid_from"
        )
    grant = RoleGrant.objects.create(
        user=user,
        role=role,
        unit=unit,
        cluster=cluster,
        valid_from=valid_from,
        valid_to=valid_to,
        granted_by=by,
        stands_for=stands_for,
    )
    user.__dict__.pop("grants", None)
    record(
        by,
        "accounts.grant_role",
        user,
        after={
            "role": role.label,
            "place": unit or cluster,
            "valid_from": valid_from,
            "valid_to": valid_to,
            "instead_of": stands_for.user if stands_for else None,
        },
    )
    return grant


@transaction.atomic
def end_grant(grant: RoleGrant, *, by, on: date) -> RoleGrant:
    """The role ends; `on` is its last day, not before today. To stop at once: withdraw_grant."""
    row = lock(grant)
    require(by, "units.manage_accounts", row.user)
    _not_over(row)
    if on < clock.today():
        raise RuleViolation("Ngày kết thúc không được trước hôm nay.", field="on")
    if on < row.valid_from:
        raise RuleViolation(f"Vai trò bắt đầu ngày {row.valid_from:%d/%m/%Y}; thu hồi thay vì kết thúc.", field="on")
    if row.stands_for_id and on > row.valid_to:
        raise RuleViolation(f"Việc thay hết ngày {row.valid_to:%d/%m/%Y}; giao thay lần nữa để kéo dài.", field="on")
    _leave_an_administrator(row)
    before, row.valid_to, grant.valid_to = row.valid_to, on, on
    row.save()
    record(
        by,
        "accounts.end_grant",
        row.user,
        before={"valid_to": before},
        after={"valid_to": on},
        role=row.get_role_display(),
        place=str(row.place),
    )
    return row


@transaction.atomic
def withdraw_grant(grant: RoleGrant, *, by, reason: str) -> RoleGrant:
    """Take a role away at this moment; the row stays and says when."""
    row = lock(grant)
    require(by, "units.manage_accounts", row.user)
    _not_over(row)
    if not clean(reason):
        raise RuleViolation("Ghi lý do thu hồi.", field="reason")
    _leave_an_administrator(row)
    row.withdrawn_at = grant.withdrawn_at = clock.now()
    row.save()
    record(
        by,
        "accounts.withdraw_grant",
        row.user,
        before={"role": row.get_role_display()},
        after={"role": None},
        reason=reason,
        place=str(row.place),
    )
    return row


@transaction.atomic
def follow_handover(cluster: Cluster, to_unit: Unit, *, by, from_day: date) -> None:
    """The rights of a cụm trưởng move with a handover that both sides have signed; no administrator is asked.

    From `from_day` on, staff of the new lead (officer, clerk, leader of that very unit) lead the cluster; everybody
    else's grant ends the day before, so that the old lead can still read.
    """
    led = RoleGrant.objects.touching(from_day, None).filter(cluster=cluster, role=Role.CLUSTER_LEAD)
    for grant in led.exclude(user__unit__path__startswith=to_unit.path).select_related("user"):
        row = lock(grant)
        before, row.valid_to = row.valid_to, max(row.valid_from, from_day - timedelta(days=1))
        row.save()
        record(
            by,
            "accounts.end_grant",
            row.user,
            before={"valid_to": before},
            after={"valid_to": row.valid_to},
            role=row.get_role_display(),
            place=str(row.place),
        )
    staff = RoleGrant.objects.in_force(from_day).filter(
        unit=to_unit, role__in=[Role.OFFICER, Role.CLERK, Role.UNIT_LEADER], user__is_active=True
    )
    for user in User.objects.filter(pk__in=staff.values("user")).exclude(pk__in=led.values("user")):
        _add_grant(user, Role.CLUSTER_LEAD, by=by, unit=None, cluster=cluster, valid_from=from_day, valid_to=None)


def _leave_an_administrator(grant: RoleGrant) -> None:
    """Refuse to end the last lasting administration of a place: nobody could let anybody in again."""
    if grant.role != Role.ADMINISTRATOR:
        return
    lock(grant.unit)  # two administrators who end each other at once: the second finds itself alone
    above = grant.unit.ancestor_ids()
    others = RoleGrant.objects.in_force(clock.today()).filter(
        role=Role.ADMINISTRATOR, unit__in=above, valid_to__isnull=True, user__is_active=True
    )
    if not others.exclude(user=grant.user_id).exclude(pk=grant.pk).exists():
        raise RuleViolation(
            f"{grant.user} là quản trị viên cuối cùng của {grant.unit}; cấp vai trò cho người khác trước."
        )


def _not_over(grant: RoleGrant) -> None:
    if grant.is_over(clock.today()):
        raise RuleViolation("Vai trò này đã kết thúc.")


@transaction.atomic
def deactivate(user: User, *, by, reason: str) -> User:
    """Lock an account: its sessions and roles stop counting at once."""
    row = lock(user)
    require(by, "units.manage_accounts", row)
    if row.pk == by.pk:
        raise RuleViolation("Không ai tự khóa tài khoản của chính mình.")
    if not row.is_active:
        raise RuleViolation("Tài khoản này đã khóa.")
    if not clean(reason):
        raise RuleViolation("Ghi lý do khóa tài khoản.", field="reason")
    for grant in row.role_grants.in_force(clock.today()).filter(role=Role.ADMINISTRATOR).select_related("unit"):
        _leave_an_administrator(grant)
    row.is_active = user.is_active = False
    row.save(update_fields=["is_active"])
    sign_out(row)
    record(by, "accounts.deactivate", row, before={"is_active": True}, after={"is_active": False}, reason=reason)
    return row


@transaction.atomic
def reactivate(user: User, *, by) -> User:
    row = lock(user)
    require(by, "units.manage_accounts", row)
    if row.is_active:
        raise RuleViolation("Tài khoản này đang dùng.")
    row.is_active = user.is_active = True
    row.save(update_fields=["is_active"])
    record(by, "accounts.reactivate", row, before={"is_active": False}, after={"is_active": True})
    return row


@transaction.atomic
def reset_password(user: User, *, by) -> str:
    """A one-time password, returned once and kept nowhere; it must be changed at the next login. Ends all sessions."""
    row = lock(user)
    require(by, "units.manage_accounts", row)
    if row.pk == by.pk:
        raise RuleViolation("Đổi mật khẩu của mình ở trang Đổi mật khẩu.")
    password = one_time_password()
    row.set_password(password)
    row.must_change_password = user.must_change_password = True
    row.save(update_fields=["password", "must_change_password"])
    open_again(row.username)
    sign_out(row)
    record(by, "accounts.reset_password", row)
    return password


@transaction.atomic
def invite(user: User, *, by) -> tuple[Invitation, str]:
    """A new invitation and its code, told once and kept only as a hash; the invitations before it lapse.

    The password in use, if there is one, stays until the invitation is taken up.
    """
    row = lock(user)
    require(by, "units.manage_accounts", row)
    if row.pk == by.pk:
        raise RuleViolation("Đổi mật khẩu của mình ở trang Đổi mật khẩu.")
    if not row.is_active:
        raise RuleViolation("Tài khoản đã khóa; mở lại trước khi mời.")
    row.invitations.open().update(withdrawn_at=clock.now())
    code = invitation_code()
    invitation = Invitation.objects.create(
        user=row, code_hash=code_hash(code), invited_by=by, expires_at=clock.now() + INVITED_FOR
    )
    record(by, "accounts.invite", row, after={"expires_at": invitation.expires_at})
    return invitation, code


@transaction.atomic
def withdraw_invitation(user: User, *, by) -> None:
    """The code handed out works no longer."""
    row = lock(user)
    require(by, "units.manage_accounts", row)
    if not row.invitations.open().update(withdrawn_at=clock.now()):
        raise RuleViolation("Không còn lời mời nào chờ dùng.")
    record(by, "accounts.withdraw_invitation", row)


def open_invitation(code: str) -> Invitation | None:
    """The invitation of a code while it can be used; None otherwise, whatever the reason."""
    open_ones = Invitation.objects.open().filter(user__is_active=True).select_related("user__unit")
    return open_ones.filter(code_hash=code_hash(code)).first()


@transaction.atomic
def accept_invitation(code: str, *, password: str) -> User:
    """Whoever holds the code sets the password of its account; the code is used up, sessions end, a lock opens."""
    found = open_invitation(code)
    invitation = lock(found) if found else None
    if invitation is None or invitation.used_at is not None or invitation.withdrawn_at is not None:
        raise RuleViolation("Lời mời không dùng được nữa. Xin lời mời mới ở người quản trị của đơn vị.")
    row = lock(invitation.user)
    if problems := password_problems(password, row):
        raise RuleViolation(" ".join(problems), field="password1")
    row.set_password(password)
    row.must_change_password = False
    row.save(update_fields=["password", "must_change_password"])
    invitation.used_at = clock.now()
    invitation.save(update_fields=["used_at"])
    open_again(row.username)
    sign_out(row)
    record(row, "accounts.accept_invitation", row)
    return row


@transaction.atomic
def set_password(user: User, *, password: str) -> None:
    """The user's own new password, already looked at by password_problems; ends the duty to change it."""
    row = lock(user)
    row.set_password(password)
    row.must_change_password = user.must_change_password = False
    user.password = row.password  # the same salt: the session that goes on is known by the hash that is stored
    row.save(update_fields=["password", "must_change_password"])
    sign_out(row)  # the one at hand goes on under a new key
    record(row, "accounts.set_password", row)


@transaction.atomic
def end_session(session: UserSession, *, by) -> None:
    """Sign one session out."""
    _may_end(session.user, by)
    session.end()
    record(by, "accounts.end_sessions", session.user, sessions=1)


@transaction.atomic
def end_sessions(user: User, *, by, keep: str = "") -> int:
    """Sign an account out everywhere, but for the session whose key is `keep`. Returns how many ended."""
    _may_end(user, by)
    ended = sign_out(user, keep=keep)
    if ended:
        record(by, "accounts.end_sessions", user, sessions=ended)
    return ended


def _may_end(user: User, by) -> None:
    if user.pk != by.pk:
        require(by, "units.manage_accounts", user)


def sign_out(user: User, keep: str = "") -> int:
    """End the sessions of an account as part of another act, but for the one whose key is `keep`; how many ended."""
    rows = list(UserSession.objects.filter(user=user).exclude(session_key=keep))
    for row in rows:
        row.end()
    return len(rows)


def needs_two_factor(user: User) -> bool:
    """Whether a role in force is one that the settings want guarded by a second factor."""
    return any(grant.role in settings.TWO_FACTOR_ROLES for grant in user.grants)


@transaction.atomic
def reset_two_factor(user: User, *, by) -> None:
    """For somebody whose phone is lost: the second factor is taken off, sessions end; it is set up anew at login."""
    row = lock(user)
    require(by, "units.manage_accounts", row)
    if row.pk == by.pk:
        raise RuleViolation("Đăng nhập hai lớp của chính mình tắt ở trang Hồ sơ của tôi.")
    if not Authenticator.objects.filter(user=row).delete()[0]:
        raise RuleViolation("Tài khoản này chưa bật đăng nhập hai lớp.")
    sign_out(row)
    record(by, "accounts.reset_two_factor", row)


def note_two_factor(user: User, *, on: bool) -> None:
    record(user, "accounts.two_factor_on" if on else "accounts.two_factor_off", user)


def note_recovery_codes(user: User, *, used: bool) -> None:
    record(user, "accounts.use_recovery_code" if used else "accounts.new_recovery_codes", user)


def note_lock(username: str) -> None:
    """Write into the record that wrong passwords locked a name; a name that nobody has leaves no trace."""
    user = User.objects.filter(username=clean(username).lower()).first()
    if user is not None:
        record(None, "accounts.lock_name", user)
