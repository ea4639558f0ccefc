"""What must hold everywhere at once: sentences, words, icons, permissions, moves, lock files."""

import ast
import json
import re
import tomllib
import unicodedata
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.db.models import CheckConstraint, UniqueConstraint

from thidua import providers
from thidua.enums import Chips
from thidua.permissions import QUESTIONS, REGISTRY
from thidua.templatetags.ui import TONES, icon_names
from thidua.workflow import Workflow
from units.audit.actions import AREAS

ROOT = Path(__file__).parent.parent
OURS = ("units", "awards")
MODELS = [model for app in OURS for model in apps.get_app_config(app).get_models()]
SOURCES = [path for app in ("thidua", *OURS) for path in sorted((ROOT / app).rglob("*.py"))]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
VIETNAMESE = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)


def load_everything() -> None:
    """Every module of the product, so that every class and table of moves is known."""
    for path in SOURCES:
        parts = path.relative_to(ROOT).with_suffix("").parts
        if "migrations" not in parts and parts[-1] not in ("__init__", "asgi", "wsgi", "check_native"):
            import_module(".".join(parts))


load_everything()


def subclasses(cls):
    for sub in cls.__subclasses__():
        yield sub
        yield from subclasses(sub)


def workflows() -> list[tuple[str, Workflow]]:
    """Every table of moves as (where, table)."""
    found = []
    for path in SOURCES:
        if path.name.endswith("states.py"):
            module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
            found += [(f"{module.__name__}.{n}", v) for n, v in vars(module).items() if isinstance(v, Workflow)]
    return found


# --- the database says no in Vietnamese -----------------------------------------------------------------------------


def test_every_constraint_has_its_sentence():
    default = CheckConstraint.default_violation_error_message
    silent = [
        f"{model._meta.label}: {constraint.name}"
        for model in MODELS
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint | UniqueConstraint)
        and (constraint.violation_error_message == default or not VIETNAMESE.search(constraint.violation_error_message))
    ]
    assert silent == []


def test_nothing_that_others_point_at_can_be_deleted():
    """A row that carries an award, a vote or a decision is closed, never deleted: PROTECT on every relation."""
    loose = [
        f"{model._meta.label}.{field.name}"
        for model in MODELS
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is not models.PROTECT
    ]
    assert loose == []


def test_no_points_money_or_percent_is_kept_as_a_float():
    floats = [
        f"{model._meta.label}.{field.name}"
        for model in MODELS
        for field in model._meta.get_fields()
        if isinstance(field, models.FloatField)
    ]
    assert floats == []


@pytest.mark.parametrize("app", OURS)
def test_the_apps_models_file_names_every_table(app):
    own = {model.__name__ for model in MODELS if model._meta.app_label == app and not model._meta.auto_created}
    assert own <= set(import_module(f"{app}.models").__all__)


# --- permissions and moves ------------------------------------------------------------------------------------------


def test_every_permission_says_who_and_why():
    broken = [
        name
        for name, one in REGISTRY.items()
        if not re.fullmatch(r"(units|awards)\.[a-z_0-9]+", name)
        or not VIETNAMESE.search(one.who)
        or not one.check.__doc__
    ]
    assert broken == []


def test_every_permission_can_be_put_to_a_place():
    """The page of an account's rights answers for each of them."""
    assert set(QUESTIONS) == set(REGISTRY)


def test_every_move_asks_for_a_permission_that_exists():
    assert workflows()
    broken = [
        f"{where}.{move.name}: {move.permission}"
        for where, table in workflows()
        for move in table.moves.values()
        if move.permission not in REGISTRY
    ]
    assert broken == []


def test_every_move_leads_between_states_that_exist():
    values = {value for cls in subclasses(Chips) for value in cls.values}
    broken = [
        f"{where}.{move.name}"
        for where, table in workflows()
        for move in table.moves.values()
        if {*move.sources, move.target} - values or not move.sources or not move.label
    ]
    assert broken == []


def test_permissions_that_code_asks_for_exist():
    """`require(by, "awards.x", …)`, `allowed(…)`, `has_perm(…)` and `{% can "awards.x" … %}` name registered ones."""
    named = set()
    for path in SOURCES:
        named |= set(re.findall(r"(?:require|allowed)\(\s*[\w.]+,\s*[\"']([a-z]+\.\w+)[\"']", path.read_text("utf-8")))
        named |= set(re.findall(r"has_perm\(\s*[\"']([a-z]+\.\w+)[\"']", path.read_text("utf-8")))
    for path in TEMPLATES:
        named |= set(re.findall(r"{%\s*can\s+[\"']([a-z]+\.\w+)[\"']", path.read_text("utf-8")))
    assert named
    assert named - set(REGISTRY) == set()


