from importlib import import_module
from pathlib import Path

from django.apps import AppConfig

CHAPTERS = (
    "years",
    "catalogue",
    "criteria",
    "results",
    "scoring",
    "nominations",
    "conferences",
    "ballots",
    "decisions",
    "reports",
    "home",
)


class AwardsConfig(AppConfig):
    name = "awards"
    verbose_name = "Thi đua, khen thưởng"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        here = Path(__file__).parent
        for chapter in CHAPTERS:
            for module in ("permissions", "states", "panels", "imports"):
                if (here / chapter / f"{module}.py").exists():
                    import_module(f"awards.{chapter}.{module}")

        from awards.ballots import triggers as ballots
        from awards.decisions import triggers as decisions
        from thidua.guards import stand

        stand(self, ballots.GUARD, "awards.E001", "Rounds of voting are not guarded")
        stand(self, decisions.GUARD, "awards.E002", "Signed papers and the history of awards are not guarded")
