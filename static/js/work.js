// Long work: the page asks how far it is and goes on by itself when it is done.
"use strict";

const work = document.querySelector("[data-work]");
const bar = work.querySelector("progress");
const warning = work.querySelector("[data-warning]");
const write = (name, text) => {
  const place = work.querySelector(`[data-${name}]`);
  if (place.textContent !== text) place.textContent = text;
};

async function look() {
  try {
    const response = await fetch(work.dataset.work, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(response.statusText);
    const said = await response.json();
    if (said.next) {
      location.replace(said.next);
      return;
    }
    bar.value = said.value;
    for (const name of ["sentence", "detail", "warning"]) write(name, said[name]);
    warning.hidden = !said.warning;
    work.querySelectorAll(".work-steps li").forEach((step, at) => {
      step.className = said.steps[at];
      if (said.steps[at] === "now") step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    });
  } catch {
    // The server is being restarted or the network is away: ask again.
  }
  setTimeout(look, 1000);
}

setTimeout(look, 500);
