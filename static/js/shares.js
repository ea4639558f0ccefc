/* Sharing out a quota: what is left of it is told while typing; Enter and the arrows walk down the boxes.
   Nothing is decided here: the server reads and judges what was typed. */
(() => {
  "use strict";
  const form = document.querySelector("[data-shares]");
  if (!form) return;
  const says = form.querySelector("[data-left]");
  const boxes = (kind) => Array.from(form.querySelectorAll(`input[data-part="${kind}"]`));
  const number = (text) => { const clean = text.replace(/[\s.]/g, ""); return /^\d+$/.test(clean) ? Number(clean) : 0; };
  const shown = (value) => value.toLocaleString("vi-VN");
  const sum = (kind) => boxes(kind).reduce((total, box) => total + number(box.value), 0);

  const part = (words, left) => {
    const text = document.createElement("span");
    text.append(left < 0 ? `${words}vượt ` : words ? `${words}còn ` : "Chưa phân bổ ");
    const figure = document.createElement("b");
    figure.textContent = shown(Math.abs(left));
    figure.className = left < 0 ? "warn" : "";
    text.append(figure);
    return text;
  };
  const tell = () => {
    says.replaceChildren(part("", Number(form.dataset.quota) - sum("u")));
    if (form.dataset.commanders) says.append(", ", part("chủ trì ", Number(form.dataset.commanders) - sum("c")));
  };

  form.addEventListener("input", tell);
  form.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!box.matches("input[data-part]")) return;
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const column = boxes(box.dataset.part);
    const next = column[column.indexOf(box) + step];
    if (next) { next.focus(); next.select(); }
    event.preventDefault();
  });
  tell();
})();
