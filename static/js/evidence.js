/* The side sheet of a cell: opened beside the table, its forms sent without leaving the page, files dropped with progress.
   Without script every link leads to the page of the cell and every form is a plain one. */
(() => {
  "use strict";
  const drawer = document.querySelector("[data-drawer]");
  const body = document.querySelector("[data-panel-body]");
  if (!body) return;
  const find = (selector, root = body) => root.querySelector(selector);
  let opener = null;
  let changed = false;

  const panel = () => find("[data-panel]");
  const counted = () => {
    const now = panel();
    if (!now) return;
    if ("changed" in now.dataset) changed = true;
    document.querySelectorAll(`.td-clip[data-opens-panel="${now.dataset.cell}"]`).forEach((clip) => {
      const count = Number(now.dataset.files);
      find("[data-clip-count]", clip).textContent = count ? String(count) : "";
      clip.classList.toggle("td-clip--add", !count);
    });
  };
  const dress = () => {
    const close = find("[data-panel-close]");
    if (close && drawer) close.hidden = false;
    const send = find("[data-upload-send]");
    if (send) send.hidden = true;
    find("[data-upload]") && dropping(find("[data-upload]"));
    counted();
    const summary = find("[data-error-summary]");
    if (summary) summary.focus();
  };
  const fill = (html) => { body.innerHTML = html; dress(); };
  const failed = (words) => {
    const form = find("[data-upload]");
    if (form) delete form.dataset.sending;
    const line = find("[data-upload-words]");
    if (line) { line.textContent = words; line.classList.add("bad"); }
    else window.alert(words);
  };

  /* One request for everything: XMLHttpRequest tells how much of a file is gone. */
  const send = (method, url, data, onProgress) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.setRequestHeader("HX-Request", "true");
    if (onProgress) request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) onProgress(event.loaded, event.total); });
    body.setAttribute("aria-busy", "true");
    request.addEventListener("loadend", () => {
      body.removeAttribute("aria-busy");
      if ([200, 409, 422].includes(request.status) && request.responseText.includes("data-panel")) fill(request.responseText);
      else if (request.status === 413) failed("Tệp quá lớn, máy chủ không nhận.");
      else if (request.status === 0) failed("Chưa kết nối được máy chủ. Thử lại.");
      else if (method === "GET") window.location.assign(url);
      else failed("Không gửi được. Tải lại trang rồi thử lại.");
    });
    request.send(data);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-opens-panel]");
    if (!link || !drawer || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    opener = link;
    changed = false;
    body.innerHTML = '<p class="td-panel__body muted" role="status">Đang mở</p>';
    drawer.showModal();
    send("GET", link.href, null);
  });
  if (drawer) {
    drawer.addEventListener("click", (event) => { if (event.target === drawer || event.target.closest("[data-panel-close]")) drawer.close(); });
    drawer.addEventListener("close", () => {
      /* Figures and verdicts stand in the table: read it again when they may differ; files alone are counted already. */
      if (changed && find("[data-panel]") && body.dataset.acted) window.location.reload();
      else if (opener) opener.focus();
    });
  }

  body.addEventListener("submit", (event) => {
    const form = event.target;
    if (!drawer && !form.matches("[data-upload]")) return;
    if (form.dataset.confirm && !form.dataset.confirmed) return;
    event.preventDefault();
    event.stopPropagation();
    if (form.matches("[data-upload]")) { upload(form, Array.from(find("input[type=file]", form).files)); return; }
    if (form.classList.contains("td-panel__act")) body.dataset.acted = "1";
    send("POST", form.action, new FormData(form));
  });

  const upload = (form, files) => {
    if (!files.length || form.dataset.sending) return;
    form.dataset.sending = "1";
    const bar = find("[data-upload-bar]", form);
    const words = find("[data-upload-words]", form);
    const data = new FormData();
    data.append("csrfmiddlewaretoken", find("[name=csrfmiddlewaretoken]", form).value);
    files.forEach((file) => data.append("files", file, file.name));
    bar.hidden = false;
    words.textContent = `Đang tải ${files.length} tệp`;
    send("POST", form.action, data, (done, total) => {
      bar.value = Math.floor(done * 100 / total);
      words.textContent = done < total ? `Đang tải ${files.length} tệp, ${bar.value}%` : "Đang kiểm tra nội dung tệp";
    });
  };
  const dropping = (form) => {
    const box = find("[data-drop]", form);
    const input = find("input[type=file]", form);
    input.addEventListener("change", () => upload(form, Array.from(input.files)));
    ["dragenter", "dragover"].forEach((kind) => box.addEventListener(kind, (event) => { event.preventDefault(); box.classList.add("is-over"); }));
    ["dragleave", "drop"].forEach((kind) => box.addEventListener(kind, () => box.classList.remove("is-over")));
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      upload(form, Array.from(event.dataTransfer.files));
    });
  };

  /* A look at a paper or picture without leaving: drawn in a frame that may do nothing. */
  body.addEventListener("click", (event) => {
    const link = event.target.closest("[data-preview]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const box = find("[data-preview-box]");
    const shown = document.createElement(link.dataset.preview === "img" ? "img" : "iframe");
    shown.src = link.href;
    if (shown.tagName === "IMG") shown.alt = link.textContent;
    else shown.title = link.textContent;
    const whole = document.createElement("a");
    whole.href = link.href;
    whole.target = "_blank";
    whole.rel = "noopener";
    whole.className = "small";
    whole.textContent = "Mở trong thẻ mới";
    box.replaceChildren(shown, whole);
    box.hidden = false;
    box.scrollIntoView({ block: "nearest" });
  });

  dress();
})();
