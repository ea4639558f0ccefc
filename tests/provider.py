"""A little identity provider on this machine (OpenID Connect): discovery, authorize, token, keys, userinfo.

It believes that everybody is `person` and signs in with RS256. `claims`, `config`, `signs_with` and `error` make it say
what a wrong or hostile one would.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "thidua", "bi-mat-cua-trang-nay"


class Provider:
    """One running provider; `issuer` is its address."""

    def __init__(self, port: int = 0) -> None:
        self.key, self.other_key = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
        self.server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.be_honest()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def be_honest(self) -> None:
        self.person = {"sub": "9f2c-troly", "preferred_username": "troly", "email": "quantri@example.vn"}
        self.claims: dict = {}  # put over those of the token; None leaves one out
        self.config: dict = {}
        self.userinfo: dict = {}
        self.signs_with = self.key
        self.algorithm = "RS256"
        self.error = ""
        self.codes: dict[str, dict] = {}
        self.asked: list[dict] = []

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def discovery(self) -> dict:
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
        places = {name: f"{self.issuer}/{path}" for name, path in names.items()}
        return {"issuer": self.issuer, **places, "jwks_uri": f"{self.issuer}/keys", **self.config}

    def keys(self) -> dict:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]}

    def authorize(self, query: dict) -> str:
        """Where the browser is sent back to; nobody is asked for a password here."""
        self.asked.append(query)
        if self.error:
            answer = {"error": self.error}
        else:
            code = secrets.token_urlsafe(8)
            self.codes[code] = query
            answer = {"code": code}
        return f"{query['redirect_uri']}?{urlencode({**answer, 'state': query['state']})}"

    def token(self, form: dict) -> tuple[int, dict]:
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        right = asked is not None and (
            (form.get("client_id"), form.get("client_secret"), form.get("redirect_uri"))
            == (CLIENT, SECRET, asked["redirect_uri"])
            and challenge.decode().rstrip("=") == asked["code_challenge"]
        )
        if not right:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "mot-the", "token_type": "Bearer", "id_token": self.id_token(asked)}

    def id_token(self, asked: dict) -> str:
        now = int(time.time())
        dates = {"iat": now, "exp": now + 300}
        claims = {"iss": self.issuer, "aud": CLIENT, "nonce": asked["nonce"], **dates, **self.person, **self.claims}
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, self.signs_with, self.algorithm, headers={"kid": "one"})

    def _handler(provider):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                address = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(address.query).items()}
                if address.path == "/authorize":
                    self.send_response(302)
                    self.send_header("Location", provider.authorize(query))
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                pages = {
                    "/.well-known/openid-configuration": provider.discovery,
                    "/keys": provider.keys,
                    "/userinfo": lambda: {**provider.person, **provider.userinfo},
                }
                self.answer(200, pages[address.path]()) if address.path in pages else self.answer(404, {})

            def do_POST(self):
                sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.answer(*provider.token({name: values[0] for name, values in parse_qs(sent).items()}))

            def answer(self, status: int, thing: dict) -> None:
                body = json.dumps(thing).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args) -> None:
                """Silent."""

        return Handler
