/* Keys of a spreadsheet in the entry grid: moving, a block of cells, copy, fill down, undo and redo. */
(() => {
  "use strict";
  const grid = window.tdGrid;
  if (!grid) return;
  const { form, cells, cellOf, store, dot, keep, phone } = grid;
  const $ = (selector, root = document) => root.querySelector(selector);
  const say = (...words) => { if (window.thidua) window.thidua.say(...words); };

  /* Undo: what this hand changed, a step each; a step may hold many cells. A cell somebody else changed since is left. */
  const done = [];
  const undone = [];
  let step = null; // cells of the step that is being made
  const commit = (cell) => {
    if (cell.input.value === cell.last) { store(cell); return; }
    const item = { cell, before: cell.last, after: cell.input.value, remote: cell.remote };
    cell.last = cell.input.value;
    if (step) step.push(item); else done.push([item]);
    undone.length = 0;
    store(cell);
  };
  const together = (act) => {
    step = [];
    act();
    const made = step;
    step = null;
    if (made.length) done.push(made);
    return made;
  };
  const put = (cell, text) => {
    cell.input.value = text;
    dot(cell);
    commit(cell);
  };
  const back = (from, to, key) => {
    const items = from.pop();
    if (!items) { grid.status("ok", key === "before" ? "Không còn gì để hoàn tác" : "Không còn gì để làm lại"); return; }
    const free = items.filter((item) => item.cell.remote === item.remote);
    free.forEach(({ cell, [key]: text }) => { cell.input.value = text; cell.last = text; store(cell); dot(cell); });
    if (free.length) { to.push(free); focus(free[0].cell); }
    if (free.length < items.length) say(`${items.length - free.length} ô đã có người khác sửa nên giữ nguyên`, "error");
  };
  const undo = () => back(done, undone, "before");
  const redo = () => back(undone, done, "after");

  /* A block: from the cell where Shift was first held to the one that has the focus. */
  let anchor = -1;
  let last = -1;
  const block = () => (anchor < 0 ? [] : cells.slice(Math.min(anchor, last), Math.max(anchor, last) + 1));
  const draw = (on) => block().forEach((cell) => cell.box.classList.toggle("is-picked", on));
  const drop = () => { draw(false); anchor = last = -1; };
  const extend = (cell, move) => {
    const to = cells[cell.place + move];
    if (!to) return;
    draw(false);
    if (anchor < 0) anchor = cell.place;
    last = to.place;
    draw(true);
    focus(to);
    if (!phone.matches) grid.status("ok", `Đang chọn ${block().length} ô`);
  };

  const whole = (input) => input.selectionStart === 0 && input.selectionEnd === input.value.length;
  const focus = (cell) => {
    if (cell.input.readOnly) cell.input.readOnly = false;
    cell.input.focus(); // which selects, see "focusin"; to select again would lay out the page again
    if (!whole(cell.input)) cell.input.select();
  };
  const go = (cell, move) => {
    const next = cells[cell.place + move];
    if (next) focus(next);
    else { commit(cell); cell.input.select(); }
  };

  form.addEventListener("change", (event) => {
    const cell = cellOf(event.target);
    if (cell && event.target.matches("[data-cell], [data-note]")) commit(cell);
  });
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-cell]") && !event.target.readOnly && !phone.matches) event.target.select();
  });
  form.addEventListener("pointerdown", drop);

  const plain = {
    Enter: (cell, event) => { commit(cell); go(cell, event.shiftKey ? -1 : 1); },
    ArrowDown: (cell, event) => { commit(cell); if (event.shiftKey) extend(cell, 1); else go(cell, 1); },
    ArrowUp: (cell, event) => { commit(cell); if (event.shiftKey) extend(cell, -1); else go(cell, -1); },
    F2: (cell) => cell.input.setSelectionRange(cell.input.value.length, cell.input.value.length),
    "?": () => $("#phim-o").showModal(),
    Delete: (cell) => {
      const many = block().length > 1 ? block() : [cell];
      together(() => many.forEach((one) => put(one, "")));
      if (many.length > 1) grid.status("ok", `Đã xóa ${many.length} ô`);
    },
  };
  const withControl = {
    d: (cell) => {
      const many = block().length > 1 ? block() : [cells[cell.place - 1], cell].filter(Boolean);
      together(() => many.slice(1).forEach((one) => put(one, many[0].input.value)));
    },
    z: undo,
    y: redo,
  };

  form.addEventListener("keydown", (event) => {
    const input = event.target;
    const cell = cellOf(input);
    if (!cell || event.isComposing || !input.matches("[data-cell], [data-note]")) return;
    const key = event.key;
    if (event.ctrlKey || event.metaKey) { controlKey(event, cell); return; }
    if (event.altKey || key === "Shift") return;
    if (key === "Escape") {
      event.preventDefault();
      const field = input.matches("[data-cell]") ? cell.input : input;
      field.value = field.dataset.saved;
      cell.last = cell.input.value;
      drop();
      dot(cell);
      keep();
      field.select();
      return;
    }
    const act = plain[key];
    const inCell = input === cell.input;
    if (!act || (!inCell && key !== "Enter")) { if (key.length === 1) drop(); return; }
    if (key === "Delete" && block().length < 2 && !whole(input)) return; // inside the text it takes one letter
    if (!(event.shiftKey && key.startsWith("Arrow")) && key !== "Delete") drop();
    event.preventDefault();
    act(cell, event);
  });
  const controlKey = (event, cell) => {
    const act = event.altKey ? null : withControl[event.shiftKey && event.key.toLowerCase() === "z" ? "y" : event.key.toLowerCase()];
    if (!act || event.target !== cell.input) return;
    if (act === undo && cell.input.value !== cell.last) return; // still typing: the browser's own undo
    event.preventDefault();
    act(cell);
  };

  form.addEventListener("copy", (event) => {
    const many = block();
    if (many.length < 2 || !event.clipboardData) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", many.map((cell) => cell.input.value).join("\r\n"));
    grid.status("ok", `Đã chép ${many.length} ô`);
  });

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || $("dialog[open]")) return;
    if (event.key.toLowerCase() === "s") {
      event.preventDefault();
      cells.forEach((cell) => { if (grid.open(cell)) commit(cell); });
      grid.saveAll();
    } else if (event.key === "Enter") {
      event.preventDefault();
      $("[data-submit]", form).click();
    }
  });

  window.tdGridKeys = Object.freeze({ put, together, undo, focus });
})();
