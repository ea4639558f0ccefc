"""The opened box and the recount by hand of others: honest boxes hold, and every mutation of one is named."""

import ast
import json
import random
import runpy
import subprocess
import sys
from functools import cache
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awards.ballots import box, recount, rules, sealing
from awards.ballots.sealing import BadBallot, NotEntitled
from awards.ballots.tally import tally
from tests.awards.ballots.voters import (
    OTHER_ROUND,
    ROUND,
    full_box,
    issuer,
    paper,
    roll,
    rsa_key,
    voter,
    voters,
)

pytestmark = pytest.mark.once
PAPER = paper((4, 2), (3, None))
VOTES = [
    [[1, 2], "A", "A", "A"],
    [[1], "A", "D", ""],
    [[], "D", "A", "A"],
    [[2, 4], "A", "A", "D"],
    [[1, 2], "A", "A", "A"],
]


def verdict(text: str, minutes: str = "") -> str:
    """ "" or the name of the check that fails."""
    try:
        recount.recount(text, minutes)
    except recount.Failed as failure:
        return failure.name
    return ""


@cache
def votes() -> box.Box:
    return full_box(PAPER, VOTES)


def changed(document: dict, **others) -> str:
    return rules.canonical(document | others)


# The box --------------------------------------------------------------------------------------------------------------


def test_an_honest_box_is_counted():
    found = full_box(PAPER, VOTES)
    assert box.counted(PAPER, found.bodies) == [
        {"valid": 4, "blank": 1, "votes": [3, 3, 0, 1]},
        {
            "lines": [
                {"agree": 4, "disagree": 1, "blank": 0},
                {"agree": 4, "disagree": 1, "blank": 0},
                {"agree": 3, "disagree": 1, "blank": 1},
            ]
        },
    ]
    assert recount.recount(found.text())[1] == found.document()["counted"]
    assert box.receipts(found.records) == [record["c"] for record in found.document()["records"]]


def test_pm10_the_order_of_casting_leaves_no_trace():
    records = [who.ballot(PAPER, marks).record() for who, marks in zip(voters(4), VOTES, strict=False)]
    files = {box.assemble(issuer(), PAPER, roll(), order).text() for order in permutations(records)}
    assert len(files) == 1
    found = box.assemble(issuer(), PAPER, roll(), records)
    assert [body.commitment for body in found.bodies] == sorted(body.commitment for body in found.bodies)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_pm11_the_head_follows_every_byte_of_every_record(data):
    found = votes()
    records = [record.encode() for record in found.records]
    place = data.draw(st.integers(0, len(records) - 1))
    byte = data.draw(st.integers(0, len(records[place]) - 1))
    spoiled = bytearray(records[place])
    spoiled[byte] = data.draw(st.integers(0, 127).filter(lambda value: value != records[place][byte]))
    records[place] = bytes(spoiled)
    assert box.chain(issuer(), PAPER, roll(), [record.decode() for record in records]) != found.head


def test_the_head_follows_round_roll_paper_key_and_order():
    found = full_box(PAPER, VOTES)
    others = [
        box.chain(issuer(OTHER_ROUND), PAPER, roll(), found.records),
        box.chain(issuer(key=rsa_key(1)), PAPER, roll(), found.records),
        box.chain(issuer(), paper((4, 2), (4, None)), roll(), found.records),
        box.chain(issuer(), PAPER, roll(19), found.records),
        box.chain(issuer(), PAPER, roll(present=19), found.records),
        box.chain(issuer(), PAPER, roll(), found.records[:-1]),
        box.chain(issuer(), PAPER, roll(), found.records[::-1]),
    ]
    assert len({found.head, *others}) == 1 + len(others)


def test_more_ballots_than_papers_are_not_opened():
    records = [who.ballot(PAPER, VOTES[0]).record() for who in voters(3)]
    with pytest.raises(BadBallot, match="more ballots"):
        box.assemble(issuer(), PAPER, roll(2), records)
    assert box.assemble(issuer(), PAPER, roll(3), records)


def test_two_ballots_of_one_token_are_not_opened():
    one = voters(1)[0]
    with pytest.raises(BadBallot, match="two ballots"):
        box.assemble(
            issuer(), PAPER, roll(), [one.ballot(PAPER, VOTES[0]).record(), one.ballot(PAPER, VOTES[1]).record()]
        )


def test_a_record_that_does_not_belong_here_is_not_opened():
    forger = rsa_key(1)
    foreign = voter(issuer(key=forger), key=forger).ballot(PAPER, VOTES[0]).record()
    with pytest.raises(NotEntitled):
        box.assemble(issuer(), PAPER, roll(), [foreign])


def test_an_empty_box_is_a_box():
    found = full_box(PAPER, [])
    assert verdict(found.text()) == ""
    assert found.document()["counted"][0] == {"valid": 0, "blank": 0, "votes": [0, 0, 0, 0]}


