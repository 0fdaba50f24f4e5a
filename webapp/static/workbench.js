// The keys of the link workbench. They act only while a row has the focus (WCAG 2.1.4), and never in a field.
(() => {
  const on = document.addEventListener.bind(document);
  const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
  const open = () => [...document.querySelectorAll("[data-pairs] > tr[data-open]")];
  let next = null;

  // One stop of the Tab key for all rows: the one that had the focus last.
  function stops() {
    const rows = open();
    const stop = rows.find((row) => row.tabIndex === 0) ?? rows[0];
    rows.forEach((row) => { row.tabIndex = row === stop ? 0 : -1; });
  }

  function go(row) {
    if (!row) return;
    open().forEach((each) => { each.tabIndex = each === row ? 0 : -1; });
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  }

  const beside = (row, step) => open()[open().indexOf(row) + step];

  on("keydown", (event) => {
    const row = event.target.closest?.("[data-pairs] > tr[data-open]");
    if (!row || event.target.matches("input:not([type=checkbox]), select, textarea")) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const step = STEPS[event.key];
    const button = event.repeat ? null : row.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!step && !button) return;
    event.preventDefault();
    if (step) go(beside(row, step));
    else button.click();
  });

  // After a decision the focus goes on to the next row, whether it was made by a key or by the mouse.
  on("click", ({ target }) => {
    const row = target.closest("button[hx-post]")?.closest("[data-pairs] > tr[data-open]");
    if (row) next = { of: row.id, to: (beside(row, 1) ?? beside(row, -1))?.id };
  });
  on("htmx:after:swap", () => {
    stops();
    if (!next || document.querySelector(`#${next.of}[data-open]`)) return;
    go(document.getElementById(next.to));
    next = null;
  });
  stops();
})();
