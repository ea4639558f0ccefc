/* A block copied from Excel: a column of figures goes straight down the grid, anything else opens the preview. */
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  /* On its own page: pasting into the box shows the preview at once. */
  const box = $("[data-paste-box]");
  if (box) box.addEventListener("paste", () => window.setTimeout(() => { if (box.value.trim()) box.form.requestSubmit(); }, 0));

  /* The preview: Enter in a field reads the block again and goes on to the next fault, then to the button. */
  let onwards = false;
  const next = (form) => $("[aria-invalid=true]", form) || $("[data-write]:not([disabled])", form) || $("[data-close], a.btn", form);
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest && event.target.closest("[data-preview]");
    if (!form || event.key !== "Enter" || event.ctrlKey || !event.target.matches("input:not([type=checkbox])")) return;
    event.preventDefault();
    onwards = true;
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("htmx:afterSettle", () => {
    const form = $("[data-preview]");
    if (!form || !onwards) return;
    onwards = false;
    const field = next(form);
    if (field) { field.focus(); if (field.select) field.select(); }
  });

  const grid = window.tdGrid;
  const keys = window.tdGridKeys;
  if (!grid || !keys) return;
  const { form } = grid;
  const say = (...words) => { if (window.thidua) window.thidua.say(...words); };
  const dialog = $("#dan-excel");
  const place = $("[data-paste-place]");

  const preview = async (text, start) => {
    const body = new URLSearchParams({ text, start });
    let response;
    try {
      response = await fetch(form.dataset.paste, {
        method: "POST", body, credentials: "same-origin", redirect: "manual",
        headers: { "X-CSRFToken": $("input[name=csrfmiddlewaretoken]", form).value, "HX-Request": "true" },
      });
    } catch { response = null; }
    if (!response || response.status !== 200) { say("Chưa mở được bản xem trước: chưa kết nối được máy chủ. Khối vừa chép vẫn còn, dán lại sau.", "error"); return; }
    place.innerHTML = await response.text();
    const shown = $("[data-preview]", place);
    $("#dan-excel-t").textContent = shown.dataset.title;
    window.htmx.process(place);
    dialog.showModal();
    const field = next(shown);
    if (field) { field.focus(); if (field.select) field.select(); }
  };
  dialog.addEventListener("close", () => place.replaceChildren());

  /* Every line of the table that belongs to a criterion, open or not: a column keeps its order. */
  const lines = $$("tbody tr[id^=r]", form);
  const WORD = /\p{L}{3}/u;
  const PASS = new Set(["dat", "khong", "khong dat", "chua dat", "hoan thanh"]);
  const isFigure = (text) => !WORD.test(text) || PASS.has(window.thidua.fold(text));

  const fill = (cell, figures) => {
    const from = lines.indexOf(cell.row);
    const goal = lines.slice(from, from + figures.length);
    const shut = [];
    const made = keys.together(() => goal.forEach((row, number) => {
      const one = grid.cellOf(row);
      if (one) keys.put(one, figures[number]);
      else if (figures[number]) shut.push(row.cells[0].textContent.trim());
    }));
    const over = figures.length - goal.length;
    const open = goal.length - shut.length;
    const more = [over > 0 ? `thừa ${over} dòng không có chỗ` : "", shut.length ? `bỏ ra ${shut.length} ô không mở: ${shut.slice(0, 6).join(", ")}` : ""].filter(Boolean);
    const button = $("[data-undo]", form);
    const undo = () => { button.hidden = true; keys.undo(); };
    button.hidden = made.length === 0;
    button.onclick = undo;
    say([`Đã dán ${open} ô`, ...more].join(", "), "success", made.length ? { label: "Hoàn tác", act: undo } : null);
    const end = goal.map((row) => grid.cellOf(row)).filter(Boolean).pop();
    if (end) keys.focus(end);
  };

  form.addEventListener("paste", (event) => {
    if (!event.target.matches("[data-cell]")) return;
    const cell = grid.cellOf(event.target);
    const text = (event.clipboardData || window.clipboardData).getData("text");
    const rows = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
    const flat = rows.every((row) => !row.replace(/\t+$/, "").includes("\t"));
    if (rows.length < 2 && flat && (isFigure(text) || text.length < 40)) return; // one value: as in any field
    event.preventDefault();
    const figures = rows.map((row) => row.replace(/\t+$/, "").trim());
    if (flat && !text.includes('"') && figures.every(isFigure)) fill(cell, figures);
    else preview(text, cell.id);
  });

  /* The first page after a paste was written: its message can take it back. */
  const taken = $("[data-undo-paste]", form);
  const toast = $("[data-toasts] [data-toast]");
  if (form.dataset.pasted && taken && toast) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Hoàn tác";
    button.addEventListener("click", () => taken.click());
    toast.querySelector("[data-toast-close]").before(button);
  }
})();
