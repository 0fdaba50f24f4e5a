// What plain HTML can't do: folds and focus over a swap, results said aloud, Esc as Cancel, rows that select.
(() => {
  const first = (selector) => document.querySelector(selector);
  const on = document.addEventListener.bind(document);

  // The server's markup knows nothing of the folds a reader has opened.
  htmx.registerExtension("folds", {
    htmx_before_morph_attr: (element, { attrName, newValue }) =>
      !(element.tagName === "DETAILS" && attrName === "open" && newValue === null),
  });

  // The live region is in the page from the start: one that arrives with its text isn't read.
  const announced = () => [...document.querySelectorAll("[data-announce]")].map((part) => part.dataset.announce).join(" ");
  let last = announced();
  let focused = null;

  function announce() {
    const text = announced();
    if (text !== last) first("#live").textContent = text;
    last = text;
  }

  // A button that is gone or off after its own swap would leave the keyboard at the top of the page.
  function keepFocus() {
    const now = document.activeElement;
    if (!focused || (now !== document.body && !now.disabled)) return;
    const same = focused.id && document.getElementById(focused.id);
    const next = same && !same.disabled ? same : first("[data-focus]");
    next?.focus({ preventScroll: true });
  }

  on("htmx:before:swap", () => {
    focused = document.activeElement === document.body ? null : document.activeElement;
  });
  on("htmx:after:swap", () => { announce(); keepFocus(); });

  // Requests that a page has given up are still carried out, and may come later than those that followed them.
  const page = Math.random().toString(36).slice(2);
  let turn = 0;
  on("htmx:config:request", ({ detail }) => { detail.ctx.request.headers["X-Page-Turn"] = `${page}.${++turn}`; });

  // In a form that is itself what has been entered, a button waits for the answer to the one before.
  let waiting = null;
  on("htmx:before:request", ({ target }) => { target.closest("form[data-in-turn]")?.setAttribute("aria-busy", "true"); });
  for (const failure of ["htmx:error", "htmx:response:error"]) on(failure, () => { waiting = null; });
  on("htmx:finally:request", () => {
    first("form[data-in-turn]")?.removeAttribute("aria-busy");
    const next = waiting && document.getElementById(waiting);
    waiting = null;
    next?.click();
  });
  on("click", (event) => {
    const button = event.target.closest("form[data-in-turn][aria-busy] button");
    if (!button || button.matches("[data-cancel]")) return;
    event.preventDefault();
    event.stopPropagation();
    waiting = button.id;
  }, true);

  // A failed request changes nothing on the page, so it has to be said.
  const unreachable = (shown) => { first("#unreachable").hidden = !shown; };
  on("htmx:before:request", ({ detail }) => {
    if (detail.ctx.sourceEvent.type !== "every") first("#failure").replaceChildren();
  });
  on("htmx:error", () => unreachable(true));
  on("htmx:after:request", ({ detail }) => unreachable(detail.ctx.response.status >= 500));

  // A toggle button whose state is in a hidden input of the id that is its value. It turns at once; the server says the rest.
  on("click", (event) => {
    const button = event.target.closest("button[data-turns]");
    if (!button) return;
    event.preventDefault();
    const state = document.getElementById(button.value);
    state.value = state.value ? "" : "1";
    button.setAttribute("aria-pressed", String(Boolean(state.value)));
    button.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // A filter in the browser: rows that don't have its words (or its mark) are hidden; what is entered in them stays.
  function filter(list) {
    const filters = [...document.querySelectorAll(`[data-filters="${list.id}"]`)];
    const fits = (row) => filters.every((each) => each.type === "checkbox"
      ? !each.checked || each.dataset.filtersBy in row.dataset
      : row.dataset.words.includes(each.value.trim().toLowerCase()));
    for (const row of list.children) {
      row.hidden = !fits(row);
      row.querySelector("[name=shown]")?.toggleAttribute("disabled", row.hidden);
    }
    const shown = [...list.children].filter((row) => !row.hidden).length;
    first("#live").textContent = list.dataset.filtered.replace("{shown}", shown).replace("{total}", list.children.length);
  }
  on("input", ({ target }) => { if (target.dataset.filters) filter(document.getElementById(target.dataset.filters)); });
  on("keydown", (event) => { if (event.key === "Enter" && event.target.dataset?.filters) event.preventDefault(); });

  // What is only on the page isn't left without a question, unless by a form of the page or its Cancel.
  let leaving = false;
  on("input", ({ target }) => {
    const form = target.closest("form[data-watched]");
    if (form && !target.closest(".filter")) form.dataset.unsaved = "";
  });
  on("submit", () => { leaving = true; });
  addEventListener("beforeunload", (event) => { if (!leaving && first("[data-unsaved]")) event.preventDefault(); });

  if (!first("#problems")) first("[data-first]")?.focus();

  // Esc first belongs to what is open inside a control: a drop-down, a calendar, a list of suggestions.
  on("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    const menu = event.target.closest("details.menu[open]");
    if (menu) { menu.open = false; menu.firstElementChild.focus(); return; }
    if (event.target.matches("select, textarea, input[type^=date], input[list], input[type=search]")) return;
    first("dialog [data-cancel], .answer:has(.why:not(:empty)) > .button")?.click();
  });

  // Why a value is so is closed where it stands, and the keyboard goes back to where it was asked.
  let asker = null;
  on("click", (event) => {
    asker = event.target.closest(".ask") ?? asker;
    if (!asker || !event.target.closest(".answer > .button")) return;
    event.preventDefault();
    first("#why").replaceChildren();
    asker.focus();
  });

  // Enter in a field that has a button of its own presses that, not the first of the form.
  on("keydown", (event) => {
    const button = event.key === "Enter" && !event.isComposing && event.target.dataset?.presses;
    if (button) { event.preventDefault(); document.getElementById(button).click(); }
  });

  // What is typed in a field that belongs to one of several choices chooses it.
  on("input", ({ target }) => {
    const choice = target.value && document.getElementById(target.dataset.chooses);
    if (choice) choice.checked = true;
  });

  // A click anywhere in a row chooses it, unless it was for something in the row or marked text.
  on("click", ({ target }) => {
    const menu = first("details.menu[open]");
    if (menu && !menu.contains(target)) menu.open = false;
    if (target.closest("[data-cancel]")) leaving = true;
    if (target.closest("a, button, input, label, summary") || String(getSelection())) return;
    const radio = target.closest("tr")?.querySelector(":scope > td > input[type=radio]");
    if (!radio || radio.checked) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
