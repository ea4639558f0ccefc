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

        from awards.ballots import box_triggers as boxes
        from awards.ballots import triggers as ballots
        from awards.conferences import triggers as conferences
        from awards.decisions import triggers as decisions
        from awards.nominations import triggers as nominations
        from thidua.guards import stand

        stand(self, ballots.GUARD, "awards.E001", "Rounds of voting are not guarded")
        stand(self, boxes.NO_ROW_IDS, "awards.E005", "Tables of the ballot box number their rows")
        stand(self, boxes.GUARD, "awards.E006", "Ballot boxes are not guarded")
        stand(self, decisions.GUARD, "awards.E002", "Signed papers and the history of awards are not guarded")
        stand(self, nominations.GUARD, "awards.E003", "Minutes of unit meetings are not guarded")
        stand(self, conferences.GUARD, "awards.E004", "Signed minutes of conferences are not guarded")
