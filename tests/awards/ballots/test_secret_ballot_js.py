"""The voter's half in a real browser: the vectors of RFC 9474, the same bytes as in Python, one ballot per device."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from awards.ballots import blind, box, marks, recount, sealing
from tests.awards.ballots.test_blind import VECTORS
from tests.awards.ballots.voters import OTHER_ROUND, ROUND, issuer, paper, roll, rsa_key

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
SCRIPT = Path(settings.BASE_DIR) / "static" / "js" / "secret-ballot.js"
PAPER = paper((4, 2), (3, None))
MARKS = [[1, 3], "A", "D", ""]


@pytest.fixture
def device(page, live_server, visit):
    """A page with the script and nothing else: any answer of the server will do, its address is a safe one."""
    visit(page, "/static/js/secret-ballot.js")
    page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    assert page.evaluate("tdBallot.isSafe()")
    return page


def issue(blinded: str, key=None) -> str:
    return blind.blind_sign((key or rsa_key()).private_numbers(), bytes.fromhex(blinded)).hex()


KEEP = "ab" * 32  # what the house tells a member while voting is open
CHECK_IN = """async ([round, epoch, pem]) => {
  const row = await tdBallot.checkIn({round, epoch, pem, issue: (blinded) => window.issue(blinded)});
  return {...row, key: row.key && row.key.extractable};
}"""
DECIDE = f"([round, paper, marks]) => tdBallot.decide(round, paper, marks, '{KEEP}')"
SEND = """async ([round, url, ackPem, drops]) => {
  const tries = [];
  for (let left = drops;;) {
    const fetcher = async (url, options) => {
      tries.push(options.body);
      const answer = await window.cast(options.body, JSON.stringify(options));
      if (left-- > 0) throw new TypeError("lost");
      return new Response(answer.body, {status: answer.status});
    };
    const told = await tdBallot.send({round, url, ackPem, keep: "KEEP", fetcher});
    if (told.state !== "again") return [told.state, tries];
  }
}""".replace("KEEP", KEEP)


class House:
    """The server's side of casting, in memory."""

    def __init__(self, page, *, status: int = 200, error: str = ""):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.box: dict[bytes, sealing.Ballot] = {}
        self.options: list[dict] = []
        self.status, self.error = status, error
        page.expose_function("issue", issue)
        page.expose_function("cast", self.cast)

    @property
    def pem(self) -> str:
        public = self.key.public_key()
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return public.public_bytes(serialization.Encoding.PEM, form).decode()

    def cast(self, request: str, options: str) -> dict:
        self.options.append(json.loads(options))
        if self.error:
            return {"status": self.status, "body": json.dumps({"error": self.error})}
        ballot = sealing.read_fields(json.loads(request))
        sealing.check(ballot, issuer(), PAPER)
        self.box.setdefault(ballot.key, ballot)
        r, s = decode_dss_signature(
            self.key.sign(f"tdkt-ack-v1|{ROUND}|{ballot.commitment}".encode(), ec.ECDSA(hashes.SHA256()))
        )
        ack = (r.to_bytes(32) + s.to_bytes(32)).hex()
        return {"status": self.status, "body": json.dumps({"c": ballot.commitment, "ack": ack})}


def test_the_vectors_of_the_rfc(device):
    found = device.evaluate(
        """async (vectors) => {
          const told = [];
          for (const v of vectors) {
            const pub = await tdBallot.keyOf(v.n, v.e), prepared = tdBallot.fromHex(v.input_msg);
            const given = {salt: tdBallot.fromHex(v.salt), inverse: BigInt("0x" + v.inv)};
            const {blinded, inverse} = await tdBallot.blind(pub, prepared, given);
            const answer = tdBallot.fromHex(v.blind_sig);
            const signature = await tdBallot.finalize(pub, prepared, answer, inverse, v.salt_length);
            const encoded = await tdBallot.encode(prepared, pub.bits - 1, given.salt);
            told.push({
              name: v.name, blinded_msg: tdBallot.toHex(blinded), sig: tdBallot.toHex(signature),
              encoded_msg: tdBallot.toHex(encoded),
              other: await tdBallot.verify(pub, tdBallot.fromHex(v.msg + "00"), signature, v.salt_length),
            });
          }
          return told;
        }""",
        VECTORS,
    )
    assert len(found) == 4
    for vector, told in zip(VECTORS, found, strict=True):
        assert (told["blinded_msg"], told["sig"]) == (vector["blinded_msg"], vector["sig"])
        assert told["encoded_msg"] == vector.get("encoded_msg", told["encoded_msg"])
        assert told["other"] is False


