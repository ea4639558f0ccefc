/* The entry grid: each cell saved by itself, nothing typed is lost, two people see each other. The server reads and
   judges; without this file the form's own buttons do the same. Keys: grid-keys.js; blocks from Excel: paste.js. */
(() => {
  "use strict";
  const form = document.querySelector("[data-grid]");
  if (!form || !form.dataset.cells) return;
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const phone = window.matchMedia("(max-width: 767.98px)");
  const marks = $("[data-marks]").content;
  const token = $("input[name=csrfmiddlewaretoken]", form).value;
  const words = $("[data-save-words]", form);
  const iconPlace = $("[data-save-icon]", form);
  const saveLine = $("[data-save]", form);
  const offline = $("[data-offline]");
  const KEEP = form.dataset.keep;
  const SAY_MS = 3000;
  const KEEP_MS = 250;
  const FIRST_RETRY_MS = 1000;
  const LAST_RETRY_MS = 30000;
  const FOLLOW_MS = 4000;
  const NEWS_MS = 8000;
  const SLOW_MS = 250; // a save that takes longer says so; a sign that comes and goes with every cell would only flicker
  const SEND_MS = 60; // after the cell is left: the cursor is in the next cell and on the screen first

  form.classList.add("is-live");
  /* One object for each open cell; what lies around it is looked for when it is first needed: a keystroke touches its
     own row only, and the page is ready before 176 rows have been searched. */
  class Cell {
    constructor(input, place) {
      this.input = input;
      this.place = place;
      this.row = input.closest("[data-row]");
      this.id = this.row.dataset.row;
      this.flags = this.row.dataset.flags || "";
      this.last = input.value;
      this.remote = 0;
    }
    part(name, find) {
      const found = find();
      Object.defineProperty(this, name, { value: found });
      return found;
    }
    get box() { return this.part("box", () => this.input.parentElement); }
    get version() { return this.part("version", () => $("[data-version]", this.box)); }
    get mark() { return this.part("mark", () => $("[data-mark]", this.box)); }
    get note() { return this.part("note", () => $("[data-note]", this.row)); }
    get message() { return this.part("message", () => $("[data-message]", this.row)); }
    get share() { return this.part("share", () => $("[data-share]", this.row)); }
    get totals() { return this.part("totals", () => $$("[data-total]", this.row)); }
  }
  const cells = $$("[data-cell]", form).map((input, place) => new Cell(input, place));
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  const cellOf = (target) => {
    const row = target.closest && target.closest("[data-row]");
    return row ? byId.get(row.dataset.row) : undefined;
  };
  const dirty = (cell) => cell.input.value.trim() !== cell.input.dataset.saved.trim();
  const noteDirty = (cell) => Boolean(cell.note) && cell.note.value.trim() !== cell.note.dataset.saved.trim();
  const open = (cell) => dirty(cell) || noteDirty(cell);
  /* Cells that were typed in, or that came with what could not be stored: the others are not asked at every key. */
  const touched = new Set(cells.filter(dirty));
  const dot = (cell) => {
    const waits = open(cell) || pending.has(cell);
    if (waits) touched.add(cell);
    cell.box.classList.toggle("td-unsaved", waits);
  };

  /* The status line: one message at a time, at most one in three seconds, the last one always told. */
  let saidAt = 0;
  let waitingWords = 0;
  let sign = "";
  const status = (icon, text, bad = false) => {
    window.clearTimeout(waitingWords);
    if (sign !== icon) iconPlace.replaceChildren($(`[data-${icon}]`, marks).firstElementChild.cloneNode(true));
    sign = icon;
    saveLine.classList.toggle("is-bad", bad);
    const say = () => { words.textContent = text; saidAt = Date.now(); };
    const rest = SAY_MS - (Date.now() - saidAt);
    if (rest <= 0 || bad || words.textContent === "") say();
    else { waitingWords = window.setTimeout(say, rest); }
  };

  /* What is not saved yet lies in this browser, for this user and this sheet, until the server has it. */
  let keepTimer = 0;
  const kept = () => { try { return JSON.parse(localStorage.getItem(KEEP) || "{}"); } catch { return {}; } };
  let leavingForGood = false; // signed out: app.js has emptied the storage, nothing is put back
  document.addEventListener("submit", (event) => {
    if (!/\/dang-xuat\//.test(event.target.getAttribute("action") || "")) return;
    leavingForGood = true;
    window.setTimeout(() => { leavingForGood = false; }, SAY_MS); // the user stayed after all
  });
  const keepNow = () => {
    window.clearTimeout(keepTimer);
    keepTimer = 0;
    if (leavingForGood) return;
    const left = {};
    touched.forEach((cell) => { if (!open(cell)) touched.delete(cell); });
    touched.forEach((cell) => { left[cell.id] = [cell.input.value, cell.note ? cell.note.value : "", cell.version.value]; });
    const waiting = offered();
    const all = { ...waiting, ...left };
    try {
      if (Object.keys(all).length) localStorage.setItem(KEEP, JSON.stringify(all));
      else localStorage.removeItem(KEEP);
    } catch { /* storage is full or forbidden: memory has it all the same */ }
  };
  const keep = () => { if (!keepTimer) keepTimer = window.setTimeout(keepNow, KEEP_MS); };
  const keptBox = $("[data-kept]");
  let waiting = null; // cells of an earlier visit that nobody has decided about yet
  const offered = () => waiting || {};
  const offerKept = () => {
    try {
      const mine = KEEP.split("-").slice(0, 3).join("-") + "-";
      Object.keys(localStorage).filter((key) => key.startsWith("td-grid-") && !key.startsWith(mine)).forEach((key) => localStorage.removeItem(key));
    } catch { return; }
    const found = Object.entries(kept()).filter(([id, [text, note]]) => {
      const cell = byId.get(id);
      return cell && (text.trim() !== cell.input.dataset.saved.trim() || (cell.note && note.trim() !== cell.note.dataset.saved.trim()));
    });
    waiting = found.length ? Object.fromEntries(found) : null;
    if (!waiting) { keepNow(); return; }
    $("[data-kept-count]", keptBox).textContent = String(found.length);
    keptBox.hidden = false;
  };
  const decideKept = (take) => {
    const found = Object.entries(offered());
    waiting = null;
    keptBox.hidden = true;
    if (take) {
      found.forEach(([id, [text, note, version]]) => {
        const cell = byId.get(id);
        cell.input.value = text;
        if (cell.note) cell.note.value = note;
        cell.version.value = version; // changed by somebody meanwhile: the server tells both figures
        store(cell);
      });
      if (found.length) byId.get(found[0][0]).input.focus();
    }
    keepNow();
  };
  $("[data-kept-take]", keptBox).addEventListener("click", () => decideKept(true));
  $("[data-kept-drop]", keptBox).addEventListener("click", () => decideKept(false));

  /* Saving: one request at a time; what changes meanwhile goes with the next one. */
  const pending = new Set();
  let busy = false;
  let sending = 0;
  let retry = 0;
  let pause = FIRST_RETRY_MS;
  let stopped = false;
  let known = form.dataset.mark;
  const unsaved = () => busy || pending.size > 0 || Array.from(touched).some(open);

  const queue = (cell) => {
    pending.add(cell);
    dot(cell);
    keep();
    if (!sending) sending = window.setTimeout(() => { sending = 0; send(); }, SEND_MS);
  };
  const store = (cell) => { if (open(cell) && !pending.has(cell)) queue(cell); };

  const send = async () => {
    if (busy || stopped || pending.size === 0) return;
    const going = Array.from(pending);
    pending.clear();
    busy = true;
    window.clearTimeout(retry);
    const slow = window.setTimeout(() => status("wait", "Đang lưu"), SLOW_MS);
    const body = new URLSearchParams({ biet: known });
    const sent = new Map();
    going.forEach((cell) => {
      body.set(`c${cell.id}`, cell.input.value);
      body.set(`v${cell.id}`, cell.version.value);
      if (cell.note) body.set(`n${cell.id}`, cell.note.value);
      sent.set(cell.id, { text: cell.input.value, note: cell.note ? cell.note.value : "" });
    });
    let response = null;
    let answer = null;
    try {
      response = await fetch(form.dataset.cells, {
        method: "POST", body, credentials: "same-origin", redirect: "manual",
        headers: { "X-CSRFToken": token, "X-Requested-With": "fetch", Accept: "application/json" },
      });
      if (response.status >= 500 || response.status === 429) throw new Error("not now");
      if ((response.headers.get("content-type") || "").includes("application/json")) answer = await response.json();
    } catch {
      window.clearTimeout(slow);
      lost(going);
      return;
    }
    window.clearTimeout(slow);
    found();
    busy = false;
    if (answer && answer.rows) took(answer, sent);
    else refused(going, answer, response.status);
    keep();
    if (pending.size) send();
  };

  /* No answer: everything stays, is tried again after 1, 2, 4 … 30 seconds, when the network is back, with the next cell. */
  const lost = (going) => {
    busy = false;
    going.forEach((cell) => { pending.add(cell); dot(cell); });
    if (offline) offline.hidden = false;
    status("fail", `Chưa lưu được ${pending.size} ô, đang thử lại`, true);
    keepNow();
    retry = window.setTimeout(send, pause);
    pause = Math.min(pause * 2, LAST_RETRY_MS);
  };
  const found = () => {
    pause = FIRST_RETRY_MS;
    if (offline) offline.hidden = true;
  };
  window.addEventListener("online", () => { pause = FIRST_RETRY_MS; send(); });

  /* The session ended, the month was locked, the rights changed: what was typed stays, and the page says why. */
  const refused = (going, answer, code) => {
    stopped = !answer;
    going.forEach(dot);
    const text = answer
      ? [answer.error, ...(answer.reasons || [])].join(" ")
      : code === 0 || code === 401 ? "Phiên đăng nhập đã hết. Đăng nhập lại ở thẻ khác rồi bấm Lưu nháp."
      : code === 403 ? "Không có quyền nhập bảng này, hoặc phiên đăng nhập đã đổi. Tải lại trang."
      : "Máy chủ không nhận, chưa lưu được. Bấm Lưu nháp để thử lại.";
    status("fail", text, true);
    if (window.thidua) window.thidua.say(text, "error");
  };

  const took = (answer, sent) => {
    known = answer.mark;
    answer.rows.forEach((row) => { if (row.who) news(row); else paint(row, sent.get(String(row.id))); });
    answer.conflicts.forEach(conflict);
    if (answer.conflicts.length) status("fail", `${answer.conflicts.length} ô có người khác vừa sửa`, true);
    else if (!pending.size) status("ok", `Đã lưu nháp lúc ${answer.saved}`);
  };

  const paint = (told, sent) => {
    const cell = byId.get(String(told.id));
    if (!cell) return null;
    const { input, note } = cell;
    const typing = Boolean(sent) && input.value !== sent.text; // changed again while the first text was on its way
    input.dataset.saved = told.text;
    if (!typing) { input.value = told.text; cell.last = told.text; }
    cell.version.value = told.version;
    if (note) {
      if (!sent || note.value === sent.note) note.value = told.note;
      note.dataset.saved = told.note;
      if (note.getAttribute("value") !== told.note) note.setAttribute("value", told.note);
    }
    input.className = `td-cell${told.tone ? ` is-${told.tone}` : ""}`;
    if (told.tone === "bad") input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
    const mark = told.tone === "bad" || told.tone === "warn" ? [$(`[data-${told.tone}]`, marks).firstElementChild.cloneNode(true)] : [];
    cell.mark.replaceChildren(...mark);
    cell.totals.forEach((place) => { place.textContent = told.total; });
    cell.share.innerHTML = told.share;
    cell.message.innerHTML = told.message;
    dot(cell);
    readAs(cell, sent, told);
    wantNote(cell);
    count(cell, told.flags);
    return cell;
  };

  /* `1.234` was read as 1234: said once, beside the cell. */
  const readAs = (cell, sent, told) => {
    if (!sent || told.tone === "bad" || cell.input.dataset.readAs || !/^\d{1,3}(\.\d{3})+$/.test(sent.text.trim())) return;
    cell.input.dataset.readAs = "1";
    line(cell, "muted", `Đọc là ${told.text}`);
  };
  const line = (cell, tone, text) => {
    const place = document.createElement("span");
    place.className = `td-cellmsg ${tone}`;
    place.textContent = text;
    cell.message.append(place);
  };

  const wantNote = (cell) => {
    if (!cell.note) return;
    const wanted = cell.input.classList.contains("is-warn");
    if (cell.note.classList.contains("is-wanted") === wanted) return;
    cell.note.classList.toggle("is-wanted", wanted);
    cell.note.placeholder = wanted ? "Lý do" : "Ghi chú";
  };

  /* Two people, one cell: both figures are shown, and somebody chooses. */
  const conflict = (told) => {
    const cell = byId.get(String(told.id));
    if (!cell) return;
    const place = document.createElement("span");
    place.className = "td-cellmsg bad";
    place.id = `m${told.id}`;
    const text = document.createElement("span");
    text.textContent = `${told.who} vừa ghi “${told.theirs}”, ở đây là “${told.yours}”. `;
    const choose = (label, value, saved) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "td-linkbtn";
      button.textContent = label;
      button.addEventListener("click", () => {
        cell.message.replaceChildren();
        cell.input.value = value;
        if (saved) cell.input.dataset.saved = value;
        cell.version.value = told.version;
        cell.last = value;
        queue(cell);
        cell.input.focus();
      });
      text.append(button, " ");
    };
    choose(`Giữ “${told.theirs}”`, told.theirs, true);
    choose(`Ghi “${told.yours}”`, told.yours, false);
    place.append($("[data-alert]", marks).firstElementChild.cloneNode(true), text);
    cell.message.replaceChildren(place);
    cell.remote += 1;
    dot(cell);
  };

  /* The counts of the page move by what the row gained and lost. */
  const NAMES = { e: "entered", b: "bad", w: "warn", l: "look" };
  const counts = {};
  ["entered", "bad", "warn", "look", "empty"].forEach((name) => {
    counts[name] = { number: Number(($(`[data-count=${name}]`, form) || {}).textContent || 0), places: $$(`[data-count=${name}]`, form), whens: $$(`[data-when=${name}]`, form) };
  });
  const add = (name, step) => {
    const one = counts[name];
    one.number += step;
    one.places.forEach((place) => { place.textContent = String(one.number); });
    one.whens.forEach((place) => { place.hidden = one.number === 0; });
  };
  const count = (cell, flags) => {
    Object.entries(NAMES).forEach(([letter, name]) => {
      const step = Number(flags.includes(letter)) - Number(cell.flags.includes(letter));
      if (step) add(name, step);
      if (step && letter === "e") add("empty", -step);
    });
    cell.flags = flags;
  };

  /* What somebody else wrote: shown at once, unless this cell is being changed here: then the save tells both. */
  const news = (told) => {
    const cell = byId.get(String(told.id));
    if (!cell || open(cell) || pending.has(cell) || told.version <= Number(cell.version.value)) return false;
    const before = cell.input.dataset.saved;
    paint(told);
    cell.remote += 1;
    if (before !== told.text) line(cell, "td-news", `${told.who} vừa ghi “${told.text || "trống"}”${before ? ` thay “${before}”` : ""}`);
    cell.box.classList.add("is-news");
    window.setTimeout(() => cell.box.classList.remove("is-news"), NEWS_MS);
    return true;
  };
  let asking = false;
  const follow = async () => {
    if (asking || busy || stopped || document.visibilityState !== "visible") return;
    asking = true;
    try {
      const response = await fetch(`${form.dataset.changes}?biet=${encodeURIComponent(known)}`, { credentials: "same-origin", redirect: "manual", headers: { "X-Requested-With": "fetch", Accept: "application/json" } });
      if (response.status >= 500) throw new Error("not now");
      found();
      if (pending.size) send();
      if (response.status === 200 && !busy) hear(await response.json());
    } catch {
      if (offline) offline.hidden = false;
    }
    asking = false;
  };
  const hear = (answer) => {
    known = answer.mark;
    const seen = answer.rows.filter(news);
    if (seen.length) status("ok", `${Array.from(new Set(seen.map((row) => row.who))).join(", ")} vừa sửa ${seen.length} ô`);
    if (!answer.closed) return;
    stopped = true;
    status("fail", answer.closed, true);
    if (window.thidua) window.thidua.say(answer.closed, "error");
  };
  window.setInterval(follow, FOLLOW_MS);
  document.addEventListener("visibilitychange", follow);

  form.addEventListener("input", (event) => {
    const cell = cellOf(event.target);
    if (!cell || !event.target.matches("[data-cell], [data-note]")) return;
    dot(cell);
    keep();
  });

  /* The row in use. */
  let here = null;
  let next = null;
  const stand = () => {
    if (next === here) return;
    if (here) here.classList.remove("is-here");
    if (next) next.classList.add("is-here");
    here = next;
  };
  const standAt = (row) => { next = row; window.requestAnimationFrame(stand); }; // with the frame, not inside focus()
  form.addEventListener("focusin", (event) => standAt(event.target.closest("[data-row]")));
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) standAt(null); });

  const saveAll = () => {
    stopped = false;
    cells.forEach(store);
    send();
    if (!pending.size && !busy) status("ok", words.textContent.startsWith("Đã lưu") ? words.textContent : "Không có ô nào chưa lưu");
  };
  $("[data-draft]", form).addEventListener("click", (event) => { event.preventDefault(); saveAll(); });

  /* A link away takes along what has not been sent yet. */
  form.addEventListener("click", (event) => { if (event.target.closest("a[href]")) { cells.forEach(store); send(); } });

  /* On a phone the list is for reading; a tap opens one cell. */
  const reading = () => cells.forEach(({ input }) => { input.readOnly = phone.matches && document.activeElement !== input; });
  phone.addEventListener("change", reading);
  if (phone.matches) reading();
  form.addEventListener("click", (event) => {
    if (!event.target.matches("[data-cell]") || !event.target.readOnly) return;
    event.target.readOnly = false;
    event.target.focus();
    event.target.select();
  });
  form.addEventListener("focusout", (event) => {
    if (phone.matches && event.target.matches("[data-cell]")) event.target.readOnly = true;
  });

  /* Sending: the form carries every cell itself; leaving with something unsaved asks. */
  let leaving = false;
  form.addEventListener("submit", (event) => {
    if (leaving) { event.preventDefault(); return; }
    leaving = true;
    const button = event.submitter;
    if (button) window.setTimeout(() => button.setAttribute("aria-disabled", "true"), 0);
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
    $("[data-submit]", form).removeAttribute("aria-disabled");
  });
  window.addEventListener("beforeunload", (event) => {
    if (leaving || !unsaved()) return;
    keepNow();
    event.preventDefault();
  });
  window.addEventListener("pagehide", () => { if (!leaving) keepNow(); });

  $$("[data-cell].is-warn", form).forEach((input) => wantNote(cellOf(input)));
  /* The page is there: what waits outside the window is built a body at a time, so that a screen reader has every row. */
  const bodies = $$("tbody", form);
  const idle = window.requestIdleCallback || ((act) => window.setTimeout(act, SEND_MS));
  const build = () => {
    const body = bodies.shift();
    if (!body) return;
    body.classList.add("is-built");
    idle(build);
  };
  if (document.readyState === "complete") idle(build);
  else window.addEventListener("load", () => idle(build));

  window.tdGrid = Object.freeze({ form, cells, cellOf, dirty, open, store, queue, dot, keep, status, saveAll, phone });
  offerKept();
})();
