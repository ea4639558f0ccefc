/* The frame: menus, side rail, dialogs, toasts, shortcuts, htmx manners. No inline handlers: everything hangs on data-*. */
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const wide = window.matchMedia("(min-width: 1200px)");

  /* Menus (<details data-menu>): one open at a time, Esc and a click outside close. The open ones are remembered: every
     move of the cursor asks for them, and the page may hold thousands of elements. */
  const openMenus = new Set();
  const closeMenus = (except) => openMenus.forEach((menu) => { if (menu !== except) menu.open = false; });
  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!(menu instanceof HTMLDetailsElement) || !menu.hasAttribute("data-menu")) return;
    if (!menu.open) { openMenus.delete(menu); return; }
    openMenus.add(menu);
    closeMenus(menu);
    const field = $("[data-filter-list]", menu);
    if (field) { field.focus(); } else if ($("[aria-current]", menu)) { $("[aria-current]", menu).scrollIntoView({ block: "nearest" }); }
  }, true);
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
  document.addEventListener("focusin", (event) => { if (openMenus.size) closeMenus(event.target.closest("details[data-menu]")); });
  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest && event.target.closest("details[data-menu][open]");
    if (!menu) return;
    if (event.key === "Escape") { menu.open = false; $("summary", menu).focus(); event.stopPropagation(); }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const items = $$(".td-menu__item", menu).filter((item) => item.offsetParent);
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = items[items.indexOf(document.activeElement) + step] || items[step > 0 ? 0 : items.length - 1];
      if (next) { next.focus(); event.preventDefault(); }
    }
  });

  /* Finding in a list without tone marks: "my quy" finds "Mỹ Quý". */
  const fold = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").trim();
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-filter-list]")) return;
    const panel = event.target.closest(".td-menu__panel, [data-filter-scope]");
    const wanted = fold(event.target.value);
    const items = $$("[data-filter-text]", panel);
    let shown = 0;
    items.forEach((item) => {
      item.hidden = wanted !== "" && !wordsOf(item).includes(wanted);
      if (!item.hidden) shown += 1;
    });
    $$(".td-menu__group", panel).forEach((group) => { group.hidden = wanted !== ""; });
    $$(".td-listhead", panel).forEach((head) => {
      const own = head.nextElementSibling ? $$("[data-filter-text]", head.nextElementSibling) : [];
      head.hidden = own.length > 0 && own.every((item) => item.hidden);
    });
    const none = $(".td-menu__none", panel);
    if (none) none.hidden = shown > 0;
    tellPicks(panel, wanted === "" ? null : shown, items.length);
  });
  /* An item without words of its own is found by what it shows; folded once, a list may have thousands. */
  const folded = new WeakMap();
  const wordsOf = (item) => {
    if (!folded.has(item)) folded.set(item, fold(item.dataset.filterText || item.textContent.replace(/\s+/g, " ")));
    return folded.get(item);
  };

  /* The box above a list of ticks: only the look of the list changes, what is ticked out of sight stays ticked and is
     sent; the line beside it says so. Without script the box is not there. */
  const number = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ".");
  const tellPicks = (panel, shown, all) => {
    const told = $("[data-filter-told]", panel);
    if (!told) return;
    const away = $$("[data-filter-text][hidden] input[type=checkbox]:checked", panel).length;
    told.textContent = shown === null ? "" : `Hiện ${number(shown)} trên ${number(all)} dòng.${away ? ` ${number(away)} dòng đã chọn đang ẩn, vẫn giữ.` : ""}`;
  };
  $$("[data-filter-find]").forEach((box) => { box.hidden = false; });
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches || !event.target.matches("[data-filter-find] [data-filter-list]")) return;
    if (event.key === "Enter") event.preventDefault();
    if (event.key === "Escape" && event.target.value) {
      event.target.value = "";
      event.target.dispatchEvent(new Event("input", { bubbles: true }));
      event.preventDefault();
    }
    if (event.key === "ArrowDown" || event.key === "Enter") {
      const first = $("[data-filter-text]:not([hidden]) input[type=checkbox]", event.target.closest("[data-filter-scope]"));
      if (first) { first.focus(); event.preventDefault(); }
    }
  });
  document.addEventListener("change", (event) => {
    const panel = event.target.closest && event.target.closest("[data-filter-scope]");
    const field = panel && $("[data-filter-find] [data-filter-list]", panel);
    if (!field || !field.value) return;
    const items = $$("[data-filter-text]", panel);
    tellPicks(panel, items.filter((item) => !item.hidden).length, items.length);
  });

  /* Side rail: folds to icons on wide screens (remembered), a sheet on narrow ones. */
  const layout = $("[data-layout]");
  const side = $("#danh-muc");
  const railButton = $("[data-rail-toggle]");
  const sheetOpen = () => document.documentElement.classList.contains("is-menu-open");
  const closeSheet = () => {
    if (!sheetOpen()) return;
    document.documentElement.classList.remove("is-menu-open");
    $$("main, .td-top").forEach((part) => { part.inert = false; });
    sayRail();
    railButton.focus();
  };
  const sayRail = () => {
    if (railButton) railButton.setAttribute("aria-expanded", String(wide.matches ? !layout.classList.contains("td-layout--rail") : sheetOpen()));
  };
  if (railButton && side) {
    sayRail();
    railButton.addEventListener("click", () => {
      if (wide.matches) {
        const folded = layout.classList.toggle("td-layout--rail");
        document.cookie = `td_rail=${folded ? 1 : 0}; path=/; max-age=31536000; samesite=lax`;
        sayRail();
        return;
      }
      document.documentElement.classList.add("is-menu-open");
      $$("main, .td-top").forEach((part) => { part.inert = true; });
      sayRail();
      const target = $("[aria-current]", side) || $("[data-rail-close]", side);
      target.focus();
    });
    $$("[data-rail-close]").forEach((button) => button.addEventListener("click", closeSheet));
    document.addEventListener("click", (event) => {
      if (sheetOpen() && !event.target.closest("#danh-muc, [data-rail-toggle]")) closeSheet();
    });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeSheet(); });
    wide.addEventListener("change", () => { closeSheet(); sayRail(); });
  }

  /* Dialogs: any <button data-dialog="ID"> opens, any [data-close] inside closes, a click on the scrim closes. */
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (dialog && !dialog.open) { closeMenus(); dialog.showModal(); }
      return;
    }
    const closer = event.target.closest("dialog [data-close]");
    if (closer) { closer.closest("dialog").close(); return; }
    if (event.target instanceof HTMLDialogElement && event.target.classList.contains("td-dialog")) event.target.close();
  });

  /* Toasts: leave after 6 s, wait while hovered or focused; refusals stay until closed. */
  const toasts = $("[data-toasts]");
  const dismiss = (toast) => toast.remove();
  /* Above the bar of actions where a page has one; asked here, as body:has() would be at every change of the page. */
  const raise = () => toasts.classList.toggle("is-raised", $(".td-actionbar") !== null);
  const arm = (toast) => {
    if (toast.dataset.armed) return;
    toast.dataset.armed = "1";
    raise();
    if (toast.dataset.toast === "stay") return;
    let timer = 0;
    const start = () => { window.clearTimeout(timer); timer = window.setTimeout(() => dismiss(toast), 6000); };
    const stop = () => window.clearTimeout(timer);
    toast.addEventListener("mouseenter", stop);
    toast.addEventListener("mouseleave", start);
    toast.addEventListener("focusin", stop);
    toast.addEventListener("focusout", start);
    start();
  };
  /* doing: {label, act}, a button in the toast, e.g. to take back what it tells of. */
  const say = (text, level = "success", doing = null) => {
    if (!toasts) return;
    const bad = level === "error" || level === "danger";
    const toast = document.createElement("div");
    toast.className = bad ? "td-toast td-toast--bad" : "td-toast";
    toast.setAttribute("role", bad ? "alert" : "status");
    toast.dataset.toast = bad ? "stay" : "";
    const words = document.createElement("span");
    words.className = "td-toast__text";
    words.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.dataset.toastClose = "";
    close.textContent = "Đóng";
    toast.append(words);
    if (doing) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = doing.label;
      button.addEventListener("click", () => { toast.remove(); doing.act(); });
      toast.append(button);
    }
    toast.append(close);
    toasts.append(toast);
  };
  if (toasts) {
    $$("[data-toast]", toasts).forEach(arm);
    new MutationObserver(() => $$("[data-toast]", toasts).forEach(arm)).observe(toasts, { childList: true });
    toasts.addEventListener("click", (event) => {
      const button = event.target.closest("[data-toast-close]");
      if (button) dismiss(button.closest("[data-toast]"));
    });
  }
  /* The server may ask for one: HX-Trigger: {"toast": {"text": "…", "level": "error"}}. */
  document.addEventListener("toast", (event) => say(event.detail.text || event.detail.value || "", event.detail.level));

  /* Shortcuts: / search, g then v home, ? list. Off inside fields and when the user turned them off. */
  let before = "";
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    const off = document.body.dataset.shortcuts === "off";
    if (off || field || event.ctrlKey || event.altKey || event.metaKey || $("dialog[open]")) return;
    if (event.key === "/") {
      const search = $$("[data-search]").find((box) => box.offsetParent);
      if (search) { search.focus(); search.select(); event.preventDefault(); }
    } else if (event.key === "?") {
      const list = document.getElementById("phim-tat");
      if (list) { list.showModal(); event.preventDefault(); }
    } else if (event.key === "v" && before === "g") {
      window.location.assign(document.body.dataset.home || "/");
    }
    before = event.key;
  });

  /* htmx: the token on every request, refusals as toasts, focus kept or moved to what opened. */
  const token = $('meta[name="csrf-token"]');
  document.addEventListener("htmx:configRequest", (event) => {
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.content;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answer = event.detail.xhr.responseText || "";
    if (event.detail.xhr.status >= 400 && answer.includes("data-refusal")) event.detail.swapOverride = "none";
    if (event.detail.xhr.responseURL && /\/dang-nhap\//.test(event.detail.xhr.responseURL)) {
      event.detail.shouldSwap = false;
      window.location.assign(event.detail.xhr.responseURL);
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const words = $("[data-announce]", event.target);
    if (words && live) live.textContent = words.textContent.replace(/\s+/g, " ").trim();
    const opened = $("[data-autofocus]", event.target);
    if (opened) { opened.setAttribute("tabindex", "-1"); opened.focus(); }
  });
  /* Whatever has been swapped in may say its news once: [data-announce]. */
  const live = document.getElementById("td-live");
  const offline = $("[data-offline]");
  const online = (yes) => { if (offline) offline.hidden = yes; };
  document.addEventListener("htmx:sendError", () => online(false));
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) online(true); });
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    const words = { 403: "Không có quyền thực hiện thao tác này", 404: "Không tìm thấy nội dung này", 429: "Thao tác quá nhanh, chờ một phút rồi thử lại" };
    say(words[status] || "Máy chủ báo lỗi, chưa lưu. Thử lại sau ít phút.", "error");
  });
  window.addEventListener("offline", () => online(false));
  window.addEventListener("online", () => online(true));

  /* Signing out leaves nothing typed behind on a shared machine. */
  document.addEventListener("submit", (event) => {
    if (!/\/dang-xuat\//.test(event.target.getAttribute("action") || "")) return;
    try { Object.keys(localStorage).filter((key) => key.startsWith("td-grid-")).forEach((key) => localStorage.removeItem(key)); } catch { /* no storage, nothing kept */ }
  });

  window.thidua = Object.freeze({ say, fold });
})();
