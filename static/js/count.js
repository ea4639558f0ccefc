/* One counter's sheet: sums while typing, keys to walk the grid. The server decides; nothing is refused here. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-count]");
  if (!form) return;
  const $ = (selector, root = form) => root.querySelector(selector);
  const $$ = (selector, root = form) => Array.from(root.querySelectorAll(selector));
  const returned = Number(form.dataset.returned);
  const whole = $("#w");
  const progress = $("[data-progress]");

  /* "" = not typed, NaN = not a whole number from 0 up. */
  const read = (input) => {
    const text = input.value.trim();
    if (text === "") return "";
    return /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  };
  const wholeInvalid = () => { const n = read(whole); return n === "" || Number.isNaN(n) ? 0 : n; };

  const checkLine = (row, papers, most) => {
    const boxes = $$("[data-figure]", row);
    const values = boxes.map(read);
    const sum = $("[data-sum]", row);
    const typed = values.some((value) => value !== "");
    const complete = boxes.every((box, i) => values[i] !== "" || box.placeholder === "0");
    let total = values.reduce((all, value) => all + (value === "" ? 0 : value), 0);
    let ok = complete && !Number.isNaN(total);
    if (most) ok = ok && total <= papers; else ok = ok && total === papers;
    sum.textContent = !typed || most ? "" : Number.isNaN(total) ? "?" : String(total);
    row.classList.toggle("is-wrong", typed && !ok && (complete || Number.isNaN(total)));
    row.classList.toggle("is-right", ok);
    return { complete, wrong: typed && complete && !ok };
  };

  const checkPapers = (group, papers) => {
    const figure = (key) => { const value = read($(`[data-paper="${key}"]`, group)); return value; };
    const [valid, blank, invalid] = ["valid", "blank", "invalid"].map(figure);
    const said = $("[data-papers-sum]", group);
    if (valid === "") { said.textContent = ""; return { complete: false, wrong: false, valid: papers }; }
    const total = valid + (blank || 0) + (invalid || 0);
    const most = Number(group.dataset.pickMost);
    const votes = $$("[data-figure]", group).map(read).reduce((all, value) => all + (value === "" ? 0 : value), 0);
    const typed = $$("[data-figure]", group).every((box) => read(box) !== "");
    const wrong = total !== papers || (typed && (votes < valid || votes > valid * most));
    said.textContent = `Cộng ${total} / ${papers} phiếu; ${votes} lượt chọn / nhiều nhất ${valid * most}`;
    said.classList.toggle("bad", wrong);
    return { complete: true, wrong, valid };
  };

  const check = () => {
    const papers = returned - wholeInvalid();
    $$("[data-valid]").forEach((place) => { place.textContent = String(papers); });
    let lines = 0;
    let done = 0;
    let wrong = 0;
    $$("[data-group]").forEach((group) => {
      const most = Number(group.dataset.pickMost || 0);
      let limit = papers;
      if (most) {
        const state = checkPapers(group, papers);
        limit = state.valid === "" ? papers : state.valid;
        if (state.wrong) wrong += 1;
      }
      $$("[data-line]", group).forEach((row) => {
        const state = checkLine(row, limit, most);
        lines += 1;
        if (state.complete) done += 1;
        if (state.wrong) wrong += 1;
      });
    });
    if (progress) progress.textContent = `Đã nhập ${done}/${lines} dòng` + (wrong ? `, ${wrong} chỗ chưa khớp ${papers} phiếu` : "");
  };

  /* Enter and the arrows go down and up the same column, Ctrl+S keeps a draft. */
  const boxes = () => $$("[data-figure]:not([readonly])");
  const column = (box) => { const cell = box.closest("td"); return Array.from(cell.parentNode.children).indexOf(cell); };
  const step = (box, way) => {
    const same = boxes().filter((other) => column(other) === column(box));
    const next = same[same.indexOf(box) + way];
    if (next) { next.focus(); next.select(); }
  };
  form.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.dispatchEvent(new Event("change", { bubbles: true }));
      return;
    }
    if (!event.target.matches("[data-figure], #w, [data-paper]")) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (event.target.matches("[data-figure]")) step(event.target, event.shiftKey ? -1 : 1);
      else { const first = boxes()[0]; if (first) first.focus(); }
    }
    if (event.target.matches("[data-figure]") && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      step(event.target, event.key === "ArrowDown" ? 1 : -1);
    }
  });
  form.addEventListener("focusin", (event) => { if (event.target.matches("[data-figure]")) event.target.select(); });
  form.addEventListener("input", check);
  check();
})();