def test_a_blind_signature_that_is_none_is_refused(device):
    said = device.evaluate(
        """async ([pem]) => {
          const pub = await tdBallot.readKey(pem), prepared = tdBallot.prepare(new Uint8Array(65));
          const {inverse} = await tdBallot.blind(pub, prepared);
          const wrong = [new Uint8Array(256).fill(7), new Uint8Array(255), new Uint8Array(0)];
          const tried = (answer) => tdBallot.finalize(pub, prepared, answer, inverse);
          return Promise.all(wrong.map((answer) => tried(answer).then(() => "", String)));
        }""",
        [issuer().pem],
    )
    assert said == ["Error: invalid signature", "Error: wrong length", "Error: wrong length"]


def test_it_writes_what_python_writes(device):
    found = device.evaluate(
        """async ([round, hash, marks, pem, paper]) => ({
          body: tdBallot.writeBody(round, hash, marks, "ab".repeat(32)),
          hash: await tdBallot.sha256(paper), digits: await tdBallot.fingerprint(pem),
        })""",
        [ROUND, PAPER.hash, MARKS, issuer().pem, PAPER.text],
    )
    assert found["body"] == marks.write_body(ROUND, PAPER.hash, MARKS, "ab" * 32)
    assert found["hash"] == PAPER.hash
    assert found["digits"] == sealing.fingerprint(issuer().pem)


def test_a_ballot_of_a_browser_counts_and_passes_the_recount(device):
    house = House(device)
    row = device.evaluate(CHECK_IN, [ROUND, 1, issuer().pem])
    assert (row["state"], row["key"]) == ("ready", False), "the private half must not be readable"
    assert "inverse" not in row
    decided = device.evaluate(DECIDE, [ROUND, PAPER.text, MARKS])
    assert sorted(decided) == ["c", "epoch", "iv", "kept", "round", "state"]
    state, tries = device.evaluate(SEND, [ROUND, "/cast", house.pem, 3])
    assert state == "cast"
    assert len(tries) == 4
    assert len(set(tries)) == len(house.box) == 1, "the same bytes every time"
    options = house.options[0]
    assert {key: options[key] for key in ("credentials", "referrerPolicy", "cache", "method")} == {
        "credentials": "omit", "referrerPolicy": "no-referrer", "cache": "no-store", "method": "POST"
    }  # fmt: skip
    assert "headers" not in options
    found = box.assemble(issuer(), PAPER, roll(), [ballot.record() for ballot in house.box.values()])
    assert recount.recount(found.text(), found.head)[1] == found.document()["counted"]
    opened = AESGCM(bytes.fromhex(KEEP)).decrypt(
        bytes.fromhex(decided["iv"]), bytes.fromhex(decided["kept"]), f"{ROUND}|{decided['c']}".encode()
    )
    assert opened.decode() == tries[0], "what lay on the device: that request, and nobody reads it without the key"
    kept = device.evaluate("r => tdBallot.read(r)", ROUND)
    assert kept == {"round": ROUND, "epoch": 1, "state": "cast", "c": found.bodies[0].commitment, "ack": kept["ack"]}
    forgotten = device.evaluate("r => tdBallot.forget(r)", ROUND)
    assert forgotten == {"round": ROUND, "epoch": 1, "state": "cast", "c": "", "ack": ""}


def test_a_token_is_drawn_once_and_its_lost_answer_is_asked_for_again(device):
    House(device)
    asked = device.evaluate(
        """async ([round, pem]) => {
          const asked = [];
          const lost = (blinded) => { asked.push(blinded); throw new Error("lost"); };
          const issue = (blinded) => { asked.push(blinded); return window.issue(blinded); };
          for (let i = 0; i < 3; i++) await tdBallot.checkIn({round, epoch: 1, pem, issue: lost}).catch(() => {});
          await Promise.all([1, 2].map(() => tdBallot.checkIn({round, epoch: 1, pem, issue})));
          const row = await tdBallot.checkIn({round, epoch: 1, pem, issue});
          return [asked, row.state];
        }""",
        [ROUND, issuer().pem],
    )
    assert asked[1] == "ready"
    assert len(asked[0]) in (4, 5), "two tabs may both ask, for the same token"
    assert len(set(asked[0])) == 1


def test_two_tabs_that_decide_at_once_cast_one_ballot(device):
    House(device)
    device.evaluate(CHECK_IN, [ROUND, 1, issuer().pem])
    rows = device.evaluate(
        """([round, paper, one, two]) =>
          Promise.all([one, two, one].map((marks) => tdBallot.decide(round, paper, marks, "ab".repeat(32))))""",
        [ROUND, PAPER.text, MARKS, [[], "D", "D", "D"]],
    )
    assert [row["state"] for row in rows] == ["casting"] * 3
    assert len({row["kept"] for row in rows}) == 1
    later = device.evaluate(DECIDE, [ROUND, PAPER.text, [[], "", "", ""]])
    assert later == rows[0]


