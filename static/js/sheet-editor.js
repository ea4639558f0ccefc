/* The fields of a certificate over the picture of its paper: dragged, moved by keys, or typed in millimetres. The boxes
   of numbers are what is sent; the drawing only follows them. */
(() => {
  "use strict";
  const sheet = document.querySelector("[data-sheet]");
  if (!sheet) return;
  const WIDTH = 297, HEIGHT = 210, POINT = 127 / 360;
  const told = document.querySelector("[data-sheet-told]");
  const shown = (value) => (Math.round(value * 10) / 10).toString().replace(".", ",");
  const read = (box) => {
    const value = Number(box.value.trim().replace(",", "."));
    return box.value.trim() && Number.isFinite(value) ? value : null;
  };
  const box = (field, name) => document.getElementById(`id_${field.dataset.field}_${name}`);

  const draw = (field) => {
    const [x, y, w, h] = ["x", "y", "w", "h"].map((name) => read(box(field, name)));
    if ([x, y, w, h].includes(null) || w <= 0 || h <= 0) return;
    field.setAttribute("transform", `translate(${x} ${y})`);
    const rect = field.querySelector("rect");
    rect.setAttribute("width", w);
    rect.setAttribute("height", h);
    const size = box(field, "size"), align = box(field, "align"), text = field.querySelector("text");
    if (size && read(size)) {
      const font = read(size) * POINT;
      text.setAttribute("font-size", font);
      text.setAttribute("y", (h + font * 0.7) / 2);
      text.setAttribute("x", { left: 0, center: w / 2, right: w }[align.value]);
      text.setAttribute("text-anchor", { left: "start", center: "middle", right: "end" }[align.value]);
    }
    field.classList.toggle("is-hidden", !box(field, "shown").checked);
    field.classList.toggle("is-off", x < 0 || y < 0 || x + w > WIDTH + 0.001 || y + h > HEIGHT + 0.001);
  };

  const say = (field) => {
    const off = field.classList.contains("is-off") ? " Ô ra ngoài tờ giấy." : "";
    told.textContent = `${field.dataset.label}: trái ${box(field, "x").value} mm, trên ${box(field, "y").value} mm.${off}`;
  };

  const put = (field, x, y) => {
    for (const [name, value] of [["x", x], ["y", y]]) {
      const one = box(field, name);
      one.value = shown(value);
      one.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  document.addEventListener("input", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row) return;
    const field = sheet.querySelector(`[data-field="${row.dataset.row}"]`);
    draw(field);
    say(field);
  });

  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  sheet.addEventListener("keydown", (event) => {
    const field = event.target.closest("[data-field]");
    if (!field) return;
    if (event.key === "Enter") {
      event.preventDefault();
      box(field, "x").focus();
      return;
    }
    const step = STEPS[event.key];
    if (!step || event.altKey || event.metaKey) return;
    event.preventDefault();
    const length = event.shiftKey ? 0.1 : event.ctrlKey ? 10 : 1;
    put(field, (read(box(field, "x")) ?? 0) + step[0] * length, (read(box(field, "y")) ?? 0) + step[1] * length);
  });

  /* Where the pointer is, in millimetres of the paper. */
  const at = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(sheet.getScreenCTM().inverse());
  let held = null;
  sheet.addEventListener("pointerdown", (event) => {
    const field = event.target.closest("[data-field]");
    if (!field || event.button) return;
    event.preventDefault();
    field.focus();
    const start = at(event);
    held = { field, x: (read(box(field, "x")) ?? 0) - start.x, y: (read(box(field, "y")) ?? 0) - start.y };
    field.classList.add("is-held");
    sheet.setPointerCapture(event.pointerId);
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!held) return;
    const now = at(event);
    put(held.field, held.x + now.x, held.y + now.y);
  });
  const drop = () => {
    if (held) held.field.classList.remove("is-held");
    held = null;
  };
  sheet.addEventListener("pointerup", drop);
  sheet.addEventListener("pointercancel", drop);
  sheet.querySelectorAll("[data-field]").forEach(draw);
})();
