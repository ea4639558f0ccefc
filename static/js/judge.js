/* One sheet under verification: J and K walk down and up, A accepts the row, R opens its reason. */
(() => {
  "use strict";
  const table = document.querySelector("[data-judging]");
  if (!table) return;
  let judged = ""; // the row whose answer is awaited: it may be out of the page for a moment
  const rows = () => Array.from(table.querySelectorAll("[data-judge]")).filter((row) => row.offsetParent !== null);
  const current = () => document.activeElement && document.activeElement.closest("[data-judge]");
  const go = (step) => {
    const list = rows();
    const at = list.indexOf(current() || (judged && document.getElementById(judged)));
    const next = list[at < 0 ? 0 : Math.min(Math.max(at + step, 0), list.length - 1)];
    if (next) { next.focus({ preventScroll: true }); next.scrollIntoView({ block: "center" }); }
  };
  document.addEventListener("keydown", (event) => {
    const inField = event.target.closest && event.target.closest("input, textarea, select");
    if (event.key === "Escape" && inField) {
      const box = event.target.closest("details");
      if (box) { box.open = false; box.closest("[data-judge]").focus(); }
      return;
    }
    if (document.body.dataset.shortcuts === "off" || inField || event.ctrlKey || event.altKey || event.metaKey) return;
    if (document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    const row = current();
    if (key === "j") go(1);
    else if (key === "k") go(-1);
    else if (key === "a" && row && row.querySelector("[data-accept]")) row.querySelector("[data-accept]").click();
    else if (key === "r" && row && row.querySelector("details")) {
      row.querySelector("details").open = true;
    } else return;
    event.preventDefault();
  });
  /* A judged row comes back new: the keyboard goes on from it, unless it has gone on to another row already. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    const row = event.target.closest && event.target.closest("[data-judge]");
    judged = row ? row.id : "";
  });
  document.addEventListener("htmx:afterSettle", () => {
    const row = judged && document.getElementById(judged);
    judged = "";
    if (row && !current()) row.focus({ preventScroll: true });
  });
  /* Opening the reason puts the cursor in it, and only one is open. */
  table.addEventListener("toggle", (event) => {
    if (!event.target.open) return;
    table.querySelectorAll("details[open]").forEach((box) => { if (box !== event.target) box.open = false; });
    event.target.querySelector("input:not([type=hidden])").focus();
  }, true);
})();
