// Extras over plain pages: everything here can be absent.
"use strict";

const root = document.documentElement;

// Light and dark without a reload.
const toggle = document.querySelector("[data-theme-toggle]");
if (toggle) {
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  toggle.addEventListener("click", (event) => {
    event.preventDefault();
    root.dataset.theme = dark() ? "light" : "dark";
    document.cookie = `smeta_theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
  });
}

// A choice of period or unit is sent when it is made; the button stays for the keyboard and for readers.
for (const form of document.querySelectorAll("form[data-send-on-change]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

// Menus close on Escape and on a click elsewhere, and give the focus back.
const menus = document.querySelectorAll("details.menu");
document.addEventListener("click", (event) => {
  for (const menu of menus) if (menu.open && !menu.contains(event.target)) menu.open = false;
});

// A current section or figure scrolled out of sight is of no use.
document.querySelector(".sections [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

const keys = document.getElementById("keys");
for (const hint of document.querySelectorAll("[data-keys-hint]")) hint.hidden = false;

const typing = (target) => target.closest("input, select, textarea, [contenteditable]");
let leader = 0;

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of menus) {
      if (menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  // Places on the keyboard, since the letters differ: “g” is “п” on a Russian layout, “/” a point, “1” a Kazakh letter.
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code);
  if ((event.key === "?" || (event.code === "Slash" && event.shiftKey)) && keys) {
    keys.showModal();
  } else if (digit && Date.now() - leader < 1500) {
    leader = 0;
    document.querySelectorAll(".sections a")[(Number(digit[1]) || 10) - 1]?.click();
  } else if (event.shiftKey) {
    return;
  } else if (event.code === "Slash" || event.key === "/") {
    const search = document.querySelector("input[type=search]");
    event.preventDefault();
    if (search) search.focus();
    else document.querySelector("[data-search]")?.click();
  } else if (event.code === "BracketLeft" || event.code === "BracketRight") {
    document.querySelector(event.code === "BracketLeft" ? "a[rel=prev]" : "a[rel=next]")?.click();
  } else if (event.code === "KeyG") {
    leader = Date.now();
  } else if (event.key.startsWith("Arrow")) {
    walk(event);
  }
});

// Arrows go from link to link inside a ledger.
function walk(event) {
  const cell = event.target.closest(".ledger td, .ledger th");
  if (!cell || event.target.tagName !== "A") return;
  const row = cell.parentElement;
  const rows = [...cell.closest("table").rows];
  let next = null;
  if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    const step = event.key === "ArrowLeft" ? "previousElementSibling" : "nextElementSibling";
    for (next = cell[step]; next && !next.querySelector("a"); next = next[step]);
  } else {
    const step = event.key === "ArrowUp" ? -1 : 1;
    for (let at = rows.indexOf(row) + step; rows[at]; at += step) {
      const below = rows[at].cells[cell.cellIndex];
      if (below?.querySelector("a")) {
        next = below;
        break;
      }
    }
  }
  if (next) {
    event.preventDefault();
    next.querySelector("a").focus();
  }
}

// A form that changes the books is sent once.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 8000);
  });
}

// One tick stands for all of its form, and tells when only some are ticked.
for (const every of document.querySelectorAll("[data-tick-all]")) {
  const ticks = [...every.form.querySelectorAll("[data-tick]")];
  const show = () => {
    const ticked = ticks.filter((tick) => tick.checked).length;
    every.checked = ticked === ticks.length;
    every.indeterminate = ticked > 0 && !every.checked;
  };
  every.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = every.checked;
  });
  for (const tick of ticks) tick.addEventListener("change", show);
  show();
}

// Codes that a reason speaks for are chosen by one press, where nothing was chosen yet; saving is another press.
for (const press of document.querySelectorAll("[data-choose-offered]")) {
  const asked = [...press.form.querySelectorAll("select[data-offered]")];
  press.hidden = asked.length < 2;
  press.addEventListener("click", () => {
    for (const one of asked) one.value ||= one.dataset.offered;
    asked.find((one) => one.value)?.focus();
  });
}

// Files may be dropped on the field; it shows what was dropped and sends it.
const drop = document.querySelector("[data-drop]");
if (drop) {
  const field = drop.querySelector("input[type=file]");
  const stop = (event) => event.preventDefault();
  for (const kind of ["dragover", "dragenter"]) {
    drop.addEventListener(kind, (event) => {
      stop(event);
      drop.classList.add("over-drop");
    });
  }
  for (const kind of ["dragleave", "dragend"]) drop.addEventListener(kind, () => drop.classList.remove("over-drop"));
  drop.addEventListener("drop", (event) => {
    stop(event);
    drop.classList.remove("over-drop");
    if (event.dataTransfer.files.length) {
      field.files = event.dataTransfer.files;
      drop.requestSubmit();
    }
  });
}

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
