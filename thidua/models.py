"""Tables of the workshop itself."""

from thidua.jobs.models import Job

__all__ = ["Job"]
