/* Marking an electronic paper: title by title, then the whole once more, then one confirmation. The paper is drawn from
   the very text whose hash is voted with. Marks live in this page alone: leaving it begins anew. */
(() => {
  "use strict";
  const SHORT = 8; // up to so many lines are shown as cards, more as a list that can be searched

  const el = (tag, given = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(given)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value === true) node.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
    }
    node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
    return node;
  };
  const SVG = "http://www.w3.org/2000/svg";
  const shape = (tag, given) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(given)) node.setAttribute(name, value);
    return node;
  };
  const icon = (sprite, name) => {
    const node = shape("svg", { class: "icon", "aria-hidden": "true" });
    node.append(shape("use", { href: `${sprite}#i-${name}` }));
    return node;
  };
  const plain = (words) => words.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();

  /* frame: {main, foot, step, top, sprite}; finish(marks) is called once, with the marks of the whole paper. */
  const start = (paperText, frame, finish) => {
    const paper = JSON.parse(paperText);
    const groups = paper.groups.map((group) => ({
      title: group.title, lines: group.lines, most: group.kind === "pick" ? group.rule.pick.k : null,
      marks: new Map(), blank: false,
    }));
    let at = 0, isReviewed = false, isDone = false;
    const count = (group, mark) => Array.from(group.marks.values()).filter((given) => given === mark).length;
    const open = (group) => group.lines.filter((line) => !group.marks.has(line.n));
    const isFull = (group) => group.most !== null && count(group, "A") >= group.most;

    const bar = () => {
      const width = (400 - 4 * (groups.length - 1)) / groups.length;
      const drawn = shape("svg", { class: "td-hall__bar", viewBox: "0 0 400 6", preserveAspectRatio: "none", "aria-hidden": "true" });
      groups.forEach((group, place) => drawn.append(shape("rect", {
        x: place * (width + 4), width, height: 6, class: place < at ? "done" : place === at ? "now" : "next",
      })));
      const old = frame.top.querySelector(".td-hall__bar");
      if (old) old.remove();
      frame.top.append(drawn);
    };
    const show = (step, main, foot, one) => {
      frame.step.textContent = step;
      bar();
      frame.main.replaceChildren(...main);
      frame.foot.replaceChildren(...foot);
      frame.foot.classList.toggle("td-hall__foot--one", Boolean(one));
      frame.foot.hidden = false;
      window.scrollTo(0, 0);
      frame.main.focus({ preventScroll: true });
    };
    const button = (words, given, ...icons) => el("button", { type: "button", class: "btn btn-primary btn-hall", ...given }, ...icons, words);

    /* One title ---------------------------------------------------------------------------------------------------- */

    const showGroup = () => {
      const group = groups[at], isList = group.lines.length > SHORT;
      const rows = group.lines.map((line) => row(group, line, isList, refresh));
      const sum = el("b"), rest = el("span"), next = button(isReviewed ? "Xem lại" : "Tiếp", {}, "");
      next.append(icon(frame.sprite, "arrow-right"));
      const all = isList && group.most === null ? allAtOnce(group, () => { rows.forEach((one) => one.draw()); refresh(); }) : null;

      function refresh() {
        const yes = count(group, "A"), no = count(group, "D"), left = open(group).length;
        sum.textContent = group.most === null ? `Đồng ý ${yes}, không ${no}` : `Đồng ý ${yes} / ${group.most}`;
        if (left && !group.blank) {
          const leave = el("button", { type: "button", class: "btn btn-link p-0 align-baseline", onclick: () => { group.blank = true; refresh(); } }, "Để trống");
          rest.replaceChildren(`Còn ${left} chưa chọn. `, leave);
        } else {
          rest.textContent = left ? `Để trống ${left}` : isFull(group) ? `Đã chọn đủ ${group.most}` : `Đã chọn đủ ${group.lines.length}`;
        }
        next.setAttribute("aria-disabled", String(left > 0 && !group.blank));
        rows.forEach((one) => one.limit());
        if (all) all.draw();
      }
      next.addEventListener("click", () => {
        const left = open(group);
        if (left.length && !group.blank) {
          const first = rows[group.lines.indexOf(left[0])].node;
          first.scrollIntoView({ block: "center" });
          first.querySelector("input:not(:disabled)").focus({ preventScroll: true });
          rest.firstChild.textContent = `Còn ${left.length} dòng chưa chọn. `;
          return;
        }
        at = isReviewed ? groups.length : at + 1;
        advance();
      });
      const lead = el("p", { class: "td-hall__lead" }, group.most === null
        ? `${group.lines.length} dòng. Chọn Đồng ý hoặc Không ở mỗi dòng.`
        : el("span", {}, "Đồng ý tối đa ", el("b", {}, String(group.most)), ` trong ${group.lines.length} dòng.`));
      const list = el("div", { class: isList ? "td-vlist" : "td-cands" }, rows.map((one) => one.node));
      const back = at && !isReviewed ? el("button", { type: "button", class: "btn btn-link px-0 mt-3", onclick: () => { at -= 1; advance(); } }, "Về phần trước") : null;
      show(`Phiếu ${at + 1} / ${groups.length}`, [
        el("h1", {}, group.title), lead, all ? all.node : "", isList ? finder(rows) : "", list, back || "",
      ].filter(Boolean), [el("div", { class: "td-hall__sum", role: "status" }, sum, rest), next]);
      refresh();
    };

    const row = (group, line, isList, changed) => {
      const name = `d${at}-${line.n}`;
      const radio = (mark, shown) => {
        const box = el("input", { class: "visually-hidden", type: "radio", name, autocomplete: "off" });
        box.addEventListener("change", () => { group.marks.set(line.n, mark); draw(); changed(); });
        return [box, el("label", {}, box, shown)];
      };
      const tick = icon(frame.sprite, "check");
      const [yes, yesLabel] = radio("A", el("span", { class: "yes" }, tick, isList ? el("span", { class: "visually-hidden" }, "Đồng ý") : "Đồng ý"));
      const [no, noLabel] = radio("D", el("span", { class: "no" }, isList ? "" : icon(frame.sprite, "x"), "Không"));
      const title = el("b", { id: name }, line.label), detail = line.detail ? el("small", {}, line.detail) : "";
      const choice = el("div", { class: isList ? "td-yn td-yn--sm" : "td-yn" }, yesLabel, noLabel);
      const node = isList
        ? el("div", { class: "td-vrow", role: "radiogroup", "aria-labelledby": name }, el("div", {}, title, detail), choice)
        : el("div", { class: "td-cand", role: "radiogroup", "aria-labelledby": name }, el("div", { class: "td-cand__h" }, title, detail), choice);
      function draw() {
        const mark = group.marks.get(line.n);
        /* The default too: Firefox keeps on its disk, for after a crash, what stands otherwise than by default. */
        yes.defaultChecked = yes.checked = mark === "A";
        no.defaultChecked = no.checked = mark === "D";
        node.classList.toggle("is-yes", mark === "A");
        node.classList.toggle("is-no", mark === "D");
      }
      draw();
      return {
        node, draw, words: plain(`${line.label} ${line.detail}`),
        limit: () => { yes.disabled = isFull(group) && group.marks.get(line.n) !== "A"; },
      };
    };

    /* An explicit act, never a default; exceptions are marked afterwards. */
    const allAtOnce = (group, changed) => {
      const node = el("button", { type: "button", class: "td-all" });
      const isAll = () => count(group, "A") + count(group, "D") === group.lines.length && count(group, "A") > 0;
      node.addEventListener("click", () => {
        if (isAll()) group.marks.clear();
        else group.lines.forEach((line) => { if (!group.marks.has(line.n)) group.marks.set(line.n, "A"); });
        group.blank = false;
        changed();
      });
      const draw = () => {
        node.setAttribute("aria-pressed", String(isAll()));
        node.replaceChildren(icon(frame.sprite, "check-check"), el("span", {},
          el("b", {}, isAll() ? "Đã đồng ý cả danh sách" : "Đồng ý cả danh sách"),
          el("small", {}, isAll() ? "Chạm “Không” ở dòng không đồng ý" : "Rồi sửa từng dòng nếu cần")),
        isAll() ? el("u", {}, "Bỏ") : "");
      };
      return { node, draw };
    };
    const finder = (rows) => {
      const box = el("input", { class: "form-control", type: "search", placeholder: "Tìm tên, đơn vị", "aria-label": "Tìm tên, đơn vị", autocomplete: "off" });
      box.addEventListener("input", () => {
        box.defaultValue = box.value; // as with marks: what somebody looked for is kept nowhere
        const words = plain(box.value.trim());
        rows.forEach((one) => { one.node.hidden = !one.words.includes(words); });
      });
      return el("label", { class: "td-find" }, icon(frame.sprite, "search"), box);
    };

    /* The whole paper once more ------------------------------------------------------------------------------------ */

    const showReview = () => {
      isReviewed = true; // from here one title is mended at a time: every other one is answered whole
      const item = (group, place) => {
        const names = (mark) => group.lines.filter((line) => group.marks.get(line.n) === mark).map((line) => line.label).join(", ");
        const left = open(group);
        const told = [
          names("D") && group.most === null ? el("small", {}, `Không đồng ý: ${names("D")}`) : "",
          names("A") && group.most !== null ? el("small", {}, `Đồng ý: ${names("A")}`) : "",
          left.length ? el("small", {}, `Để trống: ${left.map((line) => line.label).join(", ")}`) : "",
        ];
        const mend = el("button", { type: "button", class: "btn btn-link", onclick: () => { at = place; advance(); } }, "Sửa", el("span", { class: "visually-hidden" }, ` ${group.title}`));
        return el("li", {},
          el("div", { class: "td-rev__h" }, el("h2", {}, group.title), mend),
          el("p", {},
            el("span", { class: "ok" }, icon(frame.sprite, "check"), "Đồng ý ", el("b", {}, String(count(group, "A")))),
            el("span", { class: "muted" }, icon(frame.sprite, "x"), "Không ", el("b", {}, String(count(group, "D"))))),
          told);
      };
      const go = button("Bỏ phiếu", { onclick: confirm }, icon(frame.sprite, "vote"));
      show("Xem lại", [
        el("h1", {}, "Xem lại phiếu"), el("p", { class: "td-hall__lead" }, "Chưa gửi. Đồng chí vẫn sửa được."),
        el("ol", { class: "td-rev" }, groups.map(item)),
      ], [go], true);
    };
    const confirm = () => {
      const sheet = el("dialog", { class: "td-dialog td-sheet", "aria-labelledby": "h-bo" },
        el("h2", { id: "h-bo" }, "Bỏ phiếu?"),
        el("p", {}, "Phiếu đã bỏ không sửa, không rút lại được. Hệ thống không lưu ai đã chọn gì."),
        button("Bỏ phiếu", { onclick: () => { sheet.close(); end(); } }, icon(frame.sprite, "vote")),
        el("button", { type: "button", class: "btn btn-secondary btn-hall", onclick: () => sheet.close() }, "Xem lại"));
      sheet.addEventListener("close", () => sheet.remove());
      document.body.append(sheet);
      sheet.showModal();
    };
    const end = () => {
      if (isDone) return;
      isDone = true;
      window.removeEventListener("beforeunload", warn);
      const marks = [];
      for (const group of groups) {
        if (group.most === null) marks.push(...group.lines.map((line) => group.marks.get(line.n) || ""));
        else marks.push(group.lines.filter((line) => group.marks.get(line.n) === "A").map((line) => line.n).sort((a, b) => a - b));
        group.marks.clear();
      }
      clear();
      finish(marks);
    };
    const clear = () => {
      window.removeEventListener("beforeunload", warn);
      const drawn = frame.top.querySelector(".td-hall__bar");
      if (drawn) drawn.remove();
      frame.foot.replaceChildren();
      frame.foot.hidden = true;
    };
    const warn = (event) => { if (groups.some((group) => group.marks.size)) event.preventDefault(); };
    const advance = () => (at < groups.length ? showGroup() : showReview());

    window.addEventListener("beforeunload", warn);
    advance();
    return { clear };
  };

  window.tdPaper = { start, el, icon, shape };
})();
