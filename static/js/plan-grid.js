// The plan's grid in the keyboard's own hands. Without this script the page is a plain form.
"use strict";

(() => {
  const form = document.getElementById("plan-grid");
  const { read, write, exact } = window.planAmounts;
  const table = document.getElementById("plan-table");
  const bar = document.getElementById("plan-bar");
  const state = document.getElementById("plan-state");
  const isThousand = form.dataset.unit === "thousand";
  const isChange = form.dataset.kind === "amendment";
  const language = document.documentElement.lang;
  const rows = [...table.querySelectorAll("tr[data-row]")];
  const fields = rows.map((row) => [...row.querySelectorAll("input")]);
  const place = new Map(fields.flatMap((line, r) => line.map((field, c) => [field, [r, c]])));
  const byName = new Map([...place.keys()].map((field) => [field.name, field]));
  const rowOf = new Map(rows.map((row, r) => [row.querySelector("b").textContent.trim(), r]));
  const values = new Map();
  const past = [];
  const future = [];
  let editing = ""; // "over" what is typed replaces, "in" with the caret in the text
  let active = null;
  let anchor = null;
  let saving = null;

  const text = (key) => form.dataset[`say${key}`] ?? "";
  const why = (reason, value) => (form.dataset[`why${reason.replace(/(^|-)(.)/g, (_m, _d, letter) => letter.toUpperCase())}`] ?? reason).replace("%(value)s", value);
  const shown = (tiyn) => (tiyn === 0n ? "" : write(tiyn, isThousand, language));
  const figure = (tiyn) => (tiyn === 0n && isThousand ? "0" : write(tiyn, isThousand, language));
  const before = (field) => read(field.dataset.before ?? "0").tiyn;
  const isLocked = (field) => "locked" in field.dataset;

  function say(message, isWrong) {
    state.textContent = message;
    state.classList.toggle("over", Boolean(isWrong));
  }
  function tell(message, isWrong) {
    bar.textContent = message;
    bar.classList.toggle("over", Boolean(isWrong));
  }

  // Sums by row, class and column, exact.
  const classes = new Map([...table.querySelectorAll("tr[data-class]")].map((row) => [row.dataset.class, row]));
  function addUp() {
    const columns = Array(12).fill(0n);
    const ofClass = new Map([...classes.keys()].map((key) => [key, Array(12).fill(0n)]));
    rows.forEach((row, r) => {
      const above = row.dataset.above.split(" ").filter(Boolean);
      let year = 0n;
      fields[r].forEach((field, c) => {
        const tiyn = values.get(field.name);
        year += tiyn;
        columns[c] += tiyn;
        for (const key of above) ofClass.get(key)[c] += tiyn;
      });
      put(row.querySelector(".last"), year);
    });
    for (const [key, row] of classes) putSums(row, ofClass.get(key));
    putSums(table.tFoot.rows[0], columns);
  }
  function putSums(row, sums) {
    sums.forEach((tiyn, c) => put(row.cells[c + 1], tiyn));
    put(row.querySelector(".last"), sums.reduce((one, other) => one + other, 0n));
  }
  function put(cell, tiyn) {
    const spelled = figure(tiyn);
    if (cell.textContent !== spelled) cell.textContent = spelled;
  }

  function show(field) {
    const tiyn = values.get(field.name);
    field.value = shown(tiyn);
    field.removeAttribute("aria-invalid");
    const after = field.nextElementSibling;
    if (after) {
      const result = before(field) + tiyn;
      after.textContent = figure(result);
      after.classList.toggle("over", result < 0n);
    }
  }
  function set(name, tiyn) {
    values.set(name, tiyn);
    show(byName.get(name));
  }

  // One step of the history: name → [before, after].
  function apply(changes, isNew = true) {
    const step = new Map();
    for (const [field, tiyn] of changes) {
      const was = values.get(field.name);
      if (was !== tiyn && !isLocked(field)) step.set(field.name, [was, tiyn]);
    }
    if (!step.size) return 0;
    for (const [name, [, tiyn]] of step) set(name, tiyn);
    if (isNew) {
      past.push(step);
      future.length = 0;
    }
    addUp();
    saving.changed();
    return step.size;
  }
  function turn(from, to, side, said) {
    const step = from.pop();
    if (!step) return;
    for (const [name, pair] of step) set(name, pair[side]);
    to.push(step);
    addUp();
    saving.changed();
    go(byName.get([...step.keys()][0]));
    tell(said);
  }

  // Typing.
  function begin(mode) {
    if (!active || isLocked(active)) return tell(active?.title ?? "", true);
    editing = mode;
    active.readOnly = false;
    active.classList.add("typing");
    if (mode === "over") active.value = "";
    else active.setSelectionRange(active.value.length, active.value.length);
  }
  function finish() {
    if (!editing) return true;
    const typed = active.value.trim();
    const isResult = isChange && typed.startsWith("=");
    const found = read(isResult ? typed.slice(1) : typed, isThousand);
    const isBelow = !isChange && found.tiyn < 0n;
    if (found.why || isBelow) {
      active.setAttribute("aria-invalid", "true");
      tell(isBelow ? text("Below") : why(found.why, typed), true);
      return false;
    }
    const field = active;
    stop();
    apply([[field, isResult ? found.tiyn - before(field) : found.tiyn]]);
    show(field);
    return true;
  }
  function stop() {
    editing = "";
    active.readOnly = true;
    active.classList.remove("typing");
  }

  // Going about.
  function go(field, isChoosing = false) {
    if (!field) return;
    if (!isChoosing) anchor = field;
    active = field;
    field.focus();
    choose();
    describe();
  }
  function chosen() {
    if (!active) return [];
    const [[r1, c1], [r2, c2]] = [place.get(anchor ?? active), place.get(active)];
    const lines = fields.slice(Math.min(r1, r2), Math.max(r1, r2) + 1);
    return lines.map((line) => line.slice(Math.min(c1, c2), Math.max(c1, c2) + 1));
  }
  function choose() {
    for (const cell of table.querySelectorAll(".chosen")) cell.classList.remove("chosen");
    const block = chosen();
    if (block.length > 1 || block[0]?.length > 1) for (const field of block.flat()) field.parentElement.classList.add("chosen");
  }
  function describe() {
    const block = chosen().flat();
    if (block.length > 1) {
      const sum = block.reduce((all, field) => all + values.get(field.name), 0n);
      return tell(`Σ ${figure(sum)} · ${block.length}`);
    }
    const name = active.getAttribute("aria-label");
    if (isLocked(active)) return tell(`${name}: ${active.title}`);
    if (!isChange) return tell(`${name}: ${figure(values.get(active.name))}`);
    const [was, change] = [before(active), values.get(active.name)];
    const isBelow = was + change < 0n;
    const said = `${name}: ${text("Before")} ${figure(was)}, ${text("Change")} ${figure(change)}, ${text("After")} ${figure(was + change)}`;
    tell(isBelow ? `${said}. ${text("Below")}` : said, isBelow);
  }
  // The block from the active cell, which keeps the focus, to another.
  function extendTo(field) {
    anchor = field;
    choose();
    describe();
  }
  function step(down, right, isChoosing) {
    const [r, c] = place.get(active);
    const line = fields[Math.max(0, Math.min(fields.length - 1, r + down))];
    go(line[Math.max(0, Math.min(11, c + right))], isChoosing);
  }
  function along(isBack) {
    const all = fields.flat();
    const next = all[all.indexOf(active) + (isBack ? -1 : 1)];
    if (next) go(next);
    return Boolean(next);
  }

  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const NOTHING = /^[-–—]$/; // how a sheet shows zero in its format of accounts
  const FAR = { Home: [0, -99], End: [0, 99], PageUp: [-12, 0], PageDown: [12, 0] };
  table.addEventListener("keydown", (event) => {
    if (!place.has(event.target)) return;
    active = event.target;
    const isControl = event.ctrlKey || event.metaKey;
    const handled = isControl ? controlled(event) : plain(event);
    if (handled) event.preventDefault();
  });
  function plain(event) {
    const { key, shiftKey } = event;
    if (event.altKey) return false;
    if (key === "Enter") {
      if (finish()) step(shiftKey ? -1 : 1, 0);
    } else if (key === "Tab") {
      return !finish() || along(shiftKey);
    } else if (key === "Escape") {
      if (editing) {
        stop();
        show(active);
        describe();
      } else document.querySelector(".plan-tools summary").focus();
    } else if (key === "F2") {
      if (!editing) begin("in");
    } else if (editing === "in") {
      return false;
    } else if (key in ARROWS) {
      if (finish()) step(...ARROWS[key], shiftKey);
    } else if (editing) {
      return false;
    } else if (key in FAR) {
      step(...FAR[key], shiftKey);
    } else if (key === "Delete" || key === "Backspace") {
      apply(chosen().flat().map((field) => [field, 0n]));
      describe();
    } else {
      if (key.length === 1) begin("over");
      return false;
    }
    return true;
  }
  // By the place of the key, since Russian and Kazakh layouts have other letters there.
  function controlled(event) {
    const { code, key, shiftKey } = event;
    if (key === "Enter") {
      if (finish()) submit();
      return true;
    }
    if (editing) return false;
    if (code === "KeyZ" && !shiftKey) turn(past, future, 0, text("Undone"));
    else if (code === "KeyY" || code === "KeyZ") turn(future, past, 1, text("Redone"));
    else if (code === "KeyA") {
      go(fields[0][0]);
      extendTo(fields.at(-1).at(-1));
    } else if (code === "KeyD" || code === "KeyR") spreadFirst(code === "KeyD");
    else if (code === "KeyC" || code === "KeyX") copy(code === "KeyX");
    else if (key === "Home") go(fields[0][0]);
    else if (key === "End") go(fields.at(-1).at(-1));
    else if (key in ARROWS) step(ARROWS[key][0] * 999, ARROWS[key][1] * 99, shiftKey);
    else return false;
    return true;
  }
  function spreadFirst(isDown) {
    const block = chosen();
    apply(block.flatMap((line) => line.map((field, c) => [field, values.get((isDown ? block[0][c] : line[0]).name)])));
    describe();
  }

  // Blocks to and from a sheet: tabs between cells, lines between rows.
  function copy(isCut) {
    const block = chosen();
    const sheet = block.map((line) => line.map((field) => write(values.get(field.name), isThousand, language, false)).join("\t")).join("\n");
    const area = document.createElement("textarea");
    area.value = sheet;
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    document.execCommand("copy"); // works over http too, which the newer interface does not
    area.remove();
    active.focus();
    if (isCut) apply(block.flat().map((field) => [field, 0n]));
  }
  table.addEventListener("paste", (event) => {
    if (!place.has(event.target) || editing) return;
    event.preventDefault();
    paste(event.clipboardData.getData("text/plain"));
  });
  function paste(sheet) {
    let block = cellsOf(sheet.replace(/\r\n?/g, "\n").replace(/\n$/, ""));
    const found = byCode(block);
    if (found) return take(found.places, found.texts, found.bad);
    const target = chosen();
    if (block.length === 1 && block[0].length === 1) block = target.map((line) => line.map(() => block[0][0]));
    const [r, c] = place.get(target[0][0]);
    const width = Math.max(...block.map((line) => line.length));
    if (r + block.length > fields.length || c + width > 12) {
      const said = text("TooLarge").replace("{rows}", block.length).replace("{columns}", width);
      return refuse(said, []);
    }
    take(block.map((line, down) => line.map((_cell, right) => fields[r + down][c + right])), block, []);
  }
  // A sheet puts quotes around a cell of several lines, and doubles those inside.
  function cellsOf(sheet) {
    const block = [[]];
    for (const [, quoted, bare, end] of sheet.matchAll(/(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))([\t\n]|$)/g)) {
      block.at(-1).push(quoted?.replaceAll('""', '"') ?? bare);
      if (end === "\n") block.push([]);
      else if (!end) break;
    }
    return block;
  }
  // Lines of a whole plan find their rows by their codes: code, perhaps a name, twelve months, perhaps the year.
  function byCode(block) {
    const width = block[0].length;
    const isWhole = width >= 13 && width <= 15 && block.every((line) => line.length === width);
    const known = block.filter((line) => rowOf.has(line[0].trim()));
    if (!isWhole || !known.length) return null;
    const isNamed = width > 13 && known.some((line) => read(line[1], isThousand).why);
    if (isNamed ? width === 13 : width === 15) return null;
    const start = isNamed ? 2 : 1;
    const bad = block.filter((line) => !known.includes(line)).map((line) => [line[0].trim(), line[1], text("NoRow")]);
    const seen = new Set();
    const texts = known.map((line) => line.slice(start, start + 12));
    known.forEach((line, at) => {
      const code = line[0].trim();
      if (seen.has(code)) bad.push([code, code, text("Twice")]);
      seen.add(code);
      if (width === start + 12) return;
      const sum = texts[at].reduce((all, cell) => all + (read(NOTHING.test(cell.trim()) ? "" : cell, isThousand).tiyn ?? 0n), 0n);
      const year = read(line.at(-1), isThousand).tiyn;
      if (year !== sum) bad.push([code, line.at(-1), text("Year").replace("{sum}", figure(sum))]);
    });
    return { places: known.map((line) => fields[rowOf.get(line[0].trim())]), texts, bad };
  }
  // All of a block or nothing of it.
  function take(places, texts, bad) {
    const changes = [];
    texts.forEach((line, down) =>
      line.forEach((cell, right) => {
        const field = places[down][right];
        const found = read(NOTHING.test(cell.trim()) ? "" : cell, isThousand);
        const name = field.getAttribute("aria-label");
        if (found.why) bad.push([name, cell, why(found.why, cell)]);
        else if (!isChange && found.tiyn < 0n) bad.push([name, cell, text("Below")]);
        else if (isLocked(field) && found.tiyn !== values.get(field.name)) bad.push([name, cell, field.title]);
        else changes.push([field, found.tiyn]);
      }),
    );
    if (bad.length) return refuse(text("Bad"), bad);
    apply(changes);
    go(places[0][0]);
    extendTo(places.at(-1).at(-1));
    tell(text("Pasted").replace("{n}", changes.length));
  }
  function refuse(said, bad) {
    const dialog = document.createElement("dialog");
    dialog.className = "plan-dialog";
    const line = document.createElement("p");
    line.textContent = said;
    const list = document.createElement("ul");
    for (const [name, cell, reason] of bad.slice(0, 200)) {
      const item = document.createElement("li");
      const strong = document.createElement("b");
      strong.textContent = `${name}: ${cell}`;
      item.append(strong, ` ${reason}`);
      list.append(item);
    }
    const button = document.createElement("button");
    button.className = "button primary";
    button.textContent = text("Close");
    button.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      active.focus();
    });
    dialog.append(line, list, button);
    document.body.append(dialog);
    dialog.showModal();
    button.focus();
  }

  // The mouse.
  table.addEventListener("focusin", (event) => {
    if (!place.has(event.target) || event.target === active) return;
    go(event.target);
  });
  table.addEventListener("focusout", (event) => {
    if (event.target === active && editing && !finish()) {
      const field = active;
      setTimeout(() => field.focus());
    }
  });
  table.addEventListener("mousedown", (event) => {
    if (!place.has(event.target)) return;
    if (event.target === active && document.activeElement === active) {
      if (!editing) begin("in");
    } else if (event.shiftKey && active && finish()) {
      event.preventDefault();
      go(event.target, true);
    }
  });
  table.addEventListener("mouseover", (event) => {
    if (event.buttons === 1 && !editing && active && place.has(event.target) && event.target !== active) {
      go(event.target, true);
    }
  });

  // Tools around the table.
  document.addEventListener("keydown", (event) => {
    const tool = { F8: "fill-tool", F9: "code-tool" }[event.key];
    if (!tool || (editing && !finish())) return;
    event.preventDefault();
    const details = document.getElementById(tool);
    details.open = true;
    if (tool === "fill-tool" && active) details.querySelector("select").value = rows[place.get(active)[0]].dataset.row;
    details.querySelector("select, input:not([type=hidden])").focus();
  });
  for (const details of document.querySelectorAll(".plan-tools details")) {
    details.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      details.open = false;
      (active ?? fields[0]?.[0])?.focus();
    });
  }
  const filling = document.getElementById("fill-form");
  filling.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = filling.querySelector(".error[role=alert]");
    wrong.hidden = true;
    const body = new FormData(filling);
    const block = chosen();
    const lines = block.length > 1 ? block.map((line) => rows[place.get(line[0])[0]].dataset.row) : [];
    if (lines.includes(body.get("codes"))) lines.forEach((code) => code !== body.get("codes") && body.append("codes", code));
    if (!(await saving.send())) return;
    let said;
    try {
      const answer = await fetch(filling.action, { method: "POST", body, headers: { Accept: "application/json" } });
      said = await answer.json();
    } catch {
      said = { error: text("Kept").replace("{n}", "0") };
    }
    if (said.error) {
      wrong.textContent = said.error;
      wrong.hidden = false;
      return;
    }
    const changes = Object.entries(said.cells).map(([name, amount]) => [byName.get(name), read(amount).tiyn]);
    document.getElementById("fill-tool").open = false;
    go(changes[0][0]);
    tell(text("Filled").replace("{n}", apply(changes)));
  });
  // What leaves the page goes once everything is kept.
  for (const link of document.querySelectorAll("a[data-flush]")) {
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      if (await saving.send()) location.assign(link.href);
    });
  }
  for (const other of document.querySelectorAll("form[data-flush]")) {
    other.addEventListener("submit", async (event) => {
      if (saving.isSaved()) return;
      event.preventDefault();
      delete other.dataset.sent;
      if (await saving.send()) other.requestSubmit(event.submitter);
    });
  }
  function submit() {
    const paper = document.getElementById("plan-paper");
    const reason = paper.elements.reason;
    if ("needed" in reason.dataset && !reason.value.trim()) reason.focus();
    else paper.elements.submit.focus();
  }

  for (const field of place.keys()) {
    values.set(field.name, read(field.value, isThousand).tiyn ?? 0n);
    field.readOnly = true;
    field.inputMode = "decimal";
  }
  for (const hidden of document.querySelectorAll("[data-without-script]")) hidden.hidden = true;
  form.addEventListener("submit", (event) => event.preventDefault());
  const mark = (names) => {
    for (const field of place.keys()) field.parentElement.classList.toggle("unsaved", names.has(field.name));
  };
  const takeIn = (name, tiyn) => {
    set(name, tiyn);
    addUp();
  };
  saving = window.planSaving(form, { values, say, take: takeIn, mark, focus: (name) => go(byName.get(name)) });
  addUp();
  go(byName.get(location.hash.slice(1)) ?? fields[0]?.find((field) => !isLocked(field)) ?? fields[0]?.[0]);
})();
