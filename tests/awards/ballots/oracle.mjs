/* Answers requests, one JSON line each, with another library's blind RSA and with the browser's half of this house
   (static/js/secret-ballot.js). Arguments: that library's entry file, our script. Started by test_oracle.py. */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [library, script] = process.argv.slice(2);
const { RSABSSA } = await import(pathToFileURL(library).href);
globalThis.window = globalThis;
(0, eval)(readFileSync(script, "utf8"));
const suite = RSABSSA.SHA384.PSS.Randomized();
const { toHex, fromHex } = window.tdBallot;
const bytes = (base64) => Uint8Array.from(Buffer.from(base64, "base64"));
const kind = { name: "RSA-PSS", hash: "SHA-384" };
let own, signing, pem;

const ACTS = {
  key: async ({ pkcs8, spki, pem: text }) => {
    signing = await crypto.subtle.importKey("pkcs8", bytes(pkcs8), kind, true, ["sign"]);
    own = await crypto.subtle.importKey("spki", bytes(spki), kind, true, ["verify"]);
    pem = text;
    return {};
  },
  prepare: ({ message }) => ({ prepared: toHex(suite.prepare(fromHex(message))) }),
  blind: async ({ prepared }) => {
    const { blindedMsg, inv } = await suite.blind(own, fromHex(prepared));
    return { blinded: toHex(blindedMsg), inverse: toHex(inv) };
  },
  sign: async ({ blinded }) => ({ answer: toHex(await suite.blindSign(signing, fromHex(blinded))) }),
  finalize: async ({ prepared, answer, inverse }) => ({
    signature: toHex(await suite.finalize(own, fromHex(prepared), fromHex(answer), fromHex(inverse))),
  }),
  verify: async ({ prepared, signature }) => ({ right: await suite.verify(own, fromHex(signature), fromHex(prepared)) }),
  ourBlind: async ({ prepared }) => {
    const { blinded, inverse } = await window.tdBallot.blind(await window.tdBallot.readKey(pem), fromHex(prepared));
    return { blinded: toHex(blinded), inverse: inverse.toString(16) };
  },
  ourFinalize: async ({ prepared, answer, inverse }) => ({
    signature: toHex(await window.tdBallot.finalize(
      await window.tdBallot.readKey(pem), fromHex(prepared), fromHex(answer), BigInt(`0x${inverse}`),
    )),
  }),
};
for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(await ACTS[asked.act](asked))}\n`);
}
