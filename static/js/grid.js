/* The entry grid: keys of a spreadsheet, each cell saved by itself, nothing typed is lost. The server reads and judges;
   without this file the form's own buttons do the same. */
(() => {
  "use strict";
  const form = document.querySelector("[data-grid]");
  if (!form || !form.dataset.cells) return;
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const phone = window.matchMedia("(max-width: 767.98px)");
  const marks = $("[data-marks]").content;
  const inputs = $$("[data-cell]", form);
  const token = $("input[name=csrfmiddlewaretoken]", form).value;
  const words = $("[data-save-words]", form);
  const iconPlace = $("[data-save-icon]", form);
  const saveLine = $("[data-save]", form);
  const undoButton = $("[data-undo]", form);
  const offline = $("[data-offline]");
  const RETRY_MS = 8000;
  const SAY_MS = 3000;

  form.classList.add("is-live");
  const rowOf = (input) => input.closest("[data-row]");
  const idOf = (input) => rowOf(input).dataset.row;
  const byId = new Map(inputs.map((input) => [idOf(input), input]));
  const noteOf = (input) => $("[data-note]", rowOf(input));
  const dirty = (input) => input.value.trim() !== input.dataset.saved.trim();
  const noteDirty = (input) => { const note = noteOf(input); return note && note.value.trim() !== note.dataset.saved.trim(); };

  /* The status line: one message at a time, at most one in three seconds, the last one always told. */
  let saidAt = 0;
  let waitingWords = 0;
  const status = (icon, text, bad = false) => {
    window.clearTimeout(waitingWords);
    iconPlace.replaceChildren($(`[data-${icon}]`, marks).firstElementChild.cloneNode(true));
    saveLine.classList.toggle("is-bad", bad);
    const say = () => { words.textContent = text; saidAt = Date.now(); };
    const rest = SAY_MS - (Date.now() - saidAt);
    if (rest <= 0 || bad || words.textContent === "") say();
    else { waitingWords = window.setTimeout(say, rest); }
  };

  /* Saving: one request at a time; what changes meanwhile goes with the next one. */
  const pending = new Set();
  let busy = false;
  let retry = 0;
  let stopped = false;
  const unsaved = () => busy || pending.size > 0 || inputs.some((input) => dirty(input) || noteDirty(input));

  const queue = (input) => {
    pending.add(idOf(input));
    $("[data-now]", rowOf(input)).classList.add("td-unsaved");
    window.queueMicrotask(send);
  };

  const bodyOf = (ids) => {
    const body = new URLSearchParams();
    const sent = new Map();
    ids.forEach((id) => {
      const input = byId.get(id);
      const note = noteOf(input);
      body.set(`c${id}`, input.value);
      body.set(`v${id}`, $("[data-version]", rowOf(input)).value);
      if (note) body.set(`n${id}`, note.value);
      sent.set(id, { text: input.value, note: note ? note.value : "" });
    });
    return { body, sent };
  };

  const send = async () => {
    if (busy || stopped || pending.size === 0) return;
    const ids = Array.from(pending);
    pending.clear();
    busy = true;
    window.clearTimeout(retry);
    status("wait", "Đang lưu");
    const { body, sent } = bodyOf(ids);
    try {
      const response = await fetch(form.dataset.cells, {
        method: "POST", body, credentials: "same-origin", redirect: "manual",
        headers: { "X-CSRFToken": token, "X-Requested-With": "fetch", Accept: "application/json" },
      });
      const known = (response.headers.get("content-type") || "").includes("application/json");
      const answer = known ? await response.json() : null;
      if (offline) offline.hidden = true;
      busy = false;
      if (answer && answer.rows) took(answer, sent);
      else refused(ids, answer, response.status);
    } catch (error) {
      busy = false;
      ids.forEach((id) => pending.add(id));
      if (offline) offline.hidden = false;
      status("fail", `Chưa lưu được ${ids.length} ô, đang thử lại`, true);
      retry = window.setTimeout(send, RETRY_MS);
      return;
    }
    if (pending.size) send();
  };
  window.addEventListener("online", send);

  /* The session ended, the month was locked, the rights changed: what was typed stays, and the page says why. */
  const refused = (ids, answer, code) => {
    stopped = !answer;
    const text = answer
      ? [answer.error, ...(answer.reasons || [])].join(" ")
      : code === 0 || code === 401 ? "Phiên đăng nhập đã hết. Đăng nhập lại ở thẻ khác rồi bấm Lưu nháp."
      : code === 403 ? "Không có quyền nhập bảng này." : "Máy chủ báo lỗi, chưa lưu được. Bấm Lưu nháp để thử lại.";
    status("fail", text, true);
    if (window.thidua) window.thidua.say(text, "error");
  };

  const took = (answer, sent) => {
    answer.rows.forEach((row) => paint(row, sent.get(String(row.id))));
    answer.conflicts.forEach(conflict);
    count(answer.counts);
    if (answer.conflicts.length) status("fail", `${answer.conflicts.length} ô có người khác vừa sửa`, true);
    else if (!pending.size) status("ok", `Đã lưu nháp lúc ${answer.saved}`);
  };

  const paint = (told, sent) => {
    const input = byId.get(String(told.id));
    const row = rowOf(input);
    const note = noteOf(input);
    const typing = Boolean(sent) && input.value !== sent.text; // changed again while the first text was on its way
    input.dataset.saved = told.text;
    if (!typing) input.value = told.text;
    $("[data-version]", row).value = told.version;
    if (note) {
      if (!sent || note.value === sent.note) note.value = told.note;
      note.dataset.saved = told.note;
      note.setAttribute("value", told.note);
    }
    input.className = `td-cell${told.tone ? ` is-${told.tone}` : ""}`;
    if (told.tone === "bad") input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
    const mark = told.tone === "bad" || told.tone === "warn" ? $(`[data-${told.tone}]`, marks).firstElementChild.cloneNode(true) : "";
    $("[data-mark]", row).replaceChildren(mark);
    $("[data-now]", row).classList.toggle("td-unsaved", dirty(input) || Boolean(noteDirty(input)));
    $$("[data-total]", row).forEach((place) => { place.textContent = told.total; });
    $("[data-share]", row).innerHTML = told.share;
    $("[data-message]", row).innerHTML = told.message;
    readAs(input, sent, told);
    wantNote(input);
  };

  /* `1.234` was read as 1234: said once, beside the cell. */
  const readAs = (input, sent, told) => {
    if (!sent || told.tone === "bad" || input.dataset.readAs || !/^\d{1,3}(\.\d{3})+$/.test(sent.text.trim())) return;
    input.dataset.readAs = "1";
    const line = document.createElement("span");
    line.className = "td-cellmsg muted";
    line.textContent = `Đọc là ${told.text}`;
    $("[data-message]", rowOf(input)).append(line);
  };

  const wantNote = (input) => {
    const note = noteOf(input);
    if (!note) return;
    const wanted = input.classList.contains("is-warn");
    note.classList.toggle("is-wanted", wanted);
    note.placeholder = wanted ? "Lý do" : "Ghi chú";
  };

  /* Two people, one cell: both figures are shown, and somebody chooses. */
  const conflict = (told) => {
    const input = byId.get(String(told.id));
    const row = rowOf(input);
    const place = $("[data-message]", row);
    const line = document.createElement("span");
    line.className = "td-cellmsg bad";
    line.id = `m${told.id}`;
    const text = document.createElement("span");
    text.textContent = `${told.who} vừa ghi “${told.theirs}”, ở đây là “${told.yours}”. `;
    const choose = (label, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "td-linkbtn";
      button.textContent = label;
      button.addEventListener("click", () => { place.replaceChildren(); act(); input.focus(); });
      text.append(button, " ");
    };
    choose(`Giữ “${told.theirs}”`, () => {
      input.value = told.theirs;
      input.dataset.saved = told.theirs;
      $("[data-version]", row).value = told.version;
      queue(input);
    });
    choose(`Ghi “${told.yours}”`, () => {
      input.value = told.yours;
      $("[data-version]", row).value = told.version;
      queue(input);
    });
    line.append($("[data-alert]", marks).firstElementChild.cloneNode(true), text);
    place.replaceChildren(line);
    place.setAttribute("role", "alert");
  };

  const count = (counts) => {
    Object.entries(counts).forEach(([name, number]) => {
      $$(`[data-count=${name}]`, form).forEach((place) => { place.textContent = String(number); });
      $$(`[data-when=${name}]`, form).forEach((place) => { place.hidden = number === 0; });
    });
  };

  /* Moving about. */
  const usable = () => inputs.filter((input) => input.offsetParent !== null);
  const go = (input, step) => {
    const list = usable();
    const next = list[list.indexOf(input) + step];
    if (!next) { input.blur(); input.focus(); return; }
    next.readOnly = false;
    next.focus();
    next.select();
  };
  const store = (input) => { if (dirty(input) || noteDirty(input)) queue(input); };

  form.addEventListener("change", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && event.target.matches("[data-cell], [data-note]")) store(byId.get(row.dataset.row));
  });
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-cell]") && !event.target.readOnly && !phone.matches) event.target.select();
  });
  form.addEventListener("input", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row || !event.target.matches("[data-cell], [data-note]")) return;
    const input = byId.get(row.dataset.row);
    $("[data-now]", row).classList.toggle("td-unsaved", dirty(input) || Boolean(noteDirty(input)));
  });
  form.addEventListener("keydown", (event) => {
    const input = event.target;
    const inCell = input.matches("[data-cell]");
    if (!inCell && !input.matches("[data-note]")) return;
    const cell = inCell ? input : byId.get(input.closest("[data-row]").dataset.row);
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      store(cell);
      go(cell, event.shiftKey ? -1 : 1);
    } else if (inCell && (event.key === "ArrowDown" || event.key === "ArrowUp") && !event.altKey) {
      event.preventDefault();
      store(cell);
      go(cell, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      input.value = input.dataset.saved;
      $("[data-now]", rowOf(cell)).classList.toggle("td-unsaved", dirty(cell) || Boolean(noteDirty(cell)));
      if (inCell) input.select();
    } else if (inCell && event.key === "F2") {
      event.preventDefault();
      input.setSelectionRange(input.value.length, input.value.length);
    } else if (inCell && event.key === "?") {
      event.preventDefault();
      $("#phim-o").showModal();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (event.key.toLowerCase() === "s") {
      event.preventDefault();
      saveAll();
    } else if (event.key === "Enter" && !$("dialog[open]")) {
      event.preventDefault();
      $("[data-submit]", form).click();
    }
  });
  const saveAll = () => {
    stopped = false;
    inputs.forEach(store);
    if (!pending.size && !busy) status("ok", words.textContent.startsWith("Đã lưu") ? words.textContent : "Không có ô nào chưa lưu");
  };
  $("[data-draft]", form).addEventListener("click", (event) => { event.preventDefault(); saveAll(); });

  /* A column pasted from Excel goes straight down; one request, one undo. */
  let before = [];
  form.addEventListener("paste", (event) => {
    const input = event.target;
    if (!input.matches("[data-cell]")) return;
    const text = (event.clipboardData || window.clipboardData).getData("text");
    const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
    if (lines.length < 2 && !text.includes("\t")) return;
    event.preventDefault();
    if (lines.some((line) => line.replace(/\t+$/, "").includes("\t"))) {
      if (window.thidua) window.thidua.say("Khối dán có nhiều cột. Chép một cột số rồi dán lại.", "error");
      return;
    }
    const list = usable();
    const start = list.indexOf(input);
    const free = list.slice(start, start + lines.length);
    before = free.map((cell) => [cell, cell.value]);
    free.forEach((cell, place) => { cell.value = lines[place].replace(/\t+$/, "").trim(); store(cell); });
    const over = lines.length - free.length;
    if (window.thidua) window.thidua.say(`Đã dán ${free.length} ô${over > 0 ? `, thừa ${over} dòng không có chỗ` : ""}`);
    undoButton.hidden = false;
    const last = free[free.length - 1];
    last.focus();
  });
  undoButton.addEventListener("click", () => {
    before.forEach(([cell, text]) => { cell.value = text; store(cell); });
    if (before.length) before[0][0].focus();
    before = [];
    undoButton.hidden = true;
  });

  /* A link away takes along what has not been sent yet. */
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && inputs.some(dirty)) inputs.forEach(store);
  });

  /* On a phone the list is for reading; a tap opens one cell. */
  const reading = () => inputs.forEach((input) => { input.readOnly = phone.matches && document.activeElement !== input; });
  phone.addEventListener("change", reading);
  reading();
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
    if (!leaving && unsaved()) event.preventDefault();
  });

  inputs.forEach(wantNote);
})();
