// The name of a supplier comes in once its number is whole; a field that is entered is chosen, so that typing replaces it.
"use strict";

{
  const form = document.getElementById("by-hand");
  for (const field of form.querySelectorAll("input:not([type=hidden], [type=date], [type=checkbox])")) {
    field.addEventListener("focus", () => field.select());
    if (field === document.activeElement) field.select();
  }
  const party = form.querySelector("[data-party]");
  party?.addEventListener("input", async () => {
    const number = party.value.replace(/\D/g, "");
    const name = form.elements[party.dataset.party];
    party.setCustomValidity("");
    if (number.length !== 12) return;
    try {
      const said = await (await fetch(`${form.dataset.partyAddress}?number=${number}`, { headers: { Accept: "application/json" } })).json();
      if (party.value.replace(/\D/g, "") !== number) return;
      if (said.name) name.value = said.name;
      else if (!said.is_valid) party.setCustomValidity(form.dataset.sayWrong);
    } catch {
      // Without a connection the server finds the name when the form is sent.
    }
  });
}
