"""Certificates as they are printed: for whom the catalogue has one, by which layout, with which words."""

from base64 import b64encode
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Count, Max

from awards.catalogue.enums import AwardKind, Item
from awards.catalogue.models import Award
from awards.catalogue.queries import rules_on
from awards.decisions import ornaments, placing
from awards.decisions.certificate_enums import CertificateKind, Standing, Stock
from awards.decisions.certificate_models import CertificateLayout, CertificatePrint, CertificateRun, PublicCode
from awards.decisions.codes import shown
from awards.decisions.enums import AmendPart
from awards.decisions.models import Decision, DecisionLine
from awards.decisions.papers import deciding, lines_in_order, rank_post_unit, verify_address
from awards.decisions.placing import Place
from awards.decisions.standing import put_right, standings
from thidua import qr
from thidua.documents.sheets import Drawing, Fitted, Sheet, TextBox, fit
from thidua.documents.vietnamese import long_date
from units.models import Unit, User

MERIT_CODE = "GK"
RED, BLACK = "#c1121c", "#000000"
TRIAL = "BẢN XEM THỬ, KHÔNG CÓ GIÁ TRỊ"
PREVIEWED = 6  # sheets of a trial print: those with the longest names


# For whom -------------------------------------------------------------------------------------------------------------


def kind_of_award(award: Award) -> CertificateKind | None:
    """The form its certificate has; None for forms whose certificate the law draws otherwise."""
    if award.kind == AwardKind.TITLE:
        return CertificateKind.TITLE
    return CertificateKind.MERIT if award.code == MERIT_CODE else None


def certified_awards(day: date, awards: Iterable[Award]) -> dict[int, CertificateKind]:
    """Award id → kind of its certificate, for those to which the catalogue of the day gives one."""
    rules = rules_on(day)
    found = {}
    for award in awards:
        rule, kind = rules.get(award.pk), kind_of_award(award)
        if kind is not None and rule is not None and Item.CERTIFICATE in rule.items:
            found[award.pk] = kind
    return found


@dataclass(frozen=True)
class Row:
    """One certificate of a decision on the page. sizes: key of a field → how its text stands in the box."""

    line: DecisionLine
    kind: CertificateKind
    standing: Standing
    copies: int
    last_printed: date | None
    sizes: Mapping[str, Fitted] = field(default_factory=dict)

    @property
    def is_printable(self) -> bool:
        return self.standing == Standing.VALID

    @property
    def too_long(self) -> list[str]:
        return [key for key, one in self.sizes.items() if one.is_too_long]

    @property
    def name_size(self) -> Fitted | None:
        return self.sizes.get("recipient")


def certificate_lines(decision: Decision) -> list[tuple[DecisionLine, CertificateKind]]:
    """Lines of a signed decision that get a certificate, in the order of the paper."""
    lines = lines_in_order(decision)
    kinds = certified_awards(decision.decided_on, {line.nomination.award for line in lines})
    return [(line, kinds[line.nomination.award_id]) for line in lines if line.nomination.award_id in kinds]


def rows_of(decision: Decision, stock: str, day: date) -> list[Row]:
    """Every certificate of a decision; a constant number of queries."""
    found = certificate_lines(decision)
    ids = [line.pk for line, _ in found]
    printed = {
        row["line"]: (row["copies"], row["last"])
        for row in CertificatePrint.objects.filter(line__in=ids)
        .order_by()
        .values("line")
        .annotate(copies=Count("pk"), last=Max("run__day"))
    }
    stand, desk = standings(ids), Desk(decision, stock, day)
    return [
        Row(line, kind, stand[line.pk], *printed.get(line.pk, (0, None)), desk.sizes(line, kind))
        for line, kind in found
    ]


def longest_first(rows: Iterable[Row]) -> list[Row]:
    """Those that do not fit, then those that shrank most, then the longest names."""

    def weight(row: Row) -> tuple:
        size = row.name_size
        return (not row.too_long, size.size if size else 0, -len(row.line.nomination.subject_name))

    return sorted(rows, key=weight)


def runs_of(decision: Decision) -> list[CertificateRun]:
    """Every printing, newest first, with `sheets`."""
    return list(decision.certificate_runs.select_related("by").annotate(sheets=Count("prints")))


# By which layout ------------------------------------------------------------------------------------------------------


def layout_for(unit: Unit, kind: str, stock: str, day: date) -> CertificateLayout | None:
    """The arrangement that holds for a unit on a day: its own, else that of the nearest unit above; None: the law's."""
    return layouts_for([unit], day).get((unit.pk, kind, stock))


