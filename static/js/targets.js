/* The grid of targets: arrows and Enter walk, a block is pasted from a spreadsheet, Ctrl+D and Ctrl+R fill, Ctrl+Z takes back.
   Everything is only typed into the cells: the button saves, the server reads and judges. */
(() => {
  "use strict";
  const form = document.querySelector("[data-targets]");
  if (!form) return;
  const cells = Array.from(form.querySelectorAll("input.td-cell"));
  const lines = Array.from(form.querySelectorAll("tbody tr")).map((row) => Array.from(row.querySelectorAll("td.td-targets__cell"), (cell) => cell.querySelector("input.td-cell"))).filter((line) => line.some(Boolean));
  const where = new Map();
  lines.forEach((line, y) => line.forEach((cell, x) => { if (cell) where.set(cell, { x, y }); }));
  const count = document.querySelector("[data-target-count]");
  const says = document.querySelector("[data-target-says]");
  const past = [];

  const mark = () => {
    const changed = cells.filter((cell) => { const is = cell.value.trim() !== cell.defaultValue.trim(); cell.classList.toggle("is-changed", is); return is; });
    if (count) count.textContent = changed.length ? `${changed.length} ô đã đổi, chưa lưu` : "";
  };
  const write = (changes) => {
    const before = changes.filter(([cell, text]) => cell.value !== text).map(([cell]) => [cell, cell.value]);
    changes.forEach(([cell, text]) => { cell.value = text; });
    if (before.length) { past.push(before); before[0][0].dispatchEvent(new Event("input", { bubbles: true })); }
    mark();
    return before.length;
  };
  const go = (cell, dx, dy) => {
    let { x, y } = where.get(cell);
    for (x += dx, y += dy; y >= 0 && y < lines.length && x >= 0 && x < lines[y].length; x += dx, y += dy) {
      const next = lines[y][x];
      if (next) { next.focus(); next.select(); return true; }
    }
    return false;
  };

  form.addEventListener("input", (event) => { if (event.target.matches("input.td-cell")) mark(); });
  form.addEventListener("focusin", (event) => { if (event.target.matches("input.td-cell")) event.target.dataset.before = event.target.value; });
  form.addEventListener("change", (event) => {
    const cell = event.target;
    if (cell.matches("input.td-cell") && cell.dataset.before !== undefined && cell.dataset.before !== cell.value) past.push([[cell, cell.dataset.before]]);
  });
  form.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!cell.matches("input.td-cell")) return;
    const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    const at = (end) => cell.selectionStart === cell.selectionEnd && cell.selectionStart === end;
    const key = event.key;
    const ctrl = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (key === "Enter") go(cell, 0, event.shiftKey ? -1 : 1);
    else if (key === "ArrowDown") go(cell, 0, 1);
    else if (key === "ArrowUp") go(cell, 0, -1);
    else if (key === "ArrowRight" && !event.shiftKey && (whole || at(cell.value.length))) { if (!go(cell, 1, 0)) return; }
    else if (key === "ArrowLeft" && !event.shiftKey && (whole || at(0))) { if (!go(cell, -1, 0)) return; }
    else if (key === "F2") cell.setSelectionRange(cell.value.length, cell.value.length);
    else if (key === "Escape") { cell.value = cell.dataset.before || ""; mark(); cell.select(); }
    else if (ctrl && key.toLowerCase() === "d") fill(cell, 0, -1);
    else if (ctrl && key.toLowerCase() === "r") fill(cell, -1, 0);
    else if (ctrl && key.toLowerCase() === "z" && past.length && cell.value === (cell.dataset.before ?? cell.value)) {
      const step = past.pop();
      step.forEach(([one, text]) => { one.value = text; one.dataset.before = text; });
      mark();
      step[0][0].focus();
      step[0][0].select();
    } else return;
    event.preventDefault();
  });
  /* From the cell above or on the left. */
  const fill = (cell, dx, dy) => {
    const { x, y } = where.get(cell);
    const source = lines[y + dy] && lines[y + dy][x + dx];
    if (source) { write([[cell, source.value]]); cell.dataset.before = cell.value; cell.select(); }
  };

  form.addEventListener("paste", (event) => {
    const cell = event.target;
    if (!cell.matches("input.td-cell")) return;
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    const block = text.split("\n").map((line) => line.split("\t"));
    if (block.length === 1 && block[0].length === 1) return;
    event.preventDefault();
    const { x, y } = where.get(cell);
    const changes = [];
    let lost = 0;
    block.forEach((line, dy) => line.forEach((value, dx) => {
      const target = lines[y + dy] && lines[y + dy][x + dx];
      if (target) changes.push([target, value.trim()]);
      else if (value.trim()) lost += 1;
    }));
    const changed = write(changes);
    changes.forEach(([one]) => { one.dataset.before = one.value; });
    says.textContent = `Đã dán ${block.length} dòng × ${Math.max(...block.map((line) => line.length))} cột: ${changed} ô thay đổi${lost ? `, ${lost} ô nằm ngoài bảng hoặc chỉ xem nên bỏ qua` : ""}. Chưa lưu.`;
  });
  mark();
})();
