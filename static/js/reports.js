/* The small form of a report closes its dialog when it is sent: the file comes without leaving the page. */
(() => {
  "use strict";
  document.addEventListener("submit", (event) => {
    const dialog = event.target.matches("form[data-closes]") && event.target.closest("dialog");
    if (dialog && !event.defaultPrevented) dialog.close();
  });
})();