# The recount ----------------------------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_pm12_every_honest_box_is_accepted_with_the_figures_it_tells(data):
    lines, most = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 3))
    one = paper((lines, most), (lines, None))
    ballot = st.builds(
        lambda picked, marks: [sorted(picked), *marks],
        st.lists(st.integers(1, lines), max_size=most, unique=True),
        st.lists(st.sampled_from(["A", "D", ""]), min_size=lines, max_size=lines),
    )
    found = full_box(one, data.draw(st.lists(ballot, max_size=4)))
    document, figures = recount.recount(found.text(), found.head[:16])
    assert figures == found.document()["counted"] == document["counted"]
    assert recount.tell(document, figures).endswith("đếm lại khớp.")
    assert tallied(one, found) == figures


def tallied(one, found) -> list[dict]:
    """The figures of the house's own tally, as the box writes them."""
    figures = []
    for place, group in enumerate(one.groups):
        kind = "approve" if group.most is None else "pick"
        names = tuple(f"l{place}-{n}" for n in group.lines)
        contest = rules.Contest(f"g{place}", kind, names, seats=group.most, threshold=(4, 5, ">="))
        document = rules.document(contest, rules.Electorate(20, 20), [], None)
        ballots = box.tally_ballots(contest, place, one, found.bodies)
        document["channels"] = [{"channel": "electronic", "issued": 20, "ballots": ballots}]
        result = tally(document)
        assert result["status"] == "ok"
        if group.most is None:
            rows = [result["lines"][name] for name in names]
            assert all(row["invalid"] == row["abstain"] == 0 for row in rows)
            figures.append({"lines": [{key: row[key] for key in ("agree", "disagree", "blank")} for row in rows]})
        else:
            pick = result["picks"][contest.id]
            assert pick["invalid"] == 0
            votes = [pick["votes"][name] for name in names]
            figures.append({"valid": pick["valid"], "blank": pick["blank"], "votes": votes})
    return figures


def test_every_kind_of_tampering_is_named():
    """Whoever tampers mends all that can be mended without a key: the order, the chain, the figures."""
    found = full_box(PAPER, VOTES)
    document = found.document()
    records = document["records"]
    one = voters(20)[18]

    def mended(ballots: list[sealing.Ballot | dict], **others) -> str:
        rows = [
            {"c": row.commitment, "rec": row.record()} if isinstance(row, sealing.Ballot) else row for row in ballots
        ]
        rows.sort(key=lambda row: row["c"])
        fresh = document | {"records": rows} | others
        texts = [row["rec"] for row in rows]
        fresh["head"] = box.chain(issuer(), PAPER, box.Roll(**fresh["roll"]), texts)
        try:
            bodies = [
                recount.read_body(json.loads(text)["body"], ROUND, PAPER.hash, recount.read_paper(PAPER.text)[0], 1)
                for text in texts
            ]
            fresh["counted"] = recount.count(recount.read_paper(PAPER.text)[0], list(zip(*bodies, strict=True)))
        except recount.Failed:
            pass
        return rules.canonical(fresh)

    ballots = [sealing.read_record(row["rec"]) for row in records]
    first = ballots[0]
    flipped = sealing.Ballot(
        first.body.replace('"A"', '"D"', 1) if '"A"' in first.body else first.body.replace('"D"', '"A"', 1),
        first.prep,
        first.tsig,
        first.bsig,
    )
    forger = rsa_key(1)
    foreign = voter(issuer(key=forger), key=forger).ballot(PAPER, VOTES[0])
    tagged = one.signed(first.body.replace(PAPER.hash, "ab" * 32))
    elsewhere = voter(issuer(OTHER_ROUND))
    resigned = sealing.Ballot(first.body, first.prep, first.tsig, voters(20)[19].sign(b"x"))
    spare = voters(6)[5].ballot(PAPER, VOTES[0])

    assert verdict(mended(ballots)) == "", "mending alone is not tampering"
    assert verdict(mended([flipped, *ballots[1:]])) == "ballot_signature"
    assert verdict(mended([resigned, *ballots[1:]])) == "ballot_signature"
    assert verdict(mended([*ballots, foreign])) == "token_signature"
    assert verdict(mended([*ballots, tagged])) == "body"
    assert verdict(mended([*ballots, elsewhere.signed(first.body)])) in ("duplicate", "token")
    assert verdict(mended([*ballots, elsewhere.signed(spare.body)])) == "token"
    assert verdict(mended([*ballots, first])) == "duplicate"
    twice = next(who for who in voters(5) if who.prep == first.prep).ballot(PAPER, VOTES[3])
    assert verdict(mended([*ballots, twice])) == "duplicate"
    assert verdict(mended(ballots, roll=document["roll"] | {"issued": 4})) == "count"
    # Without the key nothing else can be mended; with the head in the minutes even these fail.
    for forged in (
        mended(ballots[1:]),
        mended([*ballots, spare]),
        mended(ballots, roll=document["roll"] | {"issued": 5}),
        mended(ballots, roll=document["roll"] | {"present": 19}),
    ):
        assert verdict(forged) == "", "only the minutes tell"
        assert verdict(forged, found.head[:16]) == "minutes"
    assert verdict(changed(document, records=records[1:])) == "chain"
    assert verdict(changed(document, records=records[::-1])) == "order"
    assert verdict(changed(document, records=[records[0] | {"c": records[1]["c"]}, *records[1:]])) == "commitment"
    assert verdict(changed(document, head="0" * 64)) == "chain"
    assert verdict(changed(document, pub=issuer(key=rsa_key(1)).pem)) == "token_signature"
    assert verdict(changed(document, pub="")) == "key"
    assert verdict(changed(document, round=OTHER_ROUND)) == "body"
    assert verdict(changed(document, paper=PAPER.text.replace("Đơn vị 1", "Đơn vị X"))) == "body"
    assert verdict(changed(document, paper="[]")) == "paper"
    assert verdict(changed(document, format="tdkt-box/2")) == "format"
    assert verdict(changed(document, more=1)) == "format"
    assert verdict(changed(document, roll=document["roll"] | {"epoch": 2})) == "token"
    assert verdict(changed(document, roll=document["roll"] | {"epoch": True})) == "format"
    assert verdict(changed(document, records=[{"c": "0" * 64, "rec": "{}"}])) == "record"
    figures = json.loads(json.dumps(document["counted"]))
    figures[0]["votes"][0] += 1
    assert verdict(changed(document, counted=figures)) == "tally"
    assert verdict(changed(document, counted=[])) == "tally"
    assert verdict("") == "format"
    assert verdict(json.dumps(document)) == "format"
    assert verdict(found.text() + "\n") == "", "an editor may end the file with a line"


