// List mappings: which items are undecided, and which CRM items need a way back, follows what is chosen on the page.
(() => {
  const on = document.addEventListener.bind(document);

  const asWritten = (number) => number.toLocaleString(document.documentElement.lang);

  function pair(form) {
    const named = new Map([...form.querySelectorAll("#crm-items option")].map((each) => [each.value.toLowerCase(), each.dataset.key]));
    const groups = new Map();
    let open = 0;
    for (const row of form.querySelectorAll("[data-pair]")) {
      const value = row.querySelector("select, input[list]").value.trim();
      const key = named.size ? named.get(value.toLowerCase()) : value;
      const missing = row.dataset.pair === "missing";
      row.toggleAttribute("data-open", !key && !missing);
      open += !key && !missing;
      for (const said of row.querySelectorAll("[data-said]")) said.hidden = !!key;
      if (key) row.classList.remove("red");
      const radio = row.querySelector("input[type=radio]");
      if (!radio) continue;
      const name = `back-${key || row.id}`;
      if (radio.name !== name) { radio.checked = false; radio.name = name; }
      groups.set(name, [...(groups.get(name) ?? []), row]);
    }
    form.querySelector("[data-undecided]").textContent = asWritten(open);
    for (const said of form.querySelectorAll("[data-as-it-came]")) said.hidden = true; // true of the page as it came
    for (const [name, rows] of groups) {
      const several = rows.length > 1 && name !== "back-none";
      const need = several && !rows.some((row) => row.querySelector("input[type=radio]").checked);
      for (const row of rows) {
        row.querySelector("input[type=radio]").parentElement.hidden = !several;
        row.querySelector("[data-need]").hidden = !need;
        row.classList.toggle("red", need);
        if (need) row.dataset.open = "";
      }
    }
  }
  on("change", ({ target }) => {
    if (target.closest("[data-pair]")) pair(target.form);
  });

  // How often items are in use arrives after the page.
  function countUse() {
    const counts = document.querySelector("#usage input[name=counts]");
    if (!counts) return;
    const known = JSON.parse(counts.value);
    for (const cell of document.querySelectorAll("[data-count]")) cell.textContent = asWritten(known[cell.dataset.count] ?? 0);
  }
  on("htmx:after:swap", countUse);
})();