def test_every_permission_is_asked_for_somewhere():
    """By its name, or by its function in another permission."""
    text = "\n".join(path.read_text("utf-8") for path in [*SOURCES, *TEMPLATES])
    named = Counter(re.findall(r"[\"'](\w+\.\w+)(?=[\"'])", text))
    called = Counter(re.findall(r"\b(\w+)\(", text))
    idle = [name for name, one in REGISTRY.items() if named[name] < 2 and called[one.check.__name__] < 2]
    assert idle == []


# --- words ----------------------------------------------------------------------------------------------------------


def test_every_choice_has_a_label():
    broken = [
        f"{cls.__module__}.{cls.__name__}.{member.name}"
        for cls in subclasses(models.TextChoices)
        if cls.__module__.split(".")[0] in ("thidua", *OURS)
        for member in cls
        if not str(member.label).strip() or str(member.label) == member.name.replace("_", " ").title()
    ]
    assert broken == []


def test_every_chip_has_a_tone_and_an_icon_that_exist():
    broken = [
        f"{cls.__module__}.{cls.__name__}.{member.name}"
        for cls in subclasses(Chips)
        if cls.__module__.split(".")[0] in OURS
        for member in cls
        if member.tone not in TONES or member.icon not in icon_names()
    ]
    assert broken == []


def test_every_icon_a_template_or_a_move_names_exists():
    named = {
        f"{path.name}: {name}"
        for path in TEMPLATES
        for name in re.findall(r"{%\s*icon\s+[\"']([^\"']+)[\"']", path.read_text("utf-8"))
        if name not in icon_names()
    }
    named |= {
        f"{where}.{move.name}: {move.icon}"
        for where, table in workflows()
        for move in table.moves.values()
        if move.icon and move.icon not in icon_names()
    }
    assert named == set()


def recorded_actions() -> dict[str, str]:
    """Every constant action that code writes into the record, and where: record(by, "results.enter", …)."""
    found = {}
    for path in SOURCES:
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)) if "record" in text else ():
            called = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
            if called not in ("record", "record_many", "_record") or len(node.args) < 2:
                continue
            choices = (
                [node.args[1].body, node.args[1].orelse] if isinstance(node.args[1], ast.IfExp) else [node.args[1]]
            )
            for one in choices:
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    found[one.value] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return found


def test_every_act_in_the_record_has_a_word_and_an_area():
    actions = recorded_actions()
    assert len(actions) > 30
    assert {name: where for name, where in actions.items() if name not in providers.action_labels} == {}
    areas = {name.split(".")[0] for name in [*actions, *providers.action_labels]}
    assert areas - set(AREAS) == set()


def test_every_word_for_an_act_is_in_use():
    moves = {f"{table.action}.{name}" for _, table in workflows() for name in table.moves}
    text = "\n".join(path.read_text("utf-8") for path in SOURCES if path.name != "actions.py")
    idle = [name for name in providers.action_labels if name not in moves and f'"{name}"' not in text]
    assert idle == []


def test_text_is_composed_and_polite_words_are_not_used():
    """NFC everywhere; the copy says neither `vui lòng` nor shouts."""
    broken = []
    for path in [*SOURCES, *TEMPLATES]:
        text = path.read_text("utf-8")
        if not unicodedata.is_normalized("NFC", text):
            broken.append(f"{path.relative_to(ROOT)}: not NFC")
        if "vui lòng" in text.lower():
            broken.append(f"{path.relative_to(ROOT)}: vui lòng")
    assert broken == []


# --- data and lock files --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "units").rglob("data/*.json")) + sorted((ROOT / "awards").rglob("data/*.json")),
    ids=lambda path: path.stem,
)
def test_reference_data_can_be_read(path):
    assert json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize(("lock", "groups"), [("requirements.lock", ()), ("requirements-dev.lock", ("dev",))])
def test_lock_files_pin_every_dependency_by_hash_and_name_no_registry(lock, groups):
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    entries = re.split(r"\n(?=\S)", text.strip())
    loose = [
        entry.split("\n")[0] for entry in entries if "==" not in entry.split(" ")[0] or "--hash=sha256:" not in entry
    ]
    assert loose == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *(one for g in groups for one in project["dependency-groups"][g])]
    names = {re.split(r"[\[<>=!~ ]", one)[0].lower() for one in wanted}
    assert names <= {entry.split("==")[0].split("[")[0].lower() for entry in entries}


def test_vendored_things_have_their_licence_beside_them():
    vendor = ROOT / "static" / "vendor"
    bare = [folder.name for folder in vendor.iterdir() if folder.is_dir() and not list(folder.glob("*LICEN*"))]
    assert bare == []
