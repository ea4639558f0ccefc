/* The voter's half of a secret ballot: blind RSA (RFC 9474, RSABSSA-SHA384-PSS-Randomized), a key for one ballot, the
   ballot itself, and the states it goes through on this device. No page here, no library; whoever wants to know what a
   device sends reads this file. The server's half: awards/ballots/blind.py, marks.py, sealing.py. */
(() => {
  "use strict";
  const PREFIX_LENGTH = 32, SALT_LENGTH = 48, HASH_LENGTH = 48;
  const text = new TextEncoder();

  /* Bytes ---------------------------------------------------------------------------------------------------------- */

  const join = (...parts) => {
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let place = 0;
    for (const part of parts) { all.set(part, place); place += part.length; }
    return all;
  };
  const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const fromHex = (hex) => {
    if (!/^([0-9a-f]{2})*$/.test(hex)) throw new Error("not hex");
    return Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
  };
  const toNumber = (bytes) => (bytes.length ? BigInt(`0x${toHex(bytes)}`) : 0n);
  const toBytes = (number, length) => fromHex(number.toString(16).padStart(2 * length, "0"));
  const random = (length) => crypto.getRandomValues(new Uint8Array(length));
  const digest = async (name, bytes) => new Uint8Array(await crypto.subtle.digest(name, bytes));
  const sha256 = async (words) => toHex(await digest("SHA-256", text.encode(words)));

  /* Numbers -------------------------------------------------------------------------------------------------------- */

  const power = (base, exponent, modulus) => {
    let found = 1n;
    for (let square = base % modulus; exponent; exponent >>= 1n, square = square * square % modulus) {
      if (exponent & 1n) found = found * square % modulus;
    }
    return found;
  };
  /* The inverse, or null where there is none. */
  const inverseOf = (number, modulus) => {
    let [a, b, x, y] = [number % modulus, modulus, 1n, 0n];
    while (b) { const whole = a / b; [a, b, x, y] = [b, a - whole * b, y, x - whole * y]; }
    return a === 1n ? ((x % modulus) + modulus) % modulus : null;
  };
  const below = (modulus) => {
    const length = modulus.toString(16).length + 1 >> 1;
    for (;;) {
      const number = toNumber(random(length));
      if (number > 1n && number < modulus) return number;
    }
  };

  /* Blind signatures ----------------------------------------------------------------------------------------------- */

  /* A public key from its PEM text: numbers for blinding. */
  const readKey = async (pem) => {
    const der = Uint8Array.from(atob(pem.replace(/-----[A-Z ]+-----|\s/g, "")), (letter) => letter.charCodeAt(0));
    const key = await crypto.subtle.importKey("spki", der, { name: "RSA-PSS", hash: "SHA-384" }, true, ["verify"]);
    const { n, e } = await crypto.subtle.exportKey("jwk", key);
    return { ...numbers(fromBase64url(n), fromBase64url(e)), key, der };
  };
  const fromBase64url = (words) => {
    const plain = atob(words.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const toBase64url = (bytes) => {
    return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const numbers = (nBytes, eBytes) => {
    const n = toNumber(nBytes);
    return { n, e: toNumber(eBytes), bits: n.toString(2).length, size: n.toString(16).length + 1 >> 1 };
  };
  /* A public key from its two numbers in hex; the vectors of the RFC come so. */
  const keyOf = async (nHex, eHex) => {
    const bytes = [fromHex(nHex), fromHex(eHex)];
    const jwk = { kty: "RSA", alg: "PS384", n: toBase64url(bytes[0]), e: toBase64url(bytes[1]) };
    const key = await crypto.subtle.importKey("jwk", jwk, { name: "RSA-PSS", hash: "SHA-384" }, true, ["verify"]);
    return { ...numbers(...bytes), key };
  };
  /* Keys written one after the other: a paper cast line by line has one for each slip. */
  const pemsOf = (words) => words.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----\n/g) || [];
  /* Six digits of all keys, to compare with the screen of the hall. */
  const fingerprint = async (words) => {
    const keys = await Promise.all(pemsOf(words).map(readKey));
    return (toNumber(await digest("SHA-256", join(...keys.map((key) => key.der)))) % 1000000n).toString().padStart(6, "0");
  };

  const mask = async (seed, length) => {
    const parts = [];
    for (let counter = 0; counter * HASH_LENGTH < length; counter += 1) {
      parts.push(await digest("SHA-384", join(seed, toBytes(BigInt(counter), 4))));
    }
    return join(...parts).slice(0, length);
  };
  /* EMSA-PSS-ENCODE of RFC 8017, 9.1.1. */
  const encode = async (message, bits, salt) => {
    const length = bits + 7 >> 3;
    const hash = await digest("SHA-384", join(new Uint8Array(8), await digest("SHA-384", message), salt));
    const block = join(new Uint8Array(length - salt.length - HASH_LENGTH - 2), Uint8Array.of(1), salt);
    const cover = await mask(hash, block.length);
    const masked = block.map((byte, place) => byte ^ cover[place]);
    masked[0] &= 0xff >> (8 * length - bits);
    return join(masked, hash, Uint8Array.of(0xbc));
  };
  const prepare = (message) => join(random(PREFIX_LENGTH), message);
  /* given: salt and inverse of a vector of the RFC; a ballot draws both. */
  const blind = async (pub, prepared, given = {}) => {
    const encoded = toNumber(await encode(prepared, pub.bits - 1, given.salt || random(SALT_LENGTH)));
    if (inverseOf(encoded, pub.n) === null) throw new Error("invalid input");
    let inverse = given.inverse, factor = inverse && inverseOf(inverse, pub.n);
    while (!inverse) { factor = below(pub.n); inverse = inverseOf(factor, pub.n); }
    return { blinded: toBytes(encoded * power(factor, pub.e, pub.n) % pub.n, pub.size), inverse };
  };
  const verify = (pub, prepared, signature, saltLength = SALT_LENGTH) => {
    return crypto.subtle.verify({ name: "RSA-PSS", saltLength }, pub.key, signature, prepared);
  };
  const finalize = async (pub, prepared, blindSignature, inverse, saltLength = SALT_LENGTH) => {
    if (blindSignature.length !== pub.size) throw new Error("wrong length");
    const signature = toBytes(toNumber(blindSignature) * inverse % pub.n, pub.size);
    if (!await verify(pub, prepared, signature, saltLength)) throw new Error("invalid signature");
    return signature;
  };

  /* The ballot ----------------------------------------------------------------------------------------------------- */

  const CURVE = { name: "ECDSA", namedCurve: "P-256" };
  const SIGNING = { name: "ECDSA", hash: "SHA-256" };

  /* A key for one ballot, its private half never readable, and the token message ready to be signed blindly. */
  const drawToken = async (round, epoch, pem) => {
    const pair = await crypto.subtle.generateKey(CURVE, false, ["sign"]);
    const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const prepared = prepare(join(text.encode(`tdkt-token-v1|${round}|${epoch}|`), point));
    const { blinded, inverse } = await blind(await readKey(pem), prepared);
    return { key: pair.privateKey, prep: toHex(prepared), blinded: toHex(blinded), inverse: inverse.toString(16) };
  };
  const writeBody = (round, paperHash, marks, nonce) => {
    return JSON.stringify({ v: 1, round, paper: paperHash, m: marks, nonce });
  };
  /* What lies on the device until it is answered is closed under a key that the house holds for this member while voting
     is open and destroys at its end. A browser's own file keeps what was in it long after it is taken out; of this it
     keeps nothing anybody could read then. about: what it belongs to. */
  const keepKey = (keep) => crypto.subtle.importKey("raw", fromHex(keep), "AES-GCM", false, ["encrypt", "decrypt"]);
  const closeUp = async (keep, about, words) => {
    const iv = random(12), how = { name: "AES-GCM", iv, additionalData: text.encode(about) };
    return { iv: toHex(iv), kept: toHex(new Uint8Array(await crypto.subtle.encrypt(how, await keepKey(keep), text.encode(words)))) };
  };
  const openUp = async (keep, about, { iv, kept }) => {
    const how = { name: "AES-GCM", iv: fromHex(iv), additionalData: text.encode(about) };
    return new TextDecoder().decode(await crypto.subtle.decrypt(how, await keepKey(keep), fromHex(kept)));
  };
  /* The complete request, and what commits to it. row: a ready ballot of this device. */
  const sealBallot = async (row, paperText, marks) => {
    const body = writeBody(row.round, await sha256(paperText), marks, toHex(random(32)));
    const c = await sha256(body);
    const bsig = new Uint8Array(await crypto.subtle.sign(SIGNING, row.key, text.encode(`tdkt-ballot-v1|${c}`)));
    return { c, request: JSON.stringify({ body, bsig: toHex(bsig), prep: row.prep, tsig: row.tsig }) };
  };
  /* Whether the house signed that this ballot is in its box. */
  const isAcknowledged = async (ackPem, round, c, ack) => {
    const der = Uint8Array.from(atob(ackPem.replace(/-----[A-Z ]+-----|\s/g, "")), (letter) => letter.charCodeAt(0));
    const key = await crypto.subtle.importKey("spki", der, CURVE, false, ["verify"]);
    return crypto.subtle.verify(SIGNING, key, fromHex(ack), text.encode(`tdkt-ack-v1|${round}|${c}`));
  };

  /* States on this device ------------------------------------------------------------------------------------------ */

  /* blinded → ready → casting → cast, kept in IndexedDB. Every change compares and sets inside one transaction, so that
     two tabs and a double tap are one after the other. Marks are in `casting` only, as the request closed up. */
  const open = () => new Promise((resolve, reject) => {
    const asked = indexedDB.open("thidua-ballots", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("ballots", { keyPath: "round" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  /* how(rows or nulls) returns for each what to keep: a row, null to forget it, or undefined to leave it as it is.
     Resolves with what is kept when it is on the disk: of all rounds or of none. */
  const changeAll = async (rounds, how) => {
    const database = await open();
    try {
      return await new Promise((resolve, reject) => {
        const work = database.transaction("ballots", "readwrite", { durability: "strict" });
        const store = work.objectStore("ballots"), rows = [];
        let kept = [], waiting = rounds.length;
        const keep = () => {
          const next = how(rows);
          kept = rows.map((row, place) => (next[place] === undefined ? row : next[place]));
          rounds.forEach((round, place) => {
            if (next[place] === null) store.delete(round);
            else if (next[place] !== undefined) store.put(next[place]);
          });
        };
        rounds.forEach((round, place) => {
          const asked = store.get(round);
          asked.onsuccess = () => {
            rows[place] = asked.result || null;
            waiting -= 1;
            if (!waiting) keep();
          };
        });
        work.oncomplete = () => resolve(kept);
        work.onerror = work.onabort = () => reject(work.error);
      });
    } finally {
      database.close();
    }
  };
  const change = async (round, how) => (await changeAll([round], ([row]) => [how(row)]))[0];
  const readAll = (rounds) => changeAll(rounds, () => []);
  const read = (round) => change(round, () => undefined);
  /* Whether rows are in this state still, all of them as they were when they were read. */
  const areStill = (state, now, before) => {
    return now.every((row, place) => row && row.state === state && row.prep === before[place].prep);
  };

  /* The tokens of one paper and epoch, one for each slip {round, pem}: drawn once, kept before they are sent, sent again
     after a lost answer; all of them or none. issue(blinded, in hex, with commas between them) answers with the blind
     signatures written in the same way. Resolves with the rows. */
  const checkInAll = async ({ slips, epoch, issue }) => {
    const rounds = slips.map((slip) => slip.round);
    const isOld = (row) => !row || (row.epoch < epoch && ["blinded", "ready", "surrendered"].includes(row.state));
    let rows = await readAll(rounds);
    if (rows.every(isOld)) {
      const drawn = [];
      for (const { round, pem } of slips) {
        drawn.push({ round, epoch, pem, state: "blinded", ...await drawToken(round, epoch, pem) });
      }
      rows = await changeAll(rounds, (now) => (now.every(isOld) ? drawn : []));
    }
    if (!rows.every((row) => row && row.state === "blinded" && row.epoch === epoch)) return rows;
    const answers = (await issue(rows.map((row) => row.blinded).join(","))).split(",");
    if (answers.length !== rows.length) throw new Error("wrong number of signatures");
    const signed = [];
    for (const [place, row] of rows.entries()) {
      const pub = await readKey(row.pem), answer = fromHex(answers[place]);
      signed.push(toHex(await finalize(pub, fromHex(row.prep), answer, BigInt(`0x${row.inverse}`))));
    }
    return changeAll(rounds, (now) => (areStill("blinded", now, rows)
      ? now.map((row, place) => ({ round: row.round, epoch, state: "ready", key: row.key, prep: row.prep, tsig: signed[place] }))
      : []));
  };
  const checkIn = async ({ round, epoch, pem, issue }) => (await checkInAll({ slips: [{ round, pem }], epoch, issue }))[0];
  /* ready → casting: from here on the choice cannot be changed; whoever comes second gets the first one's rows.
     ballots: {round, paper (its text), marks, keep} of everything one confirmation sends; decided together or not at all. */
  const decideAll = async (ballots) => {
    const rounds = ballots.map((one) => one.round), rows = await readAll(rounds);
    if (!rows.every((row) => row && row.state === "ready")) return rows;
    const made = await Promise.all(ballots.map(async ({ round, paper, marks, keep }, place) => {
      const { c, request } = await sealBallot(rows[place], paper, marks);
      return { c, ...await closeUp(keep, `${round}|${c}`, request) };
    }));
    return changeAll(rounds, (now) => (areStill("ready", now, rows)
      ? now.map((row, place) => ({ round: row.round, epoch: row.epoch, state: "casting", ...made[place] }))
      : []));
  };
  const decide = async (round, paper, marks, keep) => (await decideAll([{ round, paper, marks, keep }]))[0];
  /* casting → cast: the request is gone, commitment and acknowledgement stay. Also where another tab was told meanwhile
     that it came too late: the house has signed that it has it. */
  const settle = (round, c, ack) => change(round, (now) => {
    const waits = now && ["casting", "late"].includes(now.state) && now.c === c;
    return waits ? { round, epoch: now.epoch, state: "cast", c, ack } : undefined;
  });
  /* casting → late: the box was closed before it; whether an earlier try came in, the list of the box will tell. */
  const tooLate = (round) => change(round, (now) => {
    return now && now.state === "casting" ? { round, epoch: now.epoch, state: "late", c: now.c } : undefined;
  });
  /* The receipt is erased; that something was cast stays known, or the device would offer a ballot again. */
  const forget = (round) => change(round, (now) => {
    return now && now.state === "cast" ? { round, epoch: now.epoch, state: "cast", c: "", ack: "" } : undefined;
  });
  /* ready → gone: the right to the ballots of a paper goes back for a paper one. Resolves with what proves it, once
     erased here. */
  const surrenderAll = async (rounds) => {
    const rows = await changeAll(rounds, (now) => (now.every((row) => row && row.state === "ready")
      ? now.map(({ round, epoch, prep, tsig }) => ({ round, epoch, state: "surrendered", prep, tsig }))
      : []));
    if (!rows.every((row) => row && row.prep && row.tsig)) return null;
    return { prep: rows.map((row) => row.prep).join(","), tsig: rows.map((row) => row.tsig).join(",") };
  };
  const surrender = (round) => surrenderAll([round]);

  /* Sends the stored request: without cookie, without referrer, on a connection of its own. Resolves with
     {state: "cast" | "late" | "spent" | "refused" | "again"}; "again" is to be tried once more. */
  const send = async ({ round, url, ackPem, keep, fetcher = fetch }) => {
    const row = await read(round);
    if (!row || row.state !== "casting") return { state: row ? row.state : "none" };
    if (!keep) return { state: "again" };
    const body = await openUp(keep, `${round}|${row.c}`, row).catch(() => "");
    if (!body) return { state: "refused" };
    let answer, told;
    try {
      answer = await fetcher(url, {
        method: "POST", body, credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store",
      });
      told = await answer.json();
    } catch {
      return { state: "again" };
    }
    if (answer.status === 200) {
      if (told.c !== row.c || !await isAcknowledged(ackPem, round, row.c, told.ack)) return { state: "refused" };
      await settle(round, row.c, told.ack);
      return { state: "cast" };
    }
    if (answer.status === 409 && told.error === "not_open") { await tooLate(round); return { state: "late" }; }
    if (answer.status === 409 && told.error === "token_spent") return { state: "spent" };
    return { state: [400, 403, 404].includes(answer.status) ? "refused" : "again" };
  };

  window.tdBallot = {
    isSafe: () => Boolean(window.isSecureContext && window.crypto && crypto.subtle && window.indexedDB),
    toHex, fromHex, sha256, readKey, keyOf, fingerprint, encode, prepare, blind, verify, finalize,
    drawToken, writeBody, sealBallot, isAcknowledged, pemsOf,
    read, readAll, change, checkIn, checkInAll, decide, decideAll, settle, tooLate, forget, surrender, surrenderAll, send,
  };
})();
