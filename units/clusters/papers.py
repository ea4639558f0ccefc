"""The pledge of a cluster on paper."""

from thidua.documents import Column, Document, Heading, OfficialHeading, Paragraph, Table
from units.clusters.enums import PledgeState
from units.clusters.models import Pledge
from units.clusters.queries import Signer


def pledge_paper(pledge: Pledge, signers: list[Signer]) -> Document:
    """Text, targets, and a line for each member's head; names are those of the day it was laid out."""
    cluster = pledge.cluster
    number = cluster.number_on(pledge.opened_on) if pledge.opened_on else None
    organiser = cluster.organiser
    targets = Table(
        columns=[Column.index(), Column("name", "Nội dung", width=48), Column("value", "Mức phấn đấu", width=30)],
        rows=[(one.name, one.value) for one in pledge.targets.all()],
    )
    signatures = Table(
        columns=[
            Column.index(), Column("unit", "Đơn vị", width=34), Column("name", "Người ký", width=26),
            Column("post", "Chức vụ", width=26), Column("on", "Ngày ký", "date", width=12),
        ],
        rows=[
            (one.name, one.signature.signer_name, one.signature.signer_post, one.signature.signed_on)
            if one.signature else (one.name, "", "", None)
            for one in signers
        ],
        roomy=True,
    )  # fmt: skip
    return Document(
        slug=f"giao-uoc-{cluster.code.lower()}-{pledge.year}",
        kind="Giao ước thi đua",
        subject=f"{cluster.name}, năm {pledge.year}",
        heading=OfficialHeading(
            superior=organiser.name_on(pledge.opened_on) if pledge.opened_on else organiser.name,
            organ=f"{cluster.name} (số {number})" if number and str(number) not in cluster.name else cluster.name,
            place=organiser.place,
            date=pledge.opened_on,
        ),
        blocks=[
            *[Paragraph(line) for line in pledge.text.splitlines()],
            Heading("Chỉ tiêu phấn đấu"),
            targets,
            Heading("Các đơn vị ký giao ước"),
            signatures,
        ],
        draft="Dự thảo" if pledge.state == PledgeState.DRAFT else "",
        demo=cluster.is_demo,
        date=pledge.opened_on,
    )
