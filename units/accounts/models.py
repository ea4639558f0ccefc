"""Accounts: a login tied to a person, with roles on a unit subtree or a cluster between dates."""

from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from thidua import clock, permissions, text
from thidua.dates import DatedQuerySet, DatedRow
from units.accounts.enums import Role
from units.accounts.rules import SUBJECT_LENGTH
from units.clusters.models import Cluster
from units.people.models import Person
from units.structure.models import Unit


class UserManager(BaseUserManager):
    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        user = self.model(username=username.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Accounts an administrator looks after: those whose home unit lies in the administrator's subtree."""
        return self._under(user, Role.ADMINISTRATOR)

    def open_to_questions(self, user):
        """Accounts whose rights may be asked about: the administrator's and the auditor's."""
        return self._under(user, Role.ADMINISTRATOR, Role.AUDITOR)

    def _under(self, user, *roles: Role):
        scope = Q(pk=user.pk)
        for path in user.scope_paths(*roles):
            scope |= Q(unit__path__startswith=path)
        return self.filter(scope)


class User(AbstractBaseUser):
    username = models.CharField("tên đăng nhập", max_length=60, unique=True)
    display_name = models.CharField("tên hiển thị", max_length=100)
    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="user")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị công tác", null=True, blank=True)
    email = models.EmailField("thư điện tử", blank=True, help_text="Chỉ để nhận thông báo.")
    is_active = models.BooleanField("đang dùng", default=True)
    must_change_password = models.BooleanField("phải đổi mật khẩu lần đầu", default=True)
    search_key = models.CharField(max_length=200, editable=False, db_index=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "username"

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.display_name or self.username

    def save(self, *args, **kwargs):
        self.search_key = text.search_key(f"{self.username} {self.display_name}")
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return str(self)

    get_short_name = get_full_name

    @property
    def ranked_name(self) -> str:
        """How papers name whoever signs: `Đại úy Nguyễn Văn A`; the account where nobody stands behind it."""
        return self.person.ranked_name if self.person else str(self)

    @property
    def title_line(self) -> str:
        """`Đại úy Nguyễn Văn A, Đội trưởng`; the account where nobody stands behind it."""
        return self.person.title_line if self.person else str(self)

    @property
    def initials(self) -> str:
        return text.initials(self.display_name or self.username)

    def has_perm(self, name: str, obj=None) -> bool:
        """The one door to permissions; see thidua/permissions.py."""
        return permissions.allowed(self, name, obj)

    @cached_property
    def grants(self) -> list["RoleGrant"]:
        """Roles in force today, loaded once per request."""
        if not self.is_active or self.pk is None:
            return []
        today = clock.today()
        grants = self.role_grants.dated(today).select_related("unit", "cluster")
        # Hardly anybody stands in for another: whether that role still holds is asked here, not in every query.
        return [grant for grant in grants.prefetch_related("stands_for__user") if not grant.is_over(today)]

    def scope_paths(self, *roles: Role) -> list[str]:
        """Paths of the subtrees on which the user holds one of `roles` (any role when none is named)."""
        return sorted({g.unit.path for g in self.grants if g.unit_id and (not roles or g.role in roles)})

    def cluster_ids(self, *roles: Role) -> list[int]:
        return sorted({g.cluster_id for g in self.grants if g.cluster_id and (not roles or g.role in roles)})

    def holds(self, *roles: Role, over: Unit | Cluster | None = None) -> bool:
        """Whether one of `roles` is held over a unit (its subtree reaches it) or a cluster; anywhere when None."""
        if over is None:
            return any(g.role in roles for g in self.grants)
        if isinstance(over, Cluster):
            return over.pk in self.cluster_ids(*roles)
        return any(over.path.startswith(path) for path in self.scope_paths(*roles))

    def sees(self, unit: Unit) -> bool:
        return any(unit.path.startswith(path) for path in self.scope_paths())

    def belongs_to(self, unit: Unit) -> bool:
        """Whether the user works in `unit` or below it: nobody judges the own unit."""
        return self.unit is not None and self.unit.path.startswith(unit.path)


class RoleGrantQuerySet(DatedQuerySet):
    """What was withdrawn is over from that moment, whatever its days say."""

    def in_force(self, on):
        """A substitution holds only while the role it stands for holds too."""
        theirs = Q(
            Q(stands_for__valid_to__isnull=True) | Q(stands_for__valid_to__gte=on),
            stands_for__withdrawn_at__isnull=True,
            stands_for__user__is_active=True,
        )
        return self.dated(on).filter(Q(stands_for__isnull=True) | theirs)

    def dated(self, on):
        """By their own days alone, whatever became of a role they stand for."""
        return super().in_force(on).filter(withdrawn_at__isnull=True)

    def touching(self, start, end):
        return super().touching(start, end).filter(withdrawn_at__isnull=True)


class RoleGrant(DatedRow):
    """A role on a unit with everything below it, or on a cluster, between two days.

    stands_for: the role of somebody absent that this account exercises meanwhile.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="role_grants")
    role = models.CharField("vai trò", max_length=15, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="role_grants")
    cluster = models.ForeignKey(Cluster, models.PROTECT, null=True, blank=True, related_name="role_grants")
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    stands_for = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="substitutes")

    objects = RoleGrantQuerySet.as_manager()

    class Meta(DatedRow.Meta):
        ordering = ["role", "valid_from"]
        constraints = [
            *DatedRow.Meta.constraints,
            models.CheckConstraint(
                name="role_grant_on_unit_or_cluster",
                condition=Q(unit__isnull=True) ^ Q(cluster__isnull=True),
                violation_error_message="Chọn một đơn vị hoặc một cụm cho vai trò này.",
            ),
            models.CheckConstraint(
                name="role_grant_substitution_ends",
                condition=Q(stands_for__isnull=True) | Q(valid_to__isnull=False),
                violation_error_message="Việc thay phải có ngày kết thúc.",
            ),
            models.CheckConstraint(
                name="role_grant_vote_is_nobody_elses",
                condition=Q(stands_for__isnull=True) | ~Q(role__in=[Role.MEMBER, Role.TELLER, Role.ADMINISTRATOR]),
                violation_error_message="Không ai bỏ phiếu, kiểm phiếu hoặc quản trị thay người khác.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} – {self.place}"

    def is_over(self, on) -> bool:
        """Withdrawn, past its last day, or standing for a role that is."""
        if self.withdrawn_at is not None or (self.valid_to is not None and self.valid_to < on):
            return True
        return self.stands_for_id is not None and (not self.stands_for.user.is_active or self.stands_for.is_over(on))

    @property
    def in_place_of(self) -> "User | None":
        """Whom the account acts for, when the role is somebody else's."""
        return self.stands_for.user if self.stands_for_id else None

    @property
    def place(self) -> Unit | Cluster:
        return self.unit or self.cluster


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Neither used nor taken back nor past their hour."""
        return self.filter(used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now())


class Invitation(models.Model):
    """A way to set a password once. Only the hash of its code is kept: the code itself is on the slip handed over."""

    user = models.ForeignKey(User, models.PROTECT, related_name="invitations")
    code_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField("lúc mời", default=clock.now, editable=False)
    expires_at = models.DateTimeField("hết hạn lúc")
    used_at = models.DateTimeField("dùng lúc", null=True, blank=True)
    withdrawn_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at"]

    def __str__(self) -> str:
        return f"Lời mời {self.user.username}"


class IdentityLink(models.Model):
    """An identity at a provider that opens an account, from the link to its end; the row stays.

    subject: what the provider calls the identity for ever (`sub`).
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="identity_links")
    issuer = models.CharField("nơi cấp", max_length=300)
    subject = models.CharField("mã định danh", max_length=SUBJECT_LENGTH)
    linked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField("lúc liên kết", default=clock.now, editable=False)
    ended_at = models.DateTimeField("lúc bỏ", null=True, blank=True)

    class Meta:
        ordering = ["-linked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"],
                condition=Q(ended_at__isnull=True),
                name="identity_opens_one_account",
                violation_error_message="Mã này đã liên kết với một tài khoản.",
            ),
            models.UniqueConstraint(
                fields=["issuer", "user"],
                condition=Q(ended_at__isnull=True),
                name="account_has_one_identity",
                violation_error_message="Tài khoản này đã có liên kết; bỏ liên kết cũ trước.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.username}: {self.subject}"
