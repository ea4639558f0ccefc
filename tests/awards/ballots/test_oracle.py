"""Blind RSA against somebody else's: every half of ours with every half of Cloudflare's package blindrsa-ts.

Not a part of `make test`: `make test-oracle` fetches that package into .venv/oracle and needs Node. Nothing of it is in
the program.
"""

import base64
import json
import os
import secrets
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from django.conf import settings

from awards.ballots import blind
from tests.awards.ballots.voters import issuer, rsa_key

FOLDER = Path(os.environ.get("THIDUA_ORACLE", settings.BASE_DIR / ".venv" / "oracle"))
LIBRARY = FOLDER / "node_modules" / "@cloudflare" / "blindrsa-ts" / "lib" / "src" / "index.js"
NODE = shutil.which("node")
pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(NODE is None or not LIBRARY.exists(), reason="needs Node and the package: make test-oracle"),
]
TIMES = 20


@pytest.fixture(scope="module")
def ask():
    script = Path(settings.BASE_DIR) / "static" / "js" / "secret-ballot.js"
    command = [NODE, str(Path(__file__).with_name("oracle.mjs")), str(LIBRARY), str(script)]
    node = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def do(act: str, **given):
        node.stdin.write(json.dumps({"act": act} | given) + "\n")
        node.stdin.flush()
        return json.loads(node.stdout.readline())

    key, der = rsa_key(), serialization.Encoding.DER
    private = key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = key.public_key().public_bytes(der, serialization.PublicFormat.SubjectPublicKeyInfo)
    do("key", pkcs8=base64.b64encode(private).decode(), spki=base64.b64encode(public).decode(), pem=issuer().pem)
    yield do
    node.stdin.close()
    assert node.wait(30) == 0


def messages() -> list[str]:
    return [secrets.token_hex(length) for length in range(1, 1 + TIMES)]


def signed_here(blinded: str) -> str:
    return blind.blind_sign(rsa_key().private_numbers(), bytes.fromhex(blinded)).hex()


def test_their_voter_and_our_house(ask):
    public = rsa_key().public_key().public_numbers()
    for message in messages():
        prepared = ask("prepare", message=message)["prepared"]
        asked = ask("blind", prepared=prepared)
        signature = ask("finalize", prepared=prepared, answer=signed_here(asked["blinded"]), inverse=asked["inverse"])[
            "signature"
        ]
        assert blind.verify(public, bytes.fromhex(prepared), bytes.fromhex(signature))
        assert not blind.verify(public, bytes.fromhex(prepared + "00"), bytes.fromhex(signature))


def test_our_voter_and_their_house(ask):
    public = rsa_key().public_key().public_numbers()
    for message in messages():
        prepared = blind.prepare(bytes.fromhex(message))
        blinded, inverse = blind.blind(public, prepared)
        answer = ask("sign", blinded=blinded.hex())["answer"]
        assert answer == signed_here(blinded.hex())
        signature = blind.finalize(public, prepared, bytes.fromhex(answer), inverse).hex()
        assert ask("verify", prepared=prepared.hex(), signature=signature)["right"]
        assert not ask("verify", prepared=prepared.hex() + "00", signature=signature)["right"]


def test_our_script_and_their_house(ask):
    for message in messages():
        prepared = ask("prepare", message=message)["prepared"]
        asked = ask("ourBlind", prepared=prepared)
        answer = ask("sign", blinded=asked["blinded"])["answer"]
        signature = ask("ourFinalize", prepared=prepared, answer=answer, inverse=asked["inverse"])["signature"]
        assert ask("verify", prepared=prepared, signature=signature)["right"]
