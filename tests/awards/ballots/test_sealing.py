"""One ballot, from its marks to its envelope: one way of writing it, no other voter's, none of another round."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awards.ballots import blind, marks, sealing
from awards.ballots.marks import MarksError
from awards.ballots.sealing import BadBallot, Ballot, NotEntitled
from tests.awards.ballots.voters import OTHER_ROUND, ROUND, Voter, issuer, paper, rsa_key, voter, voters

pytestmark = pytest.mark.once
PAPER = paper((4, 2), (3, None))
NONCE = "ab" * 32
GOOD = [[1, 3], "A", "D", ""]
KEY = b"k" * 32


def body(chosen=GOOD, **others) -> str:
    content = {"v": 1, "round": ROUND, "paper": PAPER.hash, "m": chosen, "nonce": NONCE} | others
    return json.dumps(content, separators=(",", ":"))


def refused(text: str) -> bool:
    try:
        marks.read_body(text, round_id=ROUND, paper=PAPER)
    except MarksError:
        return True
    return False


# Marks ----------------------------------------------------------------------------------------------------------------


def test_a_body_is_read_as_it_was_written():
    found = marks.read_body(body(), round_id=ROUND, paper=PAPER)
    assert marks.by_contest(PAPER, [found, found]) == [[[1, 3]] * 2, ["A"] * 2, ["D"] * 2, [""] * 2]
    assert marks.write_body(ROUND, PAPER.hash, GOOD, NONCE) == body()


def test_a_body_has_one_way_of_being_written():
    text = body()
    others = {
        "blank": text.replace(":", ": ", 1),
        "line": text + "\n",
        "before": " " + text,
        "keys in another order": json.dumps(dict(reversed(json.loads(text).items())), separators=(",", ":")),
        "key twice": text[:-1] + ',"v":1}',
        "key twice, first": '{"v":1,' + text[1:],
        "1.0": text.replace('"v":1', '"v":1.0'),
        "1e0": text.replace("[1,3]", "[1e0,3]"),
        "true": text.replace("[1,3]", "[true,3]"),
        "-0": text.replace("[1,3]", "[-0,3]"),
        "escaped": text.replace('"A"', '"\\u0041"'),
        "wide letter": text.replace('"A"', '"Ａ"'),
        "composed": body(["Á"]),
        "decomposed": body(["A\u0301"]),
        "one key more": body(more=1),
        "not an object": "[1]",
        "nothing": "",
        "deep": "[" * 20_000,
        "a million digits": '{"v":' + "1" * 30_000 + "}",
        "null": "null",
    }
    assert [name for name, other in others.items() if not refused(other)] == []
    assert not refused(text)


def test_a_paper_takes_only_marks_it_has():
    wrong = {
        "too few": GOOD[:-1],
        "too many": [*GOOD, "A"],
        "none": [],
        "unknown mark": [[1, 3], "A", "D", "T"],
        "small letter": [[1, 3], "a", "D", ""],
        "no text": [[1, 3], "A", "D", None],
        "list for a line": [[1, 3], "A", "D", []],
        "text for a choice": ["A", "A", "D", ""],
        "k + 1": [[1, 2, 3], "A", "D", ""],
        "unsorted": [[3, 1], "A", "D", ""],
        "twice": [[1, 1], "A", "D", ""],
        "unknown line": [[1, 5], "A", "D", ""],
        "line nought": [[0, 1], "A", "D", ""],
        "as text": [["1"], "A", "D", ""],
        "no list": {"0": [1]},
    }
    assert [name for name, chosen in wrong.items() if not refused(body(chosen))] == []
    for right in ([[], "", "", ""], [[4], "D", "D", "D"], [[3, 4], "A", "A", "A"]):
        assert not refused(body(right))


def test_another_round_another_paper_and_a_bad_nonce_are_refused():
    """A text of the paper made for one voter would mark his ballot: its hash is another."""
    assert refused(body(round=OTHER_ROUND))
    assert refused(body(paper=paper((4, 2), (4, None)).hash))
    for nonce in ("", "AB" * 32, "ab" * 31, "ab" * 33, "zz" * 32, 5):
        assert refused(body(nonce=nonce))


@given(st.data())
def test_no_body_is_longer_than_the_one_envelopes_are_measured_by(data):
    one = paper((12, 3), (3, None), (101, 2))
    numbers = st.lists(st.integers(1, 12), max_size=3, unique=True).map(sorted)
    more = st.lists(st.integers(1, 101), max_size=2, unique=True).map(sorted)
    chosen = [data.draw(numbers), *data.draw(st.lists(st.sampled_from("AD"), min_size=3, max_size=3)), data.draw(more)]
    text = marks.write_body(ROUND, one.hash, chosen, NONCE)
    marks.read_body(text, round_id=ROUND, paper=one)
    assert len(text) <= len(marks.longest_body(ROUND, one))


# Rights ---------------------------------------------------------------------------------------------------------------


def entitled(ballot: Ballot, found=None, one=PAPER) -> str:
    """ "" or the name of the refusal."""
    try:
        sealing.check(ballot, found or issuer(), one)
    except (BadBallot, NotEntitled) as error:
        return type(error).__name__
    return ""


def test_an_honest_ballot_counts():
    ballot = voter().ballot(PAPER, GOOD)
    assert entitled(ballot) == ""
    assert sealing.read_record(ballot.record()) == ballot
    assert sealing.fingerprint(issuer().pem) == sealing.fingerprint(issuer().pem)
    assert sealing.fingerprint(issuer().pem) != sealing.fingerprint(issuer(key=rsa_key(1)).pem)


def test_a_token_counts_in_its_round_and_epoch_only():
    for home in (issuer(OTHER_ROUND), issuer(epoch=2), issuer(epoch=11)):
        stranger = Voter(home)
        stranger.unblind(blind.blind_sign(rsa_key().private_numbers(), stranger.blinded))
        body_here = marks.write_body(ROUND, PAPER.hash, GOOD, NONCE)
        assert entitled(stranger.signed(body_here)) == "NotEntitled"


def test_a_forged_token_is_worth_nothing():
    forger = rsa_key(1)
    assert entitled(voter(key=forger, found=issuer(key=forger)).ballot(PAPER, GOOD)) == "NotEntitled"
    without = Voter(issuer())
    without.token = bytes(256)
    assert entitled(without.ballot(PAPER, GOOD)) == "NotEntitled"


def test_a_ballot_signed_by_another_or_changed_afterwards_is_refused():
    one, other = voters(2)
    mine, theirs = one.ballot(PAPER, GOOD, NONCE), other.ballot(PAPER, GOOD, NONCE)
    assert entitled(Ballot(mine.body, mine.prep, mine.tsig, theirs.bsig)) == "NotEntitled"
    flipped = Ballot(mine.body.replace('"A"', '"D"', 1), mine.prep, mine.tsig, mine.bsig)
    assert entitled(flipped) == "NotEntitled"
    assert entitled(Ballot(mine.body, theirs.prep, mine.tsig, mine.bsig)) == "NotEntitled"
    assert entitled(Ballot(mine.body, mine.prep, mine.tsig, mine.bsig[:-1])) == "BadBallot"
    assert entitled(Ballot(mine.body, mine.prep, mine.tsig[:-1], mine.bsig)) == "NotEntitled"
    assert entitled(Ballot(mine.body, mine.prep[:-1], mine.tsig, mine.bsig)) == "NotEntitled"
    assert entitled(Ballot(mine.body, mine.prep, mine.tsig, bytes(64))) == "NotEntitled"


@pytest.mark.parametrize("name", ["prep", "tsig", "bsig"])
def test_the_fields_are_small_hex_and_nothing_else(name):
    fields = json.loads(voter().ballot(PAPER, GOOD).record())
    for wrong in (fields[name].upper(), fields[name] + " ", " " + fields[name], fields[name][:-1], "ü", None, 5):
        with pytest.raises(BadBallot):
            sealing.read_fields(fields | {name: wrong})
    with pytest.raises(BadBallot):
        sealing.read_fields({key: value for key, value in fields.items() if key != name})
    with pytest.raises(BadBallot):
        sealing.read_fields(fields | {"more": ""})
    assert sealing.read_fields(fields)


def test_a_body_longer_than_any_paper_is_not_even_read():
    fields = json.loads(voter().ballot(PAPER, GOOD).record())
    with pytest.raises(BadBallot):
        sealing.read_fields(fields | {"body": "x" * 50_000})


def test_a_record_has_one_way_of_being_written():
    text = voter().ballot(PAPER, GOOD).record()
    for other in (text + " ", text.replace(":", ": ", 1), text[:-1] + ',"bsig":""}', "[]", "", "[" * 9_000):
        with pytest.raises(BadBallot):
            sealing.read_record(other)


# Envelopes ------------------------------------------------------------------------------------------------------------


def test_an_envelope_gives_its_record_back_and_nothing_to_anybody_else():
    one = voter()
    record = one.ballot(PAPER, GOOD).record()
    size = sealing.envelope_length(issuer(), PAPER)
    number = sealing.envelope_id(KEY, one.prep[-65:])
    sealed = sealing.seal(KEY, ROUND, number, record, size)
    assert sealing.unseal(KEY, ROUND, number, sealed) == record
    others = [
        (b"K" * 32, ROUND, number, sealed),
        (KEY, OTHER_ROUND, number, sealed),
        (KEY, ROUND, sealing.envelope_id(KEY, voters(1)[0].prep[-65:]), sealed),
        (KEY, ROUND, number, sealed[:-1]),
        (KEY, ROUND, number, sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (KEY, ROUND, number, b""),
    ]
    for key, round_id, envelope, content in others:
        with pytest.raises(BadBallot):
            sealing.unseal(key, round_id, envelope, content)
    for part in (one.prep[-65:], one.prep, one.token, NONCE.encode(), number):
        assert part not in sealed
    assert sealing.seal(KEY, ROUND, number, record, size) != sealed


def test_the_number_of_an_envelope_follows_from_the_token_and_the_key_of_the_round():
    first, second = (one.prep[-65:] for one in voters(2))
    assert sealing.envelope_id(KEY, first) == sealing.envelope_id(KEY, first)
    assert (
        len({sealing.envelope_id(KEY, first), sealing.envelope_id(KEY, second), sealing.envelope_id(b"", first)}) == 3
    )


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_pm9_all_envelopes_of_a_round_are_of_one_length(data):
    lines, most = data.draw(st.integers(1, 60)), data.draw(st.integers(1, 4))
    one = paper((lines, most), (lines, None))
    size = sealing.envelope_length(issuer(), one)
    for who in voters(2):
        picked = sorted(data.draw(st.lists(st.integers(1, lines), max_size=most, unique=True)))
        chosen = data.draw(st.lists(st.sampled_from(["A", "D", ""]), min_size=lines, max_size=lines))
        record = who.ballot(one, [picked, *chosen]).record()
        sealed = sealing.seal(KEY, ROUND, b"i" * 32, record, size)
        assert len(sealed) == size
        assert sealing.unseal(KEY, ROUND, b"i" * 32, sealed) == record


def test_what_does_not_fit_is_refused_rather_than_cut():
    with pytest.raises(BadBallot):
        sealing.seal(KEY, ROUND, b"i" * 32, "x" * 300, 300)
