"""The record of every act: appended, never changed, sealed in batches into a hash chain."""

from django.db import models
from django.db.models import Q

from thidua import clock
from units.accounts.enums import Role


class AuditQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Acts inside the subtrees on which the user may read the record (officer, auditor, administrator)."""
        scope = Q(pk__in=[])
        for path in user.scope_paths(Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR):
            scope |= Q(unit_path__startswith=path)
        return self.filter(scope)

    def about(self, target: models.Model):
        """Acts on one object, newest first."""
        return self.filter(target_type=target._meta.label_lower, target_id=str(target.pk)).order_by("-pk")


class AuditEvent(models.Model):
    at = models.DateTimeField("lúc ghi", default=clock.now, editable=False)
    acted_on = models.DateField("ngày làm")
    actor = models.ForeignKey("units.User", models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField("người làm", max_length=120)
    action = models.CharField("việc", max_length=60, db_index=True)
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=40)
    target_text = models.CharField("đối tượng", max_length=200)
    unit_path = models.CharField(max_length=255, blank=True, db_index=True)
    changes = models.JSONField(default=dict)  # field -> [before, after]
    facts = models.JSONField(default=dict)
    reason = models.CharField("lý do", max_length=500, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["target_type", "target_id"])]

    def __str__(self) -> str:
        return f"{self.action}: {self.target_text}"


class AuditSeal(models.Model):
    """One link of the chain: the events first_id…last_id, in order, hashed onto the link before.

    PostgreSQL gives out ids before a transaction ends, so an event can appear below the last sealed id. `holes` are the
    ranges of ids that did not exist when the link was made, `late` the events of earlier holes it took in. Nobody has
    to wait for a lock, and still every event belongs to exactly one link.
    """

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    holes = models.JSONField(default=list)
    late = models.JSONField(default=list)
    previous_hash = models.CharField(max_length=64, unique=True)  # two links onto the same one would fork the chain
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["last_id"]

    def __str__(self) -> str:
        return f"{self.first_id}–{self.last_id}"