def test_new_papers_replace_the_old_ones_until_something_is_cast(device):
    House(device)
    first = device.evaluate(CHECK_IN, [ROUND, 1, issuer().pem])
    second = device.evaluate(CHECK_IN, [ROUND, 2, issuer(epoch=2).pem])
    assert (second["epoch"], second["state"]) == (2, "ready")
    assert second["prep"] != first["prep"]
    assert bytes.fromhex(second["prep"])[32:-65] == issuer(epoch=2).token_prefix()
    stale = device.evaluate(CHECK_IN, [ROUND, 1, issuer().pem])
    assert stale["prep"] == second["prep"], "an old answer does not bring an old paper back"
    device.evaluate(DECIDE, [ROUND, PAPER.text, MARKS])
    assert device.evaluate(CHECK_IN, [ROUND, 3, issuer(epoch=3).pem])["state"] == "casting"
    other = device.evaluate(CHECK_IN, [OTHER_ROUND, 1, issuer(OTHER_ROUND).pem])
    assert other["state"] == "ready", "another round is another paper"


@pytest.mark.parametrize(
    ("status", "error", "state", "kept"),
    [
        (409, "not_open", "late", "late"),
        (409, "token_spent", "spent", "casting"),
        (403, "not_entitled", "refused", "casting"),
        (400, "bad_ballot", "refused", "casting"),
    ],
)
def test_what_the_server_refuses(device, status, error, state, kept):
    house = House(device, status=status, error=error)
    device.evaluate(CHECK_IN, [ROUND, 1, issuer().pem])
    device.evaluate(DECIDE, [ROUND, PAPER.text, MARKS])
    assert device.evaluate(SEND, [ROUND, "/cast", house.pem, 0])[0] == state
    row = device.evaluate("r => tdBallot.read(r)", ROUND)
    assert row["state"] == kept
    assert ("kept" in row) == (kept == "casting")


def test_without_its_key_nothing_is_sent_and_with_another_nothing_is_read(device):
    house = House(device)
    device.evaluate(CHECK_IN, [ROUND, 1, issuer().pem])
    device.evaluate(DECIDE, [ROUND, PAPER.text, MARKS])
    send = "([round, ackPem, keep]) => tdBallot.send({round, url: '/cast', ackPem, keep, fetcher: () => { throw 1; }})"
    for keep, state in (("", "again"), ("cd" * 32, "refused")):
        assert device.evaluate(send, [ROUND, house.pem, keep]) == {"state": state}
    assert device.evaluate("r => tdBallot.read(r)", ROUND)["state"] == "casting"
    assert device.evaluate(SEND, [ROUND, "/cast", house.pem, 0])[0] == "cast"


def test_an_acknowledgement_that_comes_after_another_tab_was_told_too_late_is_kept(device):
    house = House(device)
    device.evaluate(CHECK_IN, [ROUND, 1, issuer().pem])
    c = device.evaluate(DECIDE, [ROUND, PAPER.text, MARKS])["c"]
    assert device.evaluate("r => tdBallot.tooLate(r)", ROUND)["state"] == "late"
    assert house.pem
    row = device.evaluate("([r, c]) => tdBallot.settle(r, c, 'ab')", [ROUND, c])
    assert (row["state"], row["ack"]) == ("cast", "ab")
    assert device.evaluate("r => tdBallot.settle(r, 'another', 'cd')", ROUND)["ack"] == "ab"


def test_an_acknowledgement_of_somebody_else_is_none(device):
    house = House(device)
    device.evaluate(CHECK_IN, [ROUND, 1, issuer().pem])
    device.evaluate(DECIDE, [ROUND, PAPER.text, MARKS])
    stranger = ec.generate_private_key(ec.SECP256R1()).public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    pem = stranger.public_bytes(serialization.Encoding.PEM, form).decode()
    assert device.evaluate(SEND, [ROUND, "/cast", pem, 0])[0] == "refused"
    assert device.evaluate(SEND, [ROUND, "/cast", house.pem, 0])[0] == "cast"


def test_a_surrendered_paper_cannot_be_cast_any_more(device):
    House(device)
    row = device.evaluate(CHECK_IN, [ROUND, 1, issuer().pem])
    proof = device.evaluate("r => tdBallot.surrender(r)", ROUND)
    assert proof == {"prep": row["prep"], "tsig": row["tsig"]}
    assert device.evaluate("r => tdBallot.surrender(r)", ROUND) == proof, "its lost answer can be asked for again"
    after = device.evaluate(DECIDE, [ROUND, PAPER.text, MARKS])
    assert after["state"] == "surrendered"
