"""Several papers as one file that is still tagged PDF/A-2a: pages one after the other, one tree of structure over all.

The parts are files of `pdf.lay_out` with the same variant, language and title: archive mark, colours and metadata are
those of the first. Headers of table cells are known by a name within their file, so each part's names get its number.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO


def join(parts: Iterable[bytes]) -> bytes:
    """One file of all parts; the same parts give the same bytes. A single part is left as it is."""
    import pikepdf

    first, *others = parts
    if not others:
        return first
    with pikepdf.open(BytesIO(first)) as out:
        for name in ("/Outlines", "/Names"):  # they would lead to the first part alone
            if name in out.Root:
                del out.Root[name]
        root = out.Root.StructTreeRoot
        whole, numbers = root.K[0], root.ParentTree.Nums
        for place, content in enumerate(others, 1):
            with pikepdf.open(BytesIO(content)) as part:
                _append(out, part, whole, numbers, place)
        result = BytesIO()
        out.save(result, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return result.getvalue()


def _append(out, part, whole, numbers, place: int) -> None:
    """Pages of a part, then what it says of their structure, its children under the one document."""
    for child in _elements(part.Root.StructTreeRoot.K[0]):
        _rename(child, place)
    start = len(out.pages)
    out.pages.extend(part.pages)
    tree = out.copy_foreign(part.make_indirect(part.Root.StructTreeRoot))
    for page in out.pages[start:]:
        page.obj.StructParents += start
    nums = list(tree.ParentTree.Nums)
    if len(nums) != 2 * (len(out.pages) - start):
        raise ValueError("a part with links or fields cannot be joined")
    for key, elements in zip(nums[::2], nums[1::2], strict=True):
        numbers.append(int(key) + start)
        numbers.append(elements)
    for child in tree.K[0].K:
        child.P = whole
        whole.K.append(child)


def _elements(top) -> Iterator:
    """Every element under `top`, without recursion: a tree of a long table is deep enough as it is."""
    import pikepdf

    waiting = [top]
    while waiting:
        found = waiting.pop()
        yield found
        waiting += [kid for kid in found.get("/K", ()) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def _rename(element, place: int) -> None:
    import pikepdf

    if "/ID" in element:
        element.ID = pikepdf.String(f"{place}-{element.ID}")
    if "/A" in element and "/Headers" in element.A:
        element.A.Headers = pikepdf.Array([pikepdf.String(f"{place}-{name}") for name in element.A.Headers])