def layouts_for(units: Collection[Unit], day: date) -> dict[tuple[int, str, str], CertificateLayout]:
    """(unit, kind, stock) → the arrangement that holds there; one query."""
    above = {unit.pk: {pk: depth for depth, pk in enumerate(unit.ancestor_ids())} for unit in units}
    wanted = {pk for near in above.values() for pk in near}
    found: dict[tuple[int, str, str], CertificateLayout] = {}
    rows = CertificateLayout.objects.filter(unit__in=wanted, valid_from__lte=day).select_related("unit")
    for row in rows.order_by("valid_from", "pk"):
        for unit, near in above.items():
            key = (unit, row.kind, row.stock)
            held = found.get(key)
            if row.unit_id in near and (held is None or near[held.unit_id] <= near[row.unit_id]):
                found[key] = row
    return found


def places_of(kind: str, stock: str, law_day: date, layout: CertificateLayout | None) -> list[Place]:
    """The fields: as the law of the day of the decision has them, where the command has moved them."""
    places = placing.usual(placing.law_on(kind, law_day), on_stock=stock == Stock.PRINTED)
    return placing.with_moves(places, layout.places) if layout is not None else places


# With which words -----------------------------------------------------------------------------------------------------


def words_of(line: DecisionLine, kind: str, code: str, right: Mapping[str, str]) -> dict[str, str]:
    """Key of a field → its words on the certificate of this line. Expects the decision with its issuer and year.

    right: what a signed correction has put right of it.
    """
    paper, given = line.decision, line.nomination
    day, award = paper.decided_on, given.award
    words = {
        "nation": "Cộng hòa xã hội chủ nghĩa Việt Nam",
        "motto": "Độc lập - Tự do - Hạnh phúc",
        "issuer": deciding(paper, day),
        "gives": "Tặng danh hiệu" if kind == CertificateKind.TITLE else "Tặng",
        "name": award.name,
        "recipient": right.get(AmendPart.NAME, given.subject_name),
        "detail": "",
        "merit": _merit(line),
        "decision": f"Quyết định số {paper.code}, {long_date(day)}",
        "golden": f"Số sổ vàng: {line.golden_book_no}",
        "place_date": f"{paper.place}, {long_date(day)}",
        "post": "\n".join(filter(None, (paper.signer_authority, paper.signer_post))),
        "signer": f"{paper.signer_rank} {paper.signer_name}".strip(),
        "code": f"Mã xác minh: {shown(code)}" if code else "",
    }
    if given.person_id:
        rank, post, unit = who_of(line, right)
        words["recipient"] = f"{rank} {words['recipient']}".strip()
        words["detail"] = ", ".join(filter(None, (post, unit)))
    return words


def who_of(line: DecisionLine, right: Mapping[str, str]) -> tuple[str, str, str]:
    """Rank, post and unit of a person, corrected."""
    parts = zip((AmendPart.RANK, AmendPart.POST, AmendPart.UNIT), rank_post_unit(line.nomination), strict=True)
    rank, post, unit = (right.get(part, words) for part, words in parts)
    return rank, post, unit


def _merit(line: DecisionLine) -> str:
    given, year = line.nomination, line.decision.period.year
    if given.achievement_id:
        name = given.achievement.name
        return f"Đã có thành tích xuất sắc: {name[:1].lower()}{name[1:]}"
    return f"Đã có thành tích xuất sắc trong phong trào thi đua Quyết thắng năm {year}"


def boxes_of(places: Iterable[Place], words: Mapping[str, str]) -> dict[str, TextBox]:
    """Key → text in its box, of the fields that are shown and have words."""
    return {
        place.key: TextBox(
            words[place.key], *_box(place), size=place.size / 10, floor=place.floor / 10, align=place.align,
            bold=place.bold, italic=place.italic, caps=place.caps, underline=place.underline,
            colour=RED if place.red else BLACK,
        )
        for place in places
        if place.shown and not place.drawn and words.get(place.key)
    }  # fmt: skip


def _box(place: Place) -> tuple:
    return place.x / 10, place.y / 10, place.w / 10, place.h / 10