def test_one_true_is_not_one():
    """A figure 1 written as true would be equal in Python."""
    found = full_box(PAPER, VOTES[:1])
    assert '"agree":1' in found.text()
    assert verdict(found.text().replace('"agree":1', '"agree":true', 1)) == "tally"


def test_a_thousand_random_mutations_are_all_named():
    text = full_box(PAPER, VOTES[:2]).text()
    dice = random.Random(9474)
    alphabet = '0123456789abcdefADTđ"{}[]:, \\.-'
    seen = {}
    for _ in range(1000):
        place = dice.randrange(len(text))
        kind = dice.randrange(4)
        if kind == 0:
            other = text[:place] + dice.choice(alphabet.replace(text[place], "")) + text[place + 1 :]
        elif kind == 1:
            other = text[:place] + text[place + 1 :]
        elif kind == 2:
            other = text[:place] + dice.choice(alphabet) + text[place:]
        else:
            length = dice.randrange(1, 40)
            other = text[:place] + text[place + length :]
        name = verdict(other)
        assert name, f"accepted: {text[place - 20 : place + 20]!r}, kind {kind}"
        seen[name] = seen.get(name, 0) + 1
    assert len(seen) >= 6, seen


def test_the_script_stands_alone(tmp_path):
    """Standard library only, no import of the application, and nothing of the application imports it."""
    source = Path(recount.__file__).read_text(encoding="utf-8")
    names = {
        alias.name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in (node.names if isinstance(node, ast.Import) else [ast.alias(node.module)])
    }
    assert names <= set(sys.stdlib_module_names)
    users = [
        str(path)
        for path in Path(recount.__file__).parents[1].rglob("*.py")
        if "import recount" in path.read_text(encoding="utf-8")
    ]
    assert users == []
    found = full_box(PAPER, VOTES)
    script, file = tmp_path / "recount.py", tmp_path / "box.json"
    script.write_text(source, encoding="utf-8")
    file.write_text(found.text(), encoding="utf-8")

    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-I", str(script), *arguments], capture_output=True, encoding="utf-8", cwd=tmp_path
        )
        return done.returncode, done.stdout + done.stderr

    code, said = run("box.json", found.head[:16])
    assert code == 0
    assert "Đơn vị 1: 3 đồng ý" in said
    assert "4 đồng ý, 1 không đồng ý, 0 để trống" in said
    assert said.strip().endswith("ĐẠT: mọi phiếu hợp lệ, không phiếu nào bị sửa, đếm lại khớp.")
    code, said = run("box.json", "0" * 16)
    assert (code, said.startswith("KHÔNG ĐẠT: minutes")) == (1, True)
    assert run("box.json", "12")[0] == 2
    assert run()[0] == 2
    assert run("gone.json")[0] == 2


def test_the_script_can_be_read_without_being_run():
    assert "main" in runpy.run_path(recount.__file__)


def test_its_curve_agrees_with_the_library_on_many_keys():
    for who in voters(6):
        signature = who.sign(b"x")
        assert recount.signed_with_curve(who.prep[-65:], b"x", signature)
        assert not recount.signed_with_curve(who.prep[-65:], b"y", signature)
        assert not recount.signed_with_curve(who.prep[-65:], b"x", signature[:32] + bytes(32))
        assert not recount.signed_with_curve(b"\x04" + bytes(64), b"x", signature)
        assert not recount.signed_with_curve(who.prep[-65:-1], b"x", signature)
