"""Papers joined into one file: still archive, still tagged, every stretch of a page known by its element."""

import io

import pikepdf
import pytest
from pypdf import PdfReader

from tests.thidua.documents import samples
from thidua.documents import render_pdf
from thidua.documents.joining import join


@pytest.fixture(scope="module")
def parts() -> list[bytes]:
    return [render_pdf(samples.annex_of(rows)) for rows in (2, 30, 2)]


def elements(top):
    yield top
    for kid in top.get("/K", ()):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from elements(kid)


def test_pages_tags_and_metadata_of_the_whole(parts):
    content = join(parts)
    assert join(parts) == content
    sizes = [len(PdfReader(io.BytesIO(part)).pages) for part in parts]
    with pikepdf.open(io.BytesIO(content)) as whole, whole.open_metadata() as meta:
        assert len(whole.pages) == sum(sizes) > len(parts)
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "A")
        assert "Quyết định" in meta["dc:title"]
        assert (str(whole.Root.Lang), bool(whole.Root.MarkInfo.Marked), len(whole.Root.OutputIntents)) == (
            "vi",
            True,
            1,
        )


def test_every_mark_on_every_page_leads_to_an_element_on_that_page(parts):
    with pikepdf.open(io.BytesIO(join(parts))) as whole:
        nums = list(whole.Root.StructTreeRoot.ParentTree.Nums)
        assert [int(key) for key in nums[::2]] == list(range(len(whole.pages)))
        for number, (page, known) in enumerate(zip(whole.pages, nums[1::2], strict=True)):
            assert int(page.obj.StructParents) == number
            marks = [
                int(one.operands[1].MCID)
                for one in pikepdf.parse_content_stream(page)
                if str(one.operator) == "BDC" and "/MCID" in one.operands[1]
            ]
            assert sorted(marks) == list(range(len(known))) != []
            assert all(element.Pg.objgen == page.obj.objgen for element in known)
        document = whole.Root.StructTreeRoot.K[0]
        assert all(child.P.objgen == document.objgen for child in document.K)


def test_headers_of_each_table_are_its_own(parts):
    with pikepdf.open(io.BytesIO(join(parts))) as whole:
        tables = [one for one in elements(whole.Root.StructTreeRoot.K[0]) if one.S == "/Table"]
        heads = [{str(one.ID) for one in elements(table) if "/ID" in one} for table in tables]
        assert len(tables) > len(parts) - 1 and all(heads)
        assert len(set().union(*heads)) == sum(map(len, heads))
        for table, own in zip(tables, heads, strict=True):
            asked = {str(name) for one in elements(table) if one.S == "/TD" for name in one.A.Headers}
            assert asked <= own


def test_one_part_is_left_as_it_is(parts):
    assert join(parts[:1]) == parts[0]