class Desk:
    """Prints certificates of one decision on one kind of paper: layouts, pictures and codes are looked up once."""

    def __init__(self, decision: Decision, stock: str, day: date):
        self.decision, self.stock, self.day = decision, stock, day
        self._places: dict[str, list[Place]] = {}
        self.layouts: dict[str, CertificateLayout | None] = {}
        self._emblems: dict[str, str] = {}
        self._right = put_right([line.pk for line in decision.lines.only("pk")])

    def places(self, kind: str) -> list[Place]:
        if kind not in self._places:
            self.layouts[kind] = layout_for(self.decision.issuer, kind, self.stock, self.day)
            self._places[kind] = places_of(kind, self.stock, self.decision.decided_on, self.layouts[kind])
        return self._places[kind]

    def layout(self, kind: str) -> CertificateLayout | None:
        self.places(kind)
        return self.layouts[kind]

    def _boxes(self, line: DecisionLine, kind: str, code: str) -> dict[str, TextBox]:
        line.decision = self.decision
        return boxes_of(self.places(kind), words_of(line, kind, code, self._right.get(line.pk, {})))

    def sizes(self, line: DecisionLine, kind: str) -> dict[str, Fitted]:
        return {key: fit(box) for key, box in self._boxes(line, kind, "0" * 16).items()}

    def sheet(self, line: DecisionLine, kind: str, code: str, *, trial: bool = False) -> Sheet:
        """The certificate of a line. code: empty on a trial print."""
        drawings = [self._drawing(place, kind, code) for place in self.places(kind) if place.drawn and place.shown]
        boxes = self._boxes(line, kind, code)
        return Sheet(list(boxes.values()), [one for one in drawings if one], TRIAL if trial else "")

    def _drawing(self, place: Place, kind: str, code: str) -> Drawing | None:
        box = Drawing(*_box(place))
        match place.key:
            case "border":
                return replace(box, svg=ornaments.border(place.w // 10, place.h // 10), alt="Đường viền trang trí")
            case "flags":
                return replace(box, svg=ornaments.flags(), alt="Hàng cờ đỏ hai bên")
            case "emblem":
                picture = self._emblem(kind)
                shown_as = (
                    {"picture": picture, "alt": "Quốc huy"} if picture else {"svg": ornaments.star(), "alt": "Ngôi sao"}
                )
                return replace(box, **shown_as)
            case "qr" if code:
                return replace(box, svg=qr.drawing(verify_address(code)), alt=f"Mã QR xác minh {shown(code)}")
        return None

    def _emblem(self, kind: str) -> str:
        """The official emblem as a `data:` address, where the command has given its file."""
        if kind not in self._emblems:
            layout = self.layout(kind)
            self._emblems[kind] = picture_data(layout.emblem) if layout is not None else ""
        return self._emblems[kind]


def picture_data(file) -> str:
    if not file:
        return ""
    try:
        with file.open("rb") as content:
            kind = "png" if file.name.endswith("png") else "jpeg"
            return f"data:image/{kind};base64,{b64encode(content.read()).decode()}"
    except FileNotFoundError:
        return ""


def codes_of(lines: Collection[int]) -> dict[int, str]:
    """Line id → its public code."""
    return dict(PublicCode.objects.filter(line__in=lines).values_list("line", "code"))


# Sổ vàng --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BookRow:
    """One number of the golden book of a decision; line None where the number is missing."""

    number: int
    line: DecisionLine | None
    standing: Standing | None = None
    copies: int = 0


@dataclass(frozen=True)
class BookPage:
    """The golden book of one decision: every number from 1 to the highest, missing ones too."""

    decision: Decision
    rows: list[BookRow]

    @property
    def gaps(self) -> list[int]:
        return [row.number for row in self.rows if row.line is None]


def golden_book(decision: Decision) -> BookPage:
    """Number by number (NĐ 98/2023 Đ104: the recipient's place in the decision); a constant number of queries."""
    lines = list(
        decision.lines.filter(golden_book_no__isnull=False)
        .select_related("nomination__award")
        .annotate(copies=Count("certificate_prints"))
        .order_by("golden_book_no")
    )
    stand, by_number = standings([line.pk for line in lines]), {line.golden_book_no: line for line in lines}
    rows = []
    for number in range(1, max(by_number, default=0) + 1):
        line = by_number.get(number)
        rows.append(BookRow(number, line, stand[line.pk], line.copies) if line else BookRow(number, None))
    return BookPage(decision, rows)


def books(user: User) -> list[Decision]:
    """Signed decisions with numbers in the golden book, newest first, with `numbers` and `highest`."""
    rows = Decision.objects.visible_to(user).filter(lines__golden_book_no__isnull=False, state="signed")
    rows = rows.annotate(numbers=Count("lines__golden_book_no"), highest=Max("lines__golden_book_no"))
    return rows.select_related("issuer").order_by("-decided_on", "-number", "-pk")
