/* The page of a member for the whole sitting: waiting → ready → ballot → sent → checked. It asks how things stand all the
   time and in the same way, before and after the ballot is cast; the ballot itself leaves without the member's name.
   Lines that some members take no part in are rounds of their own, with their own token, box and receipt; of a paper cast
   line by line every line is a slip with its own token and receipt. All the same one page, one paper to mark, one
   confirmation, and each ballot is sent for itself. */
(() => {
  "use strict";
  const home = document.querySelector("[data-ballot]");
  if (!home) return;
  const { el, icon, shape } = tdPaper;
  const data = home.dataset;
  /* The paper first, then what was taken out of it and concerns this member; `names`: what its ballots are known by. */
  const contestsOf = (group) => (group.kind === "pick" ? 1 : group.lines.length);
  const rounds = [{ ...data }, ...JSON.parse(data.others || "[]")].map((one) => {
    const { groups, granularity } = JSON.parse(one.paper), byLine = granularity === "line";
    const length = groups.reduce((sum, group) => sum + contestsOf(group), 0);
    const names = byLine ? Array.from({ length }, (_, place) => `${one.ballot}/${place + 1}`) : [one.ballot];
    return { ...one, groups, length, byLine, names };
  });
  const pace = window.tdBallotPace || { poll: 5000, jitter: 2000, wait: 10000, again: 750 };
  /* keeps: round → the key under which what is on its way lies on this device; told while voting is open. */
  const sealed = new Map(), slipKeys = new Map(), keeps = new Map();
  const frame = {
    main: home, foot: document.querySelector("[data-foot]"), top: document.querySelector("[data-top]"),
    step: document.querySelector("[data-step]"), sprite: data.sprite,
  };
  let shown = "", paper = null, isSending = false, isFetching = false, keepsCode = false, isSpent = false;

  const sleep = (time) => new Promise((done) => { setTimeout(done, time); });
  const post = async (url, fields) => {
    const answer = await fetch(url, {
      method: "POST", credentials: "same-origin", cache: "no-store", headers: { "X-CSRFToken": data.csrf },
      body: new URLSearchParams(fields),
    });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw Object.assign(new Error(told.message || ""), { kind: told.error || "trouble" });
    return told;
  };

  /* What is shown -------------------------------------------------------------------------------------------------- */

  const RINGS = {
    ready: ["#fbf2d6", [["rect", { x: 27, y: 22, width: 42, height: 52, rx: 5, stroke: "#755609", "stroke-width": 5 }], ["path", { d: "M37 49l8 8 15-17", stroke: "#0b5a3e", "stroke-width": 6 }]]],
    done: ["#e2f1e9", [["path", { d: "M28 50l13 13 27-29", stroke: "#0b5a3e", "stroke-width": 7 }]]],
    checked: ["#0b5a3e", [["path", { d: "M28 50l13 13 27-29", stroke: "#fff", "stroke-width": 7 }]]],
    wait: ["#eef1ef", [["path", { d: "M48 28v22l14 9", stroke: "#4b5751", "stroke-width": 6 }]]],
    bad: ["#fbe4e2", [["path", { d: "M48 26v28M48 66v2", stroke: "#a3211b", "stroke-width": 8 }]]],
  };
  const ring = (kind) => {
    const [fill, parts] = RINGS[kind];
    const drawn = shape("svg", { viewBox: "0 0 96 96", "aria-hidden": "true" });
    drawn.append(shape("circle", { cx: 48, cy: 48, r: 46, fill }));
    parts.forEach(([tag, given]) => drawn.append(shape(tag, { fill: "none", "stroke-linecap": "round", "stroke-linejoin": "round", ...given })));
    return drawn;
  };
  /* One state of the page, drawn once: `key` tells it from the one before. */
  const show = (key, step, kind, title, lead, ...more) => {
    if (shown === key) return;
    shown = key;
    if (paper) { paper.clear(); paper = null; }
    frame.step.textContent = step;
    frame.foot.hidden = true;
    const role = kind === "bad" ? "alert" : "status";
    home.replaceChildren(el("div", { class: "td-done", role }, ring(kind), el("h1", {}, title), el("p", { class: "td-hall__lead" }, lead)), ...more.flat().filter(Boolean));
    window.scrollTo(0, 0);
  };
  const tips = (...rows) => el("ul", { class: "td-hall__tips" }, rows.map(([name, words]) => el("li", {}, icon(frame.sprite, name), words)));
  const code = (title, value, words, classes = "") => el("section", { class: "td-receipt" },
    el("h2", {}, title), el("p", { class: `td-receipt__code ${classes}` }, value), el("p", {}, words));
  const tiny = (name, words) => el("p", { class: "td-hall__tiny" }, icon(frame.sprite, name), words);
  const halt = (key, title, lead) => show(key, "Gọi tổ kiểm phiếu", "bad", title, lead);
  const grouped = (words) => words.slice(0, 12).toUpperCase().replace(/(.{4})(?=.)/g, "$1-");

  const spaced = (digits) => `${digits.slice(0, 3)} ${digits.slice(3)}`;
  const showReady = async (nows) => {
    const digits = await Promise.all((await keysOf(nows)).map((pub) => tdBallot.fingerprint(pub)));
    const give = el("button", { type: "button", class: "btn btn-secondary btn-hall w-100 mt-3" }, "Chuyển sang phiếu giấy");
    give.addEventListener("click", () => giveBack(give));
    show(`ready ${digits.join(" ")}`, "Nhận phiếu", "ready", "Sẵn sàng", "Phiếu của đồng chí đã ở trên máy này. Trang tự mở khi bắt đầu bỏ phiếu.",
      digits.map((one, place) => code(`Dấu hòm ${rounds[place].apart || "phiếu"}`, spaced(one), place
        ? "Dòng có người không tham gia, bỏ cùng lúc trên trang này."
        : "So với số trên màn chiếu. Nếu khác, giơ tay gọi tổ kiểm phiếu.", ...(place ? ["td-receipt__code--sm"] : []))),
      tips(["smartphone", "Không đổi máy, không xóa lịch sử duyệt web."], ["file-text", "Muốn bỏ phiếu giấy: đổi trước khi mở bỏ phiếu."]), give);
  };
  const giveBack = async (button) => {
    if (button.dataset.sure === undefined) {
      button.dataset.sure = "";
      button.textContent = "Trả phiếu điện tử, không lấy lại được?";
      return;
    }
    button.disabled = true;
    for (const one of rounds) {
      const proof = await tdBallot.surrenderAll(one.names);
      if (proof) await post(one.surrender, proof).catch(() => {});
    }
    await turn();
  };
  const showReceipt = (cast) => {
    const codes = cast.map((row) => row.c).filter(Boolean), key = `receipt ${codes.join(" ")} ${keepsCode}`;
    const buttons = el("div", { class: "td-receipt__acts" },
      el("button", { type: "button", class: "btn btn-secondary btn-hall", onclick: () => { keepsCode = !keepsCode; showReceipt(cast); } }, icon(frame.sprite, keepsCode ? "eye-off" : "eye"), keepsCode ? "Ẩn mã" : "Hiện mã"),
      el("button", { type: "button", class: "btn btn-secondary btn-hall", onclick: async () => { showReceipt(await Promise.all(cast.map((row) => tdBallot.forget(row.round)))); } }, "Xóa biên nhận"));
    const box = el("section", { class: "td-receipt" }, el("h2", {}, "Mã biên nhận"),
      keepsCode ? codes.map((one) => el("p", { class: "td-receipt__code" }, grouped(one))) : "",
      el("p", {}, "Mã không cho biết đồng chí chọn ai. Không cần ghi lại."), buttons);
    show(key, "Hoàn thành", "done", "Phiếu đã vào hòm", codes.length
      ? "Giữ trang này mở. Khi đóng phiếu, máy tự kiểm tra phiếu của đồng chí có trong hòm."
      : "Biên nhận đã xóa khỏi máy này.", codes.length ? box : "", tiny("loader-circle", "Chờ đóng phiếu"));
  };

  /* What is done --------------------------------------------------------------------------------------------------- */

  /* One paper for this device; phones of a whole hall do not ask in the same second. */
  const fetchPapers = async (nows) => {
    if (isFetching) return;
    isFetching = true;
    try {
      if (nows.some((now) => !now.channel || now.channel === "none")) await sleep(Math.random() * pace.wait);
      const keys = await keysOf(nows);
      for (const [place, one] of rounds.entries()) {
        const now = nows[place], pems = tdBallot.pemsOf(keys[place]);
        if (pems.length !== one.names.length) throw new Error("another number of keys");
        const slips = one.names.map((round, number) => ({ round, pem: pems[number] }));
        const issue = async (blinded) => (await post(one.issue, { blinded, epoch: now.epoch })).signature;
        const rows = await tdBallot.checkInAll({ slips, epoch: now.epoch, issue });
        if (rows.every((row) => row.state === "ready") && !now.ready) await post(one.ready, {});
      }
    } catch (error) {
      if (error.kind === "other_device") halt("other", "Máy khác đã nhận phiếu", "Phiếu của đồng chí đang ở máy khác. Nếu không phải máy của mình, giơ tay gọi tổ kiểm phiếu ngay.");
    } finally {
      isFetching = false;
    }
  };
  /* The keys of every round of the page. Those of slips are many: asked for once in each giving-out. */
  const keysOf = async (nows) => {
    if (rounds.some((one, place) => one.byLine && (slipKeys.get(one.ballot) || {}).epoch !== nows[place].epoch)) {
      const answer = await fetch(`${data.state}?khoa=1`, { credentials: "same-origin", cache: "no-store" });
      if (!answer.ok || answer.redirected) throw new Error("no answer");
      Object.entries(await answer.json()).forEach(([ballot, told]) => slipKeys.set(ballot, told));
    }
    return rounds.map((one, place) => {
      const told = one.byLine ? slipKeys.get(one.ballot) : nows[place];
      if (!told || told.epoch !== nows[place].epoch) throw new Error("given out anew");
      return told.pub;
    });
  };
  /* held: the rounds this device holds a paper of; they are marked as one, title after title. */
  const vote = (held) => {
    if (shown === "paper") return;
    shown = "paper";
    home.replaceChildren();
    const title = (group, one) => (one.apart ? `${group.title}, ${one.apart}` : group.title);
    const whole = JSON.stringify({ groups: held.flatMap((one) => one.groups.map((group) => ({ ...group, title: title(group, one) }))) });
    paper = tdPaper.start(whole, frame, async (marks) => {
      paper = null;
      const ballots = [];
      let from = 0;
      for (const one of held) {
        const mine = marks.slice(from, from + one.length);
        from += one.length;
        const given = { paper: one.paper, keep: keeps.get(one.ballot) };
        if (one.byLine) mine.forEach((mark, place) => ballots.push({ ...given, round: one.names[place], marks: [mark] }));
        else ballots.push({ ...given, round: one.ballot, marks: mine });
      }
      await tdBallot.decideAll(ballots);
      deliver();
    });
  };
  /* For each round what this device holds of it: its state, and the rows of all its ballots; null where it holds none. */
  const readAll = async () => {
    const rows = await tdBallot.readAll(rounds.flatMap((one) => one.names));
    return rounds.map((one) => {
      const mine = rows.splice(0, one.names.length);
      if (!mine.every(Boolean)) return null;
      const state = ["casting", "late", "cast"].find((word) => mine.some((row) => row.state === word)) || mine[0].state;
      return { state, epoch: mine[0].epoch, mine };
    });
  };
  const castOf = (rows) => rows.filter(Boolean).flatMap((row) => row.mine).filter((row) => row.state === "cast");
  /* In an order of chance: nothing is told by which line comes first. */
  const shuffled = (list) => list.map((one) => [Math.random(), one]).sort((a, b) => a[0] - b[0]).map(([, one]) => one);
  /* The stored requests, again and again until they are answered. */
  const deliver = async () => {
    if (isSending || isSpent) return;
    isSending = true;
    show("sending", "Đang gửi", "wait", "Đang gửi phiếu", "Đồng chí giữ nguyên trang.");
    try {
      for (const one of rounds) {
        for (const name of shuffled(one.names)) if (!isSpent) await deliverOne(one, name);
      }
    } catch {
      return; // the browser's database gave up: the next turn tries again
    } finally {
      isSending = false;
    }
    if (isSpent) return;
    /* What follows is drawn from this device alone: a cast ballot must not make the member's page ask for anything. */
    const rows = (await readAll()).filter(Boolean);
    if (rows.length && rows.every((row) => row.state === "cast")) showReceipt(castOf(rows));
  };
  const deliverOne = async (one, name) => {
    for (let tries = 0; ; tries += 1) {
      const told = await tdBallot.send({ round: name, url: one.cast, ackPem: data.ack, keep: keeps.get(one.ballot) });
      if (told.state !== "again") {
        isSpent = ["spent", "refused"].includes(told.state);
        if (told.state === "spent") halt("spent", "Phiếu này đã bỏ với lựa chọn khác", "Máy khác đã dùng phiếu của đồng chí. Giơ tay gọi tổ kiểm phiếu.");
        if (told.state === "refused") halt("refused", "Hòm phiếu không nhận phiếu này", "Giữ nguyên trang và giơ tay gọi tổ kiểm phiếu.");
        return;
      }
      if (tries === 1) show("resending", "Đang gửi lại", "wait", "Đang gửi lại phiếu, đồng chí giữ nguyên trang", "Mất kết nối. Máy tự gửi lại đúng phiếu này cho đến khi vào hòm.");
      await sleep(Math.min(pace.again * (tries + 1), 5000) + Math.random() * 250);
    }
  };
  /* Every page asks for the whole list once the box is sealed, whether it has cast a ballot or not. */
  const lookUp = async (one) => {
    if (sealed.has(one.ballot)) return sealed.get(one.ballot);
    const answer = await fetch(one.receipts, { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store" });
    if (!answer.ok) throw new Error("not sealed");
    sealed.set(one.ballot, await answer.json());
    return sealed.get(one.ballot);
  };
  /* The rounds that were closed: one of them may have been called off for too few papers. */
  const check = async (rows, nows) => {
    const [now] = nows, closed = rounds.filter((one, place) => SEALED.includes(nows[place].state));
    const lists = await Promise.all(closed.map(lookUp));
    const inBox = new Set(lists.flatMap((list) => list.c));
    const mine = closed.map((one) => rows[rounds.indexOf(one)]).filter(Boolean).flatMap((one) => one.mine);
    const isLate = (row) => ["casting", "late"].includes(row.state) && !inBox.has(row.c);
    const lost = mine.find((row) => row.state === "cast" && row.c && !inBox.has(row.c));
    const found = mine.filter((row) => row.c && inBox.has(row.c)), late = mine.filter(isLate);
    const isThere = found.length > 0 && !lost && !late.length;
    const row = lost || late[0] || mine.find((one) => !found.includes(one)) || null;
    const size = `${inBox.size} phiếu điện tử${rounds.some((one) => one.byLine) ? ", mỗi dòng một phiếu," : ""}`;
    const seal = el("div", {}, lists.map((list, place) => code(`Mã niêm phong ${closed[place].apart}`.trim(), list.head, "Tổ kiểm phiếu đọc mã này trước khi công bố kết quả.", "td-receipt__code--sm")));
    const end = now.state === "published"
      ? el("a", { class: "btn btn-primary btn-hall w-100 mt-4", href: data.result }, "Xem kết quả")
      : tiny("hourglass", "Đang kiểm phiếu");
    const key = `check ${isThere} ${now.state} ${closed.length}`;
    if (isThere) show(key, "Đã kiểm tra", "checked", "Phiếu của đồng chí có trong hòm", `Đã đối chiếu với ${size} trong hòm.`, seal, end);
    else if (row && row.state === "cast" && row.c) {
      show(key, "Gọi tổ kiểm phiếu", "bad", "Không thấy phiếu của đồng chí trong hòm", "Giữ nguyên trang, gọi tổ kiểm phiếu ngay. Mã và chữ ký của máy chủ dưới đây chứng minh phiếu đã được nhận.",
        code("Mã biên nhận", grouped(row.c), row.c, "td-receipt__code--sm"), el("p", { class: "td-receipt text-break" }, row.ack));
    } else if (found.length && late.length) {
      show(key, "Đã đóng phiếu", "wait", "Một phần phiếu chưa vào hòm", `Hòm đã đóng trước khi ${late.length} trong ${mine.length} phiếu của đồng chí tới nơi: các phiếu này không được tính, ${found.length} phiếu kia có trong hòm.`, seal, end);
    } else if (row && ["casting", "late"].includes(row.state)) show(key, "Đã đóng phiếu", "wait", "Phiếu chưa vào hòm", "Hòm đã đóng trước khi phiếu của đồng chí tới nơi. Phiếu này không được tính.", seal, end);
    else if (row && row.state === "ready") show(key, "Đã đóng phiếu", "wait", "Đồng chí chưa bỏ phiếu", "Hòm đã đóng. Phiếu trên máy này không được tính.", seal, end);
    else show(key, "Đã đóng phiếu", "wait", "Đã đóng phiếu", `Trong hòm có ${size.replace(/,$/, "")}.`, seal, end);
  };

  /* How things stand ----------------------------------------------------------------------------------------------- */

  const SEALED = ["closed", "counted", "published"], VOID = ["cancelled", "annulled"];
  const BEFORE = { ready: "Trang tự nhận phiếu khi tổ kiểm phiếu mở nhận phiếu.", checkin: "Đang nhận phiếu, đồng chí giữ nguyên trang." };
  const OTHERWISE = {
    paper: ["Phiếu giấy", "Đồng chí đã ký nhận phiếu giấy. Ghi phiếu và bỏ vào hòm."],
    recused: ["Không tham gia", "Đồng chí không tham gia bỏ phiếu vòng này."],
    written: ["Ý kiến bằng văn bản", "Ý kiến của đồng chí đã nhận bằng văn bản."],
    absent: ["Vắng mặt", "Đồng chí được ghi vắng mặt trong vòng này."],
  };
  /* One question for all rounds of the page. */
  const askAll = async () => {
    const isWhole = rounds.length === 1 && data.ballot === data.main;
    const answer = await fetch(isWhole ? data.state : `${data.state}?rieng=1`, { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok || answer.redirected) throw new Error("no answer");
    const now = await answer.json(), told = [{ ...now, ballot: data.main }, ...(now.others || [])];
    const nows = rounds.map((one) => told.find((other) => other.ballot === one.ballot));
    if (nows.some((one) => !one)) throw new Error("another roll");
    return nows;
  };
  const turn = async () => {
    const nows = await askAll(), rows = await readAll();
    const [now] = nows, [row] = rows;
    rounds.forEach((one, place) => { if (nows[place].keep) keeps.set(one.ballot, nows[place].keep); });
    const holds = (place) => Boolean(rows[place]) && rows[place].state === "ready" && rows[place].epoch === nows[place].epoch;
    if (now.state === "destroyed") {
      show("gone", "Đã công bố", "done", "Kết quả đã công bố", "Phiếu đã hủy sau thời hạn lưu, kết quả còn nguyên.", el("a", { class: "btn btn-primary btn-hall w-100 mt-4", href: data.result }, "Xem kết quả"));
      return true;
    }
    if (nows.every((one) => VOID.includes(one.state))) {
      show("void", "Đã hủy", "wait", "Vòng bỏ phiếu này đã hủy", "Phiếu không được mở, không ai biết đã chọn gì. Chờ chủ trì thông báo.");
      return true;
    }
    if (nows.some((one) => SEALED.includes(one.state))) {
      if (!isSending) await check(rows, nows);
      return nows.every((one) => one.state === "published" || VOID.includes(one.state));
    }
    if (isSpent) return false;
    if (OTHERWISE[now.channel]) {
      const [title, words] = OTHERWISE[now.channel];
      show(now.channel, "Phiếu kín", "wait", title, words);
    } else if (row && row.state === "surrendered" && row.epoch === now.epoch && now.state !== "open") {
      for (const [place, one] of rounds.entries()) {
        const mine = rows[place];
        if (!mine || mine.state !== "surrendered" || nows[place].channel !== "electronic") continue;
        await post(one.surrender, await tdBallot.surrenderAll(one.names)).catch(() => {});
      }
      show("surrendered", "Phiếu giấy", "wait", "Đã trả phiếu điện tử", "Ký nhận phiếu giấy tại bàn tổ kiểm phiếu.");
    } else if (now.state === "checkin" && !now.present) {
      show("absent", "Nhận phiếu", "wait", "Chưa điểm danh", "Điểm danh có mặt thì máy tự nhận phiếu.");
    } else if (now.state === "checkin") {
      if (!rounds.every((one, place) => holds(place))) {
        if (shown !== "other") show("waiting", "Nhận phiếu", "wait", "Đang nhận phiếu", BEFORE.checkin);
        await fetchPapers(nows);
      } else {
        if (nows.some((one) => !one.ready)) await fetchPapers(nows);
        await showReady(nows);
      }
    } else if (now.state === "ready") show("before", "Chưa mở", "wait", "Chưa nhận phiếu", BEFORE.ready);
    else if (rows.some((one) => one && one.state === "casting")) deliver();
    else if (rounds.some((one, place) => holds(place))) vote(rounds.filter((one, place) => holds(place)));
    else if (rows.some((one) => one && one.state === "late")) show("late", "Đang bỏ phiếu", "wait", "Phiếu chưa vào hòm", "Hòm chưa nhận phiếu này. Gọi tổ kiểm phiếu.");
    else if (rows.some((one) => one && one.state === "cast")) showReceipt(castOf(rows));
    else halt("none", "Không có phiếu trên máy này", "Đã mở bỏ phiếu nên không phát phiếu điện tử nữa. Gọi tổ kiểm phiếu để nhận phiếu giấy, nếu đồng chí chưa nhận phiếu nào.");
    return false;
  };

  const run = async () => {
    if (!tdBallot.isSafe()) {
      const why = window.isSecureContext ? "Trình duyệt quá cũ hoặc không cho lưu dữ liệu." : "Trang mở bằng http qua mạng: trình duyệt không cho mã hóa phiếu. Mở lại bằng địa chỉ https.";
      halt("unsafe", "Máy này không bỏ phiếu điện tử được", `${why} Hoặc ký nhận phiếu giấy tại bàn tổ kiểm phiếu.`);
      return;
    }
    for (let isOver = false; !isOver;) {
      try {
        isOver = await turn();
        home.removeAttribute("data-lost");
      } catch {
        home.setAttribute("data-lost", "");
        if (!shown) show("lost", "Mất kết nối", "wait", "Đang chờ kết nối", "Trang tự thử lại.");
      }
      await sleep(pace.poll + Math.random() * pace.jitter);
    }
  };
  /* The back button brings a page back as it was: it is drawn anew from what the device holds. */
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
  run();
})();
