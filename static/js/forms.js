/* Forms: ask before acts that cannot be undone, send once, error summary first, files by drop, filters by themselves. */
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const same = (a, b) => a.normalize("NFC").trim().toLocaleUpperCase("vi") === b.normalize("NFC").trim().toLocaleUpperCase("vi");

  /* <form data-confirm="Khóa danh sách 221 đề nghị?" data-confirm-text="…" data-confirm-verb="Khóa danh sách"
     data-confirm-word="KHÓA" data-confirm-tone="danger">: the dialog of the page asks, then the form goes. */
  const dialog = document.getElementById("td-confirm");
  let waiting = null;
  if (dialog) {
    const ok = $("button[type=submit]", dialog);
    const word = $("#td-confirm-w", dialog);
    const wordBox = $("[data-confirm-word]", dialog);
    const check = () => { ok.disabled = !wordBox.hidden && !same(word.value, $("b", wordBox).textContent); };
    word.addEventListener("input", check);
    document.addEventListener("submit", (event) => {
      const form = event.target;
      const source = event.submitter && event.submitter.dataset.confirm ? event.submitter : form;
      if (!source.dataset.confirm || form.dataset.confirmed) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting = { form, submitter: event.submitter };
      $("#td-confirm-t", dialog).textContent = source.dataset.confirm;
      $("#td-confirm-d", dialog).textContent = source.dataset.confirmText || "";
      ok.textContent = source.dataset.confirmVerb || (event.submitter && event.submitter.textContent.trim()) || "Đồng ý";
      ok.className = source.dataset.confirmTone === "danger" ? "btn btn-danger" : "btn btn-primary";
      wordBox.hidden = !source.dataset.confirmWord;
      $("b", wordBox).textContent = source.dataset.confirmWord || "";
      word.value = "";
      check();
      dialog.returnValue = "";
      dialog.showModal();
      (wordBox.hidden ? $("[data-close]", dialog) : word).focus();
    }, true);
    $("form", dialog).addEventListener("submit", (event) => { if (ok.disabled) event.preventDefault(); });
    dialog.addEventListener("close", () => {
      const { form, submitter } = waiting || {};
      waiting = null;
      if (!form || dialog.returnValue !== "ok") return;
      form.dataset.confirmed = "1";
      form.requestSubmit(submitter && submitter.form === form ? submitter : undefined);
      delete form.dataset.confirmed;
    });
  }

  /* A word typed inside the dialog of a move opens its button. */
  const guard = (form) => {
    const field = $("[data-word-input]", form);
    const button = $("button[type=submit]", form);
    const check = () => { button.disabled = !same(field.value, form.dataset.word); };
    field.addEventListener("input", check);
    check();
  };
  $$("form[data-word]").forEach(guard);

  /* An empty box that must be filled: the browser says so in its own language, here in Vietnamese. What was said is
     taken back before the next try, also of a box that a script filled. */
  const EMPTY = { checkbox: "Đánh dấu ô này.", radio: "Chọn một mục.", "select-one": "Chọn một mục.", file: "Chọn tệp." };
  const told = new Set();
  const takeBack = () => { told.forEach((box) => box.setCustomValidity("")); told.clear(); };
  document.addEventListener("invalid", ({ target: box }) => {
    if (!box.validity.valueMissing) return;
    box.setCustomValidity(EMPTY[box.type] || "Nhập ô này.");
    told.add(box);
  }, true);
  ["input", "change", "click", "keydown"].forEach((kind) => document.addEventListener(kind, takeBack, true));

  /* Sent once: the button keeps its width and says so; coming back by the back button frees it. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || (form.method || "get").toLowerCase() !== "post" || form.matches("[data-free]")) return;
    if (form.hasAttribute("hx-post") || (event.submitter && event.submitter.hasAttribute("hx-post"))) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    const button = event.submitter || $("button[type=submit]", form);
    if (!button) return;
    const width = button.getBoundingClientRect().width;
    window.setTimeout(() => {
      button.setAttribute("aria-busy", "true");
      button.setAttribute("aria-disabled", "true");
      if (width > 90 && button.matches(".btn")) {
        button.dataset.words = button.innerHTML;
        button.style.setProperty("min-width", `${width}px`);
        button.textContent = "Đang gửi";
      }
    }, 0);
    if (form.hasAttribute("data-download")) window.setTimeout(() => release(form), 4000);
  });
  const release = (form) => {
    delete form.dataset.sent;
    $$("[aria-busy]", form).forEach((button) => {
      button.removeAttribute("aria-busy");
      button.removeAttribute("aria-disabled");
      if (button.dataset.words) { button.innerHTML = button.dataset.words; delete button.dataset.words; }
    });
  };
  /* The same for forms that htmx sends; the button keeps the focus. */
  const byHtmx = (event) => event.detail.elt instanceof HTMLFormElement && event.detail.requestConfig.verb !== "get" && event.detail.elt;
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = byHtmx(event);
    if (!form) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    $$("button[type=submit]", form).forEach((button) => button.setAttribute("aria-busy", "true"));
  });
  document.addEventListener("htmx:afterRequest", (event) => { const form = byHtmx(event); if (form) release(form); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) $$("form[data-sent]").forEach(release); });

  /* A page that follows something (hx-trigger="every 5s") never refreshes under a hand: not while a form is on its way or
     a question is open, and not over what was typed or ticked. Then its element [data-held] says that something changed. */
  const follows = (event) => (event.detail.elt.getAttribute("hx-trigger") || "").startsWith("every");
  const changed = (field) => field.type !== "hidden" && (field.options
    ? Array.from(field.options).some((option) => option.selected !== option.defaultSelected) && field.selectedIndex > 0
    : field.checked !== field.defaultChecked || field.value !== field.defaultValue);
  const sending = () => $("form[data-sent], dialog[open]");
  const typed = () => $$("main :is(input, select, textarea)").some((field) => field.form && changed(field));
  document.addEventListener("htmx:beforeRequest", (event) => { if (follows(event) && sending()) event.preventDefault(); });
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (!follows(event)) return;
    const refresh = event.detail.xhr.getResponseHeader("HX-Refresh") === "true";
    const held = $("[data-held]", event.detail.elt);
    if (!sending() && !(refresh && typed())) return;
    event.preventDefault();
    if (held && !sending()) held.hidden = false;
  });

  /* What is wrong comes first. */
  const summary = $("[data-error-summary]");
  if (summary) summary.focus();
  else {
    const first = $("[data-first]:not([type=hidden])");
    if (first && !document.activeElement.matches("input, textarea, select")) first.focus({ preventScroll: true });
  }

  /* Leaving a page with typed but unsent values asks first (forms marked data-warn). */
  let dirty = false;
  document.addEventListener("input", (event) => { if (event.target.closest("form[data-warn]") && !event.target.matches("[data-filter-list]")) dirty = true; });
  document.addEventListener("submit", () => { dirty = false; });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });

  /* Filters send themselves; without htmx by a plain GET. */
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-filter]:not([hx-get]), form[data-auto]");
    if (form) form.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    const more = event.target.closest("[data-filter-more]");
    if (!more) return;
    const open = more.closest("form").classList.toggle("is-open");
    more.setAttribute("aria-expanded", String(open));
  });

  /* File fields: drop, and the name of what was chosen. */
  $$("[data-drop]").forEach((box) => {
    const input = $("input[type=file]", box);
    const text = $("[data-drop-text]", box);
    if (!input) return;
    const idle = text.innerHTML;
    const show = () => {
      const names = Array.from(input.files).map((file) => file.name);
      if (names.length) text.textContent = names.length > 2 ? `${names.length} tệp: ${names[0]}, …` : names.join(", ");
      else text.innerHTML = idle;
    };
    input.addEventListener("change", show);
    ["dragenter", "dragover"].forEach((kind) => box.addEventListener(kind, (event) => { event.preventDefault(); box.classList.add("is-over"); }));
    ["dragleave", "drop"].forEach((kind) => box.addEventListener(kind, () => box.classList.remove("is-over")));
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });

  /* Show or hide a password. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-password]");
    if (!button) return;
    const input = document.getElementById(button.dataset.password);
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    button.setAttribute("aria-label", shown ? "Hiện mật khẩu" : "Ẩn mật khẩu");
    $$("use", button).forEach((use) => use.setAttribute("href", use.getAttribute("href").replace(/#i-.*/, shown ? "#i-eye" : "#i-eye-off")));
  });
  const caps = (event) => {
    if (!event.target.matches || !event.target.matches("input[type=password]") || !event.getModifierState) return;
    const hint = $("[data-caps]", event.target.form);
    if (hint) hint.hidden = !event.getModifierState("CapsLock");
  };
  document.addEventListener("keyup", caps);

  /* Tick all, and the bulk bar that says how many. */
  document.addEventListener("change", (event) => {
    const all = event.target.closest("[data-pick-all]");
    if (!all && !event.target.closest("[data-pick]")) return;
    const scope = event.target.closest("[data-picks]") || document;
    const boxes = $$("[data-pick]", scope);
    /* Where the list is filtered, all means all in sight. */
    const seen = boxes.filter((box) => !box.closest("[data-filter-text][hidden]"));
    if (all) seen.forEach((box) => { box.checked = all.checked; });
    const count = boxes.filter((box) => box.checked).length;
    boxes.forEach((box) => { const row = box.closest("tr"); if (row) row.classList.toggle("is-selected", box.checked); });
    const head = $("[data-pick-all]", scope);
    if (head) { head.checked = count > 0 && count === boxes.length; head.indeterminate = count > 0 && count < boxes.length; }
    $$("[data-bulk]", scope).forEach((bar) => { bar.hidden = count === 0; const number = $("[data-bulk-count]", bar); if (number) number.textContent = String(count); });
  });
})();
