"""`manage.py verify_audit`: the name audit_verify had at first, kept for timers that call it."""

from units.management.commands.audit_verify import Command

__all__ = ["Command"]
