/* A board that follows the facts: a swapped table keeps where it was scrolled to; groups open with the space bar too. */
(() => {
  "use strict";
  let left = 0;
  let top = 0;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const frame = event.target.matches && event.target.matches("[data-board]") && event.target.querySelector(".td-tablewrap");
    if (frame) { left = frame.scrollLeft; top = frame.scrollTop; }
  });
  document.addEventListener("htmx:afterSwap", () => {
    const frame = document.querySelector("[data-board] .td-tablewrap");
    if (frame) { frame.scrollLeft = left; frame.scrollTop = top; }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target.matches && event.target.matches("[data-fold]")) {
      event.preventDefault();
      event.target.click();
    }
  });
})();
