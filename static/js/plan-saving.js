// Keeps the figures of a draft on the server at once; what could not be kept stays in the page and is tried again.
"use strict";

// `grid` gives and takes figures: values (name → tiyn), unsaved() → names, take(name → tiyn), mark(), say(text, isWrong).
window.planSaving = (form, grid) => {
  const { read, exact } = window.planAmounts;
  const text = (key, n) => form.dataset[`say${key}`].replace("{n}", n);
  const store = `plan-${form.dataset.draft}-${form.dataset.person}`;
  const undecided = new Map(); // cells that somebody else changed: not sent until the person says which figure holds
  let revision = Number(form.dataset.revision);
  let sending = null;
  let timer = 0;
  let pause = 2000;

  const known = new Map([...grid.values].map(([name, tiyn]) => [name, tiyn]));
  const unsaved = () => [...grid.values.keys()].filter((name) => grid.values.get(name) !== known.get(name));
  const toSend = () => unsaved().filter((name) => !undecided.has(name));

  function remember() {
    const left = unsaved();
    try {
      if (!left.length) localStorage.removeItem(store);
      else {
        const cells = Object.fromEntries(left.map((name) => [name, exact(grid.values.get(name))]));
        localStorage.setItem(store, JSON.stringify({ revision, cells }));
      }
    } catch {
      // No room or no right to keep anything: the page itself still holds it.
    }
    grid.mark(new Set(left));
  }

  function changed() {
    remember();
    clearTimeout(timer);
    timer = setTimeout(send, 400);
  }

  async function post() {
    const names = toSend();
    const sent = new Map(names.map((name) => [name, grid.values.get(name)]));
    const cells = Object.fromEntries(names.map((name) => [name, exact(sent.get(name))]));
    let answer;
    try {
      answer = await fetch(form.action, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        body: JSON.stringify({ revision, cells }),
        signal: AbortSignal.timeout(20000),
      });
    } catch {
      later();
      return false;
    }
    const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
    if (answer.status >= 500 || answer.status === 429) {
      later();
      return false;
    }
    if (!isJson) {
      grid.say(`${text("Unsaved", unsaved().length)} ${text("SignIn")}`, true);
      return false;
    }
    const said = await answer.json();
    if (!answer.ok) {
      grid.say(`${text("Unsaved", unsaved().length)} ${said.error}`, true);
      return false;
    }
    pause = 2000;
    revision = said.revision;
    form.elements.revision.value = revision;
    take(said, sent);
    return true;
  }

  // The server's cells come in where nothing newer was typed here.
  function take(said, sent) {
    const mine = new Set(unsaved());
    for (const [name, amount] of Object.entries(said.cells)) {
      const tiyn = read(amount).tiyn;
      if (!known.has(name) || name in said.clashes) continue;
      if (!mine.has(name)) grid.take(name, tiyn);
      known.set(name, tiyn);
    }
    for (const [name, tiyn] of sent) if (!(name in said.clashes)) known.set(name, tiyn);
    for (const [name, clash] of Object.entries(said.clashes)) {
      known.set(name, read(clash.stands).tiyn);
      undecided.set(name, clash.said);
    }
    remember();
    if (Object.keys(said.clashes).length) showClashes();
  }

  function later() {
    grid.say(text("Kept", unsaved().length), true);
    clearTimeout(timer);
    timer = setTimeout(send, pause);
    pause = Math.min(pause * 2, 30000);
  }

  async function send() {
    clearTimeout(timer);
    if (sending) {
      await sending;
      if (toSend().length) return send();
      return true;
    }
    if (!toSend().length) return !undecided.size;
    grid.say(text("Saving"), false);
    sending = post();
    const done = await sending;
    sending = null;
    if (done && toSend().length) return send();
    if (done && !unsaved().length) grid.say(text("Saved"), false);
    return done;
  }

  function showClashes() {
    const place = document.getElementById("plan-clashes");
    place.replaceChildren();
    place.hidden = !undecided.size;
    for (const [name, said] of undecided) {
      const line = document.createElement("p");
      line.className = "plan-clash";
      line.append(said);
      for (const [label, isMine] of [[text("Mine"), true], [text("Theirs"), false]]) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button small";
        button.textContent = label;
        button.addEventListener("click", () => {
          undecided.delete(name);
          if (!isMine) grid.take(name, known.get(name));
          showClashes();
          grid.focus(name);
          changed();
        });
        line.append(button);
      }
      place.append(line);
    }
    if (undecided.size) grid.say(text("Unsaved", unsaved().length), true);
  }

  function restore() {
    let kept;
    try {
      kept = JSON.parse(localStorage.getItem(store));
    } catch {
      return;
    }
    const cells = Object.entries(kept?.cells ?? {}).filter(([name, amount]) => known.has(name) && known.get(name) !== read(amount).tiyn);
    if (!cells.length) return;
    revision = Math.min(revision, kept.revision);
    for (const [name, amount] of cells) grid.take(name, read(amount).tiyn);
    grid.say(text("Restored", cells.length), true);
    changed();
  }

  window.addEventListener("online", send);
  window.addEventListener("beforeunload", (event) => {
    if (unsaved().length) event.preventDefault();
  });
  restore();
  return { changed, send, isSaved: () => !unsaved().length };
};
