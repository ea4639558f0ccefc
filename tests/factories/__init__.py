"""Small true things for tests: `from tests.factories import UnitFactory`."""

from tests.factories.awards import *  # noqa: F403
from tests.factories.units import *  # noqa: F403
