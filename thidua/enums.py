"""Choices that know how they look: value, tone of the chip, icon, Vietnamese label."""

from django.db import models


class Chips(models.TextChoices):
    """A state or kind written as `NAME = value, tone, icon, label`.

    tone: draft, info, warn, ok, bad, gold or lock (see static/css/theme.css). icon: a name of the sprite.
    """

    def __new__(cls, value: str, tone: str = "draft", icon: str = ""):
        member = str.__new__(cls, value)
        member._value_ = value
        member.tone = tone
        member.icon = icon
        return member
