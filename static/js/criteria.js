/* The editor of a score table: rows moved by hand, by Alt and arrows, by buttons; sums as they would be; one form saves the
   whole order. The server keeps the truth: it refuses an order made from a table that has changed since. Without this file the
   buttons of a row move it one by one. */
(() => {
  "use strict";
  const body = document.querySelector("[data-outline]");
  if (!body) return;
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const table = body.closest("table");
  const bar = $("[data-order-bar]");
  const says = $("[data-order-says]");
  const rows = () => $$("tr[data-row]", body);
  const depth = (row) => Number(row.dataset.depth);
  const isGroup = (row) => row.dataset.kind === "group";
  const isFixed = (row) => row.hasAttribute("data-fixed");
  const name = (row) => `${row.dataset.code} ${$("[data-name]", row).firstElementChild ? $("[data-name]", row).firstElementChild.textContent : ""}`.trim();

  /* The tree is the list with depths: a branch is a row and all deeper ones right after it. */
  const branch = (row) => {
    const list = rows();
    const found = [row];
    for (let at = list.indexOf(row) + 1; at < list.length && depth(list[at]) > depth(row); at += 1) found.push(list[at]);
    return found;
  };
  const parentOf = (row) => row.dataset.parent ? document.getElementById(`tc-${row.dataset.parent}`) : null;
  const siblings = (row) => rows().filter((one) => one.dataset.parent === row.dataset.parent);
  const place = (moving, before, parent) => {
    const by = (parent ? depth(parent) + 1 : 0) - depth(moving[0]);
    moving.forEach((row) => setDepth(row, depth(row) + by));
    moving[0].dataset.parent = parent ? parent.dataset.row : "";
    moving.forEach((row) => body.insertBefore(row, before));
  };
  const setDepth = (row, level) => {
    $("[data-name]", row).classList.replace(`td-depth-${row.dataset.depth}`, `td-depth-${level}`);
    row.dataset.depth = String(level);
    if (isGroup(row)) { row.classList.toggle("td-group", level === 0); row.classList.toggle("td-subgroup", level > 0); }
  };

  /* Whole numbers of hundredths: no sum is ever a hair off. */
  const cents = (text) => Math.round(Number(text) * 100);
  const typedCents = (text) => {
    const plain = text.trim().replace(/\s/g, "").replace(/\.(?=\d{3}(\D|$))/g, "").replace(",", ".");
    return plain === "" || Number.isNaN(Number(plain)) ? null : cents(plain);
  };
  const told = (value) => {
    const [whole, rest] = (Math.abs(value) / 100).toFixed(2).split(".");
    const tail = rest.replace(/0+$/, "");
    return (value < 0 ? "−" : "") + whole.replace(/\B(?=(\d{3})+$)/g, ".") + (tail ? `,${tail}` : "");
  };
  let typing = null; // the row whose form is open, with what its form says now
  const pointsOf = (row) => typing && typing.row === row && typing.points !== null ? typing.points : cents(row.dataset.points);
  const kindOf = (row) => typing && typing.row === row && typing.kind ? typing.kind : row.dataset.kind;

  const sums = () => {
    const list = rows();
    const below = new Map();
    const top = [];
    list.forEach((row) => { const key = row.dataset.parent; if (key) { if (!below.has(key)) below.set(key, []); below.get(key).push(row); } else top.push(row); });
    const onlyBonus = (row) => kindOf(row) === "group" ? (below.get(row.dataset.row) || []).length > 0 && below.get(row.dataset.row).every(onlyBonus) : kindOf(row) === "bonus";
    const counted = (row) => kindOf(row) === "bonus" || kindOf(row) === "gate" || (kindOf(row) === "group" && onlyBonus(row)) ? 0 : pointsOf(row);
    const add = (some) => some.reduce((sum, row) => sum + counted(row), 0);
    let wrong = 0;
    list.forEach((row) => {
      const mark = $("[data-given]", row);
      if (!mark) return;
      const given = add(below.get(row.dataset.row) || []);
      mark.hidden = onlyBonus(row) || given === pointsOf(row);
      $("span", mark).textContent = told(given);
      if (!mark.hidden) wrong += 1;
    });
    const total = add(top);
    const wanted = cents(body.dataset.total);
    const words = $("[data-order-sum]");
    if (words) words.textContent = total === wanted && !wrong ? `Điểm khớp: ${told(total)}` : `Tổng ${told(total)} trên ${told(wanted)}${wrong ? `, ${wrong} nhóm chưa khớp` : ""}`;
    return { total, wanted, wrong };
  };

  /* What was done, to be taken back one by one. */
  const past = [];
  const snapshot = () => rows().map((row) => ({ row, parent: row.dataset.parent, level: depth(row) }));
  const restore = (state) => {
    state.forEach(({ row, parent, level }) => { setDepth(row, level); row.dataset.parent = parent; body.append(row); });
    closeInline();
  };
  const first = snapshot();
  const changed = () => rows().forEach((row, at) => {
    const was = first[at];
    row.classList.toggle("is-moved", was.row !== row || was.parent !== row.dataset.parent);
  });
  const after = (words) => {
    closeInline();
    changed();
    sums();
    const isDirty = past.length > 0;
    bar.hidden = !isDirty;
    table.classList.toggle("is-ordering", isDirty);
    bar.elements.thu_tu.value = JSON.stringify(rows().map((row) => [Number(row.dataset.row), row.dataset.parent ? Number(row.dataset.parent) : null]));
    if (isDirty) bar.elements.thu_tu.dispatchEvent(new Event("input", { bubbles: true }));
    says.textContent = words;
  };
  const act = (row, change, words) => {
    const before = snapshot();
    if (!change()) { says.textContent = words.no; return; }
    past.push(before);
    after(words.yes());
    row.scrollIntoView({ block: "nearest" });
  };
  $("[data-order-undo]", bar).addEventListener("click", () => {
    const before = past.pop();
    if (before) { restore(before); after("Đã hoàn tác."); }
  });

  const up = (row) => act(row, () => {
    const list = siblings(row);
    const other = list[list.indexOf(row) - 1];
    if (isFixed(row) || !other || isFixed(other)) return false;
    place(branch(row), other, parentOf(row));
    return true;
  }, { yes: () => `${name(row)} lên trên.`, no: "Đã ở đầu nhóm." });
  const down = (row) => act(row, () => {
    const list = siblings(row);
    const other = list[list.indexOf(row) + 1];
    if (isFixed(row) || !other || isFixed(other)) return false;
    place(branch(other), row, parentOf(row));
    return true;
  }, { yes: () => `${name(row)} xuống dưới.`, no: "Đã ở cuối nhóm." });
  const into = (row) => act(row, () => {
    const list = siblings(row);
    const group = list[list.indexOf(row) - 1];
    if (isFixed(row) || !group || !isGroup(group) || isFixed(group)) return false;
    const moving = branch(row);
    place(moving, moving[moving.length - 1].nextSibling, group);
    return true;
  }, { yes: () => `${name(row)} vào nhóm ${name(parentOf(row))}.`, no: "Dòng ngay trên cùng cấp không phải nhóm." });
  const out = (row) => act(row, () => {
    const group = parentOf(row);
    if (isFixed(row) || !group) return false;
    const whole = branch(group);
    const behind = whole[whole.length - 1].nextSibling;
    place(branch(row), behind, parentOf(group));
    return true;
  }, { yes: () => `${name(row)} ra khỏi nhóm.`, no: "Đã ở cấp ngoài cùng." });

  const KEYS = { ArrowUp: up, ArrowDown: down, ArrowRight: into, ArrowLeft: out };
  const WAYS = { len: up, xuong: down, vao: into, ra: out };
  body.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (!row || !event.altKey || event.ctrlKey || event.metaKey || !KEYS[event.key]) return;
    event.preventDefault();
    const focused = document.activeElement;
    KEYS[event.key](row);
    if (row.contains(focused)) focused.focus({ preventScroll: true });
  });
  body.addEventListener("click", (event) => {
    const button = event.target.closest("[data-way]");
    if (!button) return;
    event.preventDefault();
    WAYS[button.dataset.way](button.closest("tr[data-row]"));
    button.focus({ preventScroll: true });
  });

  /* Dragging by the grip: above a row, below it, or onto a group; the branch goes along. */
  let held = null;
  const clear = () => rows().forEach((row) => row.classList.remove("is-before", "is-behind", "is-into"));
  const spot = (y, moving) => {
    const list = rows().filter((row) => !moving.includes(row) && row.offsetParent);
    const row = list.find((one) => y < one.getBoundingClientRect().bottom) || list[list.length - 1];
    if (!row) return null;
    const box = row.getBoundingClientRect();
    const part = (y - box.top) / box.height;
    if (isGroup(row) && !isFixed(row) && part > 0.3) return { row, how: "into" };
    return { row, how: part < 0.5 ? "before" : "behind" };
  };
  const allowed = (target) => {
    if (!target) return false;
    if (target.how === "into") return !isFixed(target.row);
    const parent = parentOf(target.row);
    if (parent && isFixed(parent)) return false;
    const list = siblings(target.row);
    const following = target.how === "before" ? target.row : list[list.indexOf(target.row) + 1];
    return !following || !isFixed(following); /* the common part stays before the own rows */
  };
  body.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button) return;
    event.preventDefault();
    const row = grip.closest("tr[data-row]");
    closeInline();
    held = { row, moving: branch(row), target: null, grip };
    grip.setPointerCapture(event.pointerId);
    held.moving.forEach((one) => one.classList.add("is-held"));
    grip.focus({ preventScroll: true });
  });
  body.addEventListener("pointermove", (event) => {
    if (!held) return;
    if (event.clientY < 90) window.scrollBy(0, -12);
    if (event.clientY > window.innerHeight - 70) window.scrollBy(0, 12);
    clear();
    const target = spot(event.clientY, held.moving);
    held.target = allowed(target) ? target : null;
    if (held.target) held.target.row.classList.add(`is-${held.target.how}`);
  });
  const drop = (event) => {
    if (!held) return;
    const { row, moving, target } = held;
    held = null;
    clear();
    moving.forEach((one) => one.classList.remove("is-held"));
    if (event.type !== "pointerup" || !target) return;
    act(row, () => {
      if (target.how === "into") {
        const whole = branch(target.row).filter((one) => !moving.includes(one));
        place(moving, nextOutside(whole[whole.length - 1], moving), target.row);
      } else if (target.how === "before") place(moving, target.row, parentOf(target.row));
      else {
        const whole = branch(target.row).filter((one) => !moving.includes(one));
        place(moving, nextOutside(whole[whole.length - 1], moving), parentOf(target.row));
      }
      return true;
    }, { yes: () => `${name(row)} đã chuyển${parentOf(row) ? ` vào nhóm ${name(parentOf(row))}` : ""}.`, no: "" });
  };
  const nextOutside = (row, moving) => {
    let next = row.nextElementSibling;
    while (next && moving.includes(next)) next = next.nextElementSibling;
    return next;
  };
  body.addEventListener("pointerup", drop);
  body.addEventListener("pointercancel", drop);

  /* One row's form opens under it; what is typed there already counts in the sums shown. */
  const closeInline = () => {
    $$("[data-inline]", body).forEach((row) => row.remove());
    if (typing) { typing = null; sums(); }
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
    const opener = event.detail.requestConfig && event.detail.requestConfig.elt;
    if (opener && opener.hasAttribute && opener.hasAttribute("data-open")) closeInline();
  });
  document.addEventListener("htmx:afterSettle", () => {
    const inline = $("[data-inline]", body);
    if (!inline || inline.contains(document.activeElement)) return;
    const wrong = $("[data-error-summary]", inline);
    const field = wrong || $("input[name=name]", inline);
    if (field) { field.focus(); if (field.select) field.select(); }
  });
  body.addEventListener("input", (event) => {
    const inline = event.target.closest("[data-inline]");
    if (!inline || !["max_points", "kind"].includes(event.target.name)) return;
    const row = inline.previousElementSibling;
    const form = event.target.form;
    if (!row || !row.matches("[data-row]") || form.elements.parent) return;
    typing = { row, points: typedCents(form.elements.max_points.value), kind: form.elements.kind.value };
    sums();
  });
  body.addEventListener("click", (event) => {
    if (!event.target.closest("[data-inline-close]")) return;
    const row = event.target.closest("[data-inline]").previousElementSibling;
    closeInline();
    const opener = row && $("[data-open]", row);
    if (opener) opener.focus();
  });
  body.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !event.target.closest("[data-inline]") || event.target.matches("select")) return;
    $("[data-inline-close]", body).click();
  });
})();
