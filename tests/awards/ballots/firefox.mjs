/* Drives Firefox over WebDriver BiDi: answers requests, one JSON line each, and never waits without an end. Arguments:
   puppeteer-core's entry file, the browser's program, a folder for its profile and for pictures. Started by firefox.py. */
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [library, program, folder] = process.argv.slice(2);
const { default: puppeteer } = await import(pathToFileURL(library).href);
const PATIENCE = 20_000, PAUSE = 50;
const TELL = `addEventListener("securitypolicyviolation", (event) => {
  console.error(\`CSP: \${event.effectiveDirective} \${event.blockedURI}\`);
});`;
const browser = await puppeteer.launch({
  browser: "firefox", executablePath: program, headless: true, timeout: 2 * PATIENCE, protocolTimeout: PATIENCE,
  userDataDir: `${folder}/profile`,
  extraPrefsFirefox: {
    "ui.prefersReducedMotion": 1, "intl.accept_languages": "vi",
    // As with everybody, and sooner: what is filled in goes to the disk, to be there again after a crash.
    "browser.sessionstore.resume_from_crash": true, "browser.sessionstore.interval": 500,
    "browser.sessionstore.interval.idle": 500,
  },
});
const pages = [], complaints = [];
const sleep = (time) => new Promise((done) => { setTimeout(done, time); });

/* What a locator finds, in the page: what is visible, step by step. `point`: where the first one is to be touched. */
const find = (steps, wants) => {
  const plain = (words) => words.replace(/\s+/g, " ").trim().toLowerCase();
  const nameOf = (node) => {
    const by = node.getAttribute("aria-labelledby");
    return plain(node.getAttribute("aria-label") || (by ? document.getElementById(by) : node).innerText || "");
  };
  let found = [document];
  for (const { css, name, exact } of steps) {
    found = found.flatMap((node) => Array.from(node.querySelectorAll(css))).filter((node) => node.checkVisibility()
      && (!name || (exact ? nameOf(node) === plain(name) : nameOf(node).includes(plain(name)))));
  }
  const [node] = found;
  if (wants === "count") return found.length;
  if (!node) return null;
  if (wants === "text") return node.innerText;
  if (wants === "point") {
    if (node.matches(":disabled, [aria-disabled=true]")) return null;
    node.scrollIntoView({ block: "center", behavior: "instant" });
    const { left, top, width, height } = node.getBoundingClientRect();
    const point = { x: left + width / 2, y: top + height / 2 };
    return node.contains(document.elementFromPoint(point.x, point.y)) ? point : null;
  }
  return true;
};
/* Asks the page until it says something; it may be drawn anew meanwhile. */
const until = async (page, steps, wants) => {
  for (const end = Date.now() + PATIENCE; ; await sleep(PAUSE)) {
    const told = await page.evaluate(find, steps, wants).catch(() => null);
    if (told !== null) return told;
    if (Date.now() > end) throw new Error(`not there: ${JSON.stringify(steps)}`);
  }
};
const open = async (context, width, height) => {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.on("dialog", (dialog) => dialog.accept().catch(() => {})); // "leave this page?"
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error}`));
  page.on("console", (line) => { if (line.type() === "error") complaints.push(`${page.url()}: ${line.text()}`); });
  await page.evaluateOnNewDocument(TELL);
  await page.setViewport({ width, height });
  return { number: pages.push(page) - 1 };
};

const ACTS = {
  pid: () => browser.process().pid,
  open: async (page, { width, height }) => open(await browser.createBrowserContext(), width, height),
  tab: (page, { width, height }) => open(page.browserContext(), width, height),
  cookie: (page, { cookie }) => page.browserContext().setCookie(cookie),
  init: (page, { script }) => page.evaluateOnNewDocument(script),
  size: (page, { width, height }) => page.setViewport({ width, height }),
  offline: (page, { is }) => page.setOfflineMode(is),
  goto: (page, { url }) => page.goto(url),
  reload: (page) => page.reload(),
  back: (page) => page.goBack(),
  evaluate: (page, { script }) => page.evaluate(script),
  wait: (page, { steps }) => until(page, steps, "any"),
  text: (page, { steps }) => until(page, steps, "text"),
  count: (page, { steps }) => page.evaluate(find, steps, "count"),
  click: async (page, { steps, times }) => {
    const { x, y } = await until(page, steps, "point");
    await page.mouse.click(x, y, { count: times });
  },
  url: (page) => page.url(),
  complaints: () => sleep(10 * PAUSE).then(() => complaints.splice(0)), // they come a moment later
  close: (page) => page.browserContext().close(),
};
/* Some answers are no data: a response, a page. */
const told = (value) => (value === null || value === undefined || value.constructor?.name === "BidiHTTPResponse" ? null : value);
const answer = async ({ act, page: number, ...given }) => {
  const page = pages[number];
  const late = new Promise((done, fail) => { setTimeout(() => fail(new Error("no end")), 2 * PATIENCE).unref(); });
  try {
    return { value: told(await Promise.race([ACTS[act](page, given), late])) };
  } catch (error) {
    const path = `${folder}/${Date.now()}.png`;
    const drawn = page && await Promise.race([page.screenshot({ path }).then(() => true, () => false), sleep(PAUSE * 100)]);
    return { error: `${act} ${page ? page.url() : ""}: ${error.message}; ${drawn ? `picture: ${path}` : "no picture"}` };
  }
};
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
await Promise.race([browser.close(), sleep(PATIENCE / 2)]);
process.exit();
