#!/usr/bin/env python3
"""Kiểm phiếu độc lập: đếm lại một hòm phiếu điện tử từ tệp box.json.

    python3 recount.py box.json                 kiểm mọi phiếu và đếm lại
    python3 recount.py box.json 0f3a…           và so với mã niêm phong trong biên bản (từ 16 chữ số đầu trở lên)

Needs Python 3.10 or later and nothing else: it shares no code with the application and was written from the
specification of the box alone, so that both would have to be wrong in the same way. It reads one file, writes nothing,
and asks nobody. Exit code: 0 everything holds, 1 a check failed, 2 it was not called as above.

What is checked, by name:

    format            the file is a box, written in the one way, with nothing more and nothing less in it
    paper             the paper can be read
    key               the public key is an RSA key; a paper cast line by line has one for each slip
    count             not more ballots than papers given out, of no slip
    record            a record is written in the one way
    commitment        a ballot lies under its own commitment
    order             the ballots lie in order of their commitments, which tells nothing of who cast them when
    duplicate         no ballot and no token twice
    body              a ballot is written in the one way, for this round and this paper, with marks the paper allows
    token             the token is of this round and epoch
    token_signature   the token was signed by the key of this round
    ballot_signature  the ballot was signed by the token's own key: no mark was changed
    chain             the chain over all ballots ends in the head of the file
    minutes           that head is the one in the minutes
    tally             counting again gives the figures of the file

A paper cast line by line ("granularity": "line" in it) has a slip for each line, and one for each title of which some
are chosen: a ballot of its own, of the round `<round>/<place of the slip, from 1>`, with one mark and its own token,
which the key of that slip signed.

What it cannot see: a ballot that was left out while the minutes were written after it. Every voter's own device sees
that one.
"""

import base64
import hashlib
import json
import re
import sys

ROLL_KEYS = ["epoch", "issued", "members", "present", "recused_members", "recused_present"]
BOX_KEYS = ["counted", "format", "head", "paper", "pub", "records", "roll", "round"]


class Failed(Exception):
    """A check that does not hold: its name, and what was found."""

    def __init__(self, name, found):
        super().__init__(f"{name}: {found}")
        self.name = name
        self.found = found


def need(holds, name, found):
    if not holds:
        raise Failed(name, found)


def one_way(content):
    """The one way the file is written in."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def is_hex(text, length):
    return isinstance(text, str) and re.fullmatch(f"[0-9a-f]{{{length}}}", text) is not None


def is_count(value):
    return type(value) is int and value >= 0


# --- RSA-PSS with SHA-384, salt of 48 bytes (RFC 8017) --------------------------------------------------------------

RSA_2048_HEAD = bytes.fromhex("30820122300d06092a864886f70d01010105000382010f003082010a0282010100")
RSA_2048_TAIL = bytes.fromhex("0203010001")
RSA_BYTES = 256
END_OF_KEY = "-----END PUBLIC KEY-----\n"


def read_keys(text, slips):
    """The moduli of so many keys, written one after the other."""
    pems = [one + END_OF_KEY for one in text.split(END_OF_KEY)[:-1]]
    need("".join(pems) == text and len(pems) == slips, "key", f"cần {slips} khóa công khai dạng PEM")
    return [read_key(pem) for pem in pems]


def read_key(pem):
    """The modulus of an RSA-2048 public key with exponent 65537, PEM."""
    lines = pem.split("\n")
    shape = lines[0] == "-----BEGIN PUBLIC KEY-----" and lines[-2:] == ["-----END PUBLIC KEY-----", ""]
    need(len(lines) > 3 and shape, "key", "không phải khóa công khai dạng PEM")
    try:
        der = base64.b64decode("".join(lines[1:-2]), validate=True)
    except ValueError:
        raise Failed("key", "không đọc được") from None
    again = base64.b64encode(der).decode()
    wrapped = [again[i : i + 64] for i in range(0, len(again), 64)]
    need(lines[1:-2] == wrapped, "key", "không viết theo cách duy nhất")
    fits = len(der) == len(RSA_2048_HEAD) + RSA_BYTES + len(RSA_2048_TAIL)
    fits = fits and der.startswith(RSA_2048_HEAD) and der.endswith(RSA_2048_TAIL)
    need(fits, "key", "không phải khóa RSA 2048 bit")
    modulus = int.from_bytes(der[len(RSA_2048_HEAD) : -len(RSA_2048_TAIL)], "big")
    need(modulus.bit_length() == 8 * RSA_BYTES and modulus % 2 == 1, "key", "không phải khóa RSA 2048 bit")
    return modulus


def mask(seed, length):
    found = b""
    for counter in range(length // 48 + 1):
        found += hashlib.sha384(seed + counter.to_bytes(4, "big")).digest()
    return found[:length]


def signed_with_rsa(modulus, message, signature):
    number = int.from_bytes(signature, "big")
    if len(signature) != RSA_BYTES or number >= modulus:
        return False
    block = pow(number, 65537, modulus).to_bytes(RSA_BYTES, "big")
    if block[-1] != 0xBC or block[0] & 0x80:
        return False
    masked, digest = block[: RSA_BYTES - 49], block[RSA_BYTES - 49 : -1]
    plain = bytearray(a ^ b for a, b in zip(masked, mask(digest, len(masked)), strict=True))
    plain[0] &= 0x7F
    salt = bytes(plain[-48:])
    if bytes(plain[:-48]) != bytes(len(plain) - 49) + b"\x01":
        return False
    return hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest() == digest


# --- ECDSA on P-256 with SHA-256 (FIPS 186-5) -----------------------------------------------------------------------

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
A = -3
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
    1,
)
INFINITY = (1, 1, 0)


def double(point):
    x, y, z = point
    if not z or not y:
        return INFINITY
    yy = y * y % P
    s = 4 * x * yy % P
    m = 3 * (x - z * z) * (x + z * z) % P
    x3 = (m * m - 2 * s) % P
    return x3, (m * (s - x3) - 8 * yy * yy) % P, 2 * y * z % P


def add(one, two):
    if not one[2]:
        return two
    if not two[2]:
        return one
    x1, y1, z1 = one
    x2, y2, z2 = two
    zz1, zz2 = z1 * z1 % P, z2 * z2 % P
    u1, u2 = x1 * zz2 % P, x2 * zz1 % P
    s1, s2 = y1 * z2 * zz2 % P, y2 * z1 * zz1 % P
    if u1 == u2:
        return double(one) if s1 == s2 else INFINITY
    h, r = u2 - u1, s2 - s1
    hh = h * h % P
    hhh = h * hh % P
    v = u1 * hh % P
    x3 = (r * r - hhh - 2 * v) % P
    return x3, (r * (v - x3) - s1 * hhh) % P, z1 * z2 * h % P


def sum_of_two(first, one, second, two):
    """first · one + second · two."""
    both = add(one, two)
    found = INFINITY
    for bit in range(255, -1, -1):
        found = double(found)
        here = (first >> bit & 1, second >> bit & 1)
        if here != (0, 0):
            found = add(found, both if here == (1, 1) else one if here[0] else two)
    return found


def signed_with_curve(point, message, signature):
    if len(signature) != 64 or len(point) != 65 or point[0] != 4:
        return False
    x, y = int.from_bytes(point[1:33], "big"), int.from_bytes(point[33:], "big")
    if x >= P or y >= P or (y * y - (x * x * x + A * x + B)) % P:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (0 < r < N and 0 < s < N):
        return False
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    inverse = pow(s, -1, N)
    found = sum_of_two(digest * inverse % N, G, r * inverse % N, (x, y, 1))
    if not found[2]:
        return False
    return found[0] * pow(found[2], -2, P) % P % N == r


# --- The paper and the marks on it ----------------------------------------------------------------------------------


def read_paper(text):
    """[(numbers of the lines, most that may be chosen or None)] of every title; whether its lines are cast apart."""
    try:
        paper = json.loads(text)
        found, words = [], [paper["name"], paper["number"]]
        for title in paper["groups"]:
            need(title["kind"] in ("approve", "pick"), "paper", f"loại {title['kind']!r}")
            most = title["rule"]["pick"]["k"] if title["kind"] == "pick" else None
            words += [title["title"], *(line["label"] for line in title["lines"])]
            found.append(([line["n"] for line in title["lines"]], most))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Failed("paper", "không đọc được nội dung phiếu") from None
    need(all(isinstance(word, (str, int)) for word in words), "paper", "không đọc được nội dung phiếu")
    granularity = paper.get("granularity", "paper")
    need(granularity in ("paper", "line"), "paper", f"bỏ theo {granularity!r}")
    return found, granularity == "line"


def slips_of(titles, by_line):
    """Every slip: the titles it marks, and where its first mark stands among those of the paper."""
    if not by_line:
        return [(titles, 0)]
    parts = []
    for lines, most in titles:
        parts += [([line], None) for line in lines] if most is None else [(lines, most)]
    return [([part], place) for place, part in enumerate(parts)]


def which_slip(text, round_id, slips, by_line, place):
    """Which slip a ballot says to be, from 0, and the round it must then name."""
    if not by_line:
        return 0, round_id
    try:
        name = json.loads(text)["round"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Failed("body", f"phiếu {place}: không đọc được") from None
    names = [f"{round_id}/{number}" for number in range(1, len(slips) + 1)]
    need(name in names, "body", f"phiếu {place}: vòng khác")
    return names.index(name), name


def read_body(text, round_id, paper_hash, titles, place):
    """The marks of a ballot, one for each contest: a line, or a title of which some are chosen."""
    try:
        body = json.loads(text)
        marks, nonce = body["m"], body["nonce"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Failed("body", f"phiếu {place}: không đọc được") from None
    need(is_hex(nonce, 64), "body", f"phiếu {place}: số ngẫu nhiên")
    expected = {"v": 1, "round": round_id, "paper": paper_hash, "m": marks, "nonce": nonce}
    written = json.dumps(expected, separators=(",", ":"))
    need(written == text, "body", f"phiếu {place}: vòng khác, nội dung phiếu khác, hoặc viết theo cách khác")
    need(isinstance(marks, list), "body", f"phiếu {place}: không có dấu")
    found, rest = [], list(marks)
    for lines, most in titles:
        length = len(lines) if most is None else 1
        mine, rest = rest[:length], rest[length:]
        need(len(mine) == length, "body", f"phiếu {place}: thiếu dấu")
        if most is None:
            known = all(isinstance(mark, str) and mark in ("A", "D", "") for mark in mine)
            need(known, "body", f"phiếu {place}: dấu lạ")
            found += mine
            continue
        chosen = mine[0]
        good = isinstance(chosen, list) and all(type(n) is int and n in lines for n in chosen)
        need(good, "body", f"phiếu {place}: dấu lạ")
        good = len(chosen) <= most and chosen == sorted(set(chosen))
        need(good, "body", f"phiếu {place}: chọn quá số lượng hoặc không theo thứ tự")
        found.append(chosen)
    need(not rest, "body", f"phiếu {place}: thừa dấu")
    return found


def count(titles, columns):
    """The figures of every title, as the file writes them. columns: the marks left at each contest of the paper."""
    figures, rest = [], list(columns)
    for lines, most in titles:
        length = len(lines) if most is None else 1
        rows, rest = rest[:length], rest[length:]
        if most is None:
            figures.append(
                {"lines": [{"agree": r.count("A"), "disagree": r.count("D"), "blank": r.count("")} for r in rows]}
            )
        else:
            mine = rows[0]
            blank = sum(1 for chosen in mine if chosen == [])
            votes = [sum(1 for chosen in mine if line in chosen) for line in lines]
            figures.append({"valid": len(mine) - blank, "blank": blank, "votes": votes})
    return figures


# --- The box --------------------------------------------------------------------------------------------------------


def read_box(text):
    """The content of the file, of which every byte counts (but for an empty line at its end)."""
    try:
        box = json.loads(text)
    except (ValueError, RecursionError):
        raise Failed("format", "không phải JSON") from None
    need(isinstance(box, dict) and sorted(box) == BOX_KEYS, "format", "thiếu hoặc thừa mục")
    need(one_way(box) == text.rstrip("\r\n"), "format", "không viết theo cách duy nhất")
    need(box["format"] == "tdkt-box/1", "format", f"{box['format']!r}")
    roll = box["roll"]
    need(isinstance(roll, dict) and sorted(roll) == ROLL_KEYS, "format", "danh sách bỏ phiếu")
    need(all(is_count(roll[key]) for key in ROLL_KEYS), "format", "danh sách bỏ phiếu")
    for key in ("paper", "round", "pub"):
        need(isinstance(box[key], str), "format", key)
    need(is_hex(box["head"], 64), "format", "mã niêm phong")
    records = box["records"]
    good = isinstance(records, list) and all(
        isinstance(r, dict) and sorted(r) == ["c", "rec"] and all(isinstance(v, str) for v in r.values())
        for r in records
    )
    need(good, "format", "phiếu")
    return box


def read_record(text, place):
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        raise Failed("record", f"phiếu {place}: không phải JSON") from None
    good = isinstance(record, dict) and sorted(record) == ["body", "bsig", "prep", "tsig"]
    good = good and all(isinstance(value, str) for value in record.values())
    good = good and all(re.fullmatch("([0-9a-f]{2})*", record[key]) for key in ("bsig", "prep", "tsig"))
    need(good, "record", f"phiếu {place}: thiếu hoặc thừa mục")
    again = {key: record[key] for key in ("body", "bsig", "prep", "tsig")}
    need(json.dumps(again, separators=(",", ":")) == text, "record", f"phiếu {place}: viết theo cách khác")
    return record["body"], *(bytes.fromhex(record[key]) for key in ("prep", "tsig", "bsig"))


def recount(text, minutes=""):
    """Check everything and count again. Returns (box, figures); raises Failed at the first check that does not hold."""
    box = read_box(text)
    titles, by_line = read_paper(box["paper"])
    slips = slips_of(titles, by_line)
    paper_hash = hashlib.sha256(box["paper"].encode()).hexdigest()
    moduli = read_keys(box["pub"], len(slips))
    roll, records = box["roll"], box["records"]
    most = roll["issued"] * len(slips)
    need(len(records) <= most, "count", f"{len(records)} phiếu, chỉ phát {most}")
    link = hashlib.sha256(
        "|".join(["tdkt-box-v1", box["round"], one_way(roll), box["paper"], box["pub"]]).encode()
    ).digest()
    columns = [[] for _ in range(sum(len(lines) if most is None else 1 for lines, most in titles))]
    issued, tokens, before = [0] * len(slips), set(), ""
    for place, record in enumerate(records, 1):
        body, prep, tsig, bsig = read_record(record["rec"], place)
        need(hashlib.sha256(body.encode()).hexdigest() == record["c"], "commitment", f"phiếu {place}")
        need(record["c"] != before, "duplicate", f"phiếu {place} trùng phiếu trước")
        need(record["c"] > before, "order", f"phiếu {place} không đúng thứ tự")
        before = record["c"]
        number, name = which_slip(body, box["round"], slips, by_line, place)
        mine, first = slips[number]
        for column, mark in enumerate(read_body(body, name, paper_hash, mine, place), first):
            columns[column].append(mark)
        issued[number] += 1
        need(issued[number] <= roll["issued"], "count", f"phiếu {place}: nhiều hơn {roll['issued']} phiếu đã phát")
        prefix = f"tdkt-token-v1|{name}|{roll['epoch']}|".encode()
        good = len(prep) == 32 + len(prefix) + 65 and prep[32:-65] == prefix
        need(good, "token", f"phiếu {place}: mã phiếu của vòng hoặc lần phát khác")
        need(prep[-65:] not in tokens, "duplicate", f"phiếu {place}: mã phiếu đã dùng")
        tokens.add(prep[-65:])
        need(signed_with_rsa(moduli[number], prep, tsig), "token_signature", f"phiếu {place}")
        good = signed_with_curve(prep[-65:], b"tdkt-ballot-v1|" + record["c"].encode(), bsig)
        need(good, "ballot_signature", f"phiếu {place}")
        link = hashlib.sha256(link + hashlib.sha256(record["rec"].encode()).digest()).digest()
    need(link.hex() == box["head"], "chain", f"tính được {link.hex()[:16]}, tệp ghi {box['head'][:16]}")
    need(box["head"].startswith(minutes.lower()), "minutes", f"biên bản ghi {minutes}, tệp ghi {box['head'][:16]}")
    figures = count(titles, columns)
    need(one_way(figures) == one_way(box["counted"]), "tally", "số đếm lại khác số trong tệp")
    return box, figures


def tell(box, figures):
    """The figures in words, title by title."""
    paper = json.loads(box["paper"])
    slips = len(slips_of(*read_paper(box["paper"])))
    each = f" (mỗi dòng một phiếu, {slips} dòng)" if paper.get("granularity") == "line" else ""
    lines = [
        f"{paper['name']}, vòng {paper['number']}",
        f"Phiếu điện tử đã phát: {box['roll']['issued'] * slips}. Trong hòm: {len(box['records'])}{each}.",
        f"Mã niêm phong: {box['head'][:16]}",
    ]
    for title, figure in zip(paper["groups"], figures, strict=True):
        lines += ["", title["title"]]
        if "votes" in figure:
            lines.append(f"  Hợp lệ {figure['valid']}, để trống {figure['blank']}")
        for place, line in enumerate(title["lines"]):
            if "votes" in figure:
                lines.append(f"  {line['n']:>3}. {line['label']}: {figure['votes'][place]} đồng ý")
            else:
                row = figure["lines"][place]
                said = f"{row['agree']} đồng ý, {row['disagree']} không đồng ý, {row['blank']} để trống"
                lines.append(f"  {line['n']:>3}. {line['label']}: {said}")
    lines += ["", "ĐẠT: mọi phiếu hợp lệ, không phiếu nào bị sửa, đếm lại khớp."]
    return "\n".join(lines)


def main(arguments):
    minutes = arguments[1] if len(arguments) == 2 else ""
    if len(arguments) not in (1, 2) or (minutes and not re.fullmatch("[0-9a-fA-F]{16,64}", minutes)):
        sys.stderr.write("Cách dùng: python3 recount.py box.json [mã niêm phong trong biên bản, từ 16 chữ số]\n")
        return 2
    try:
        with open(arguments[0], encoding="utf-8", newline="") as file:  # noqa: PTH123
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"Không đọc được {arguments[0]}: {error}\n")
        return 2
    try:
        box, figures = recount(text, minutes)
    except Failed as failure:
        sys.stdout.write(f"KHÔNG ĐẠT: {failure.name}: {failure.found}\n")
        return 1
    sys.stdout.write(tell(box, figures) + "\n")
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))
