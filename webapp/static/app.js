// What plain HTML can't do: keep folds and focus over a swap, announce results, Esc as Cancel, rows that select.
(() => {
  "use strict";
  const first = (selector) => document.querySelector(selector);

  // A morph follows the server's markup, which knows nothing of the folds a reader has opened.
  htmx.registerExtension("folds", {
    htmx_before_morph_attr: (element, { attrName, newValue }) =>
      !(element.tagName === "DETAILS" && attrName === "open" && newValue === null),
  });

  // The live region stands in the page from the start: one that arrives with its text isn't read.
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
    if (document.activeElement !== document.body || !focused) return;
    const same = focused.id && document.getElementById(focused.id);
    const next = same && !same.disabled ? same : first("[data-focus]");
    next?.focus({ preventScroll: true });
  }

  document.addEventListener("htmx:before:swap", () => {
    focused = document.activeElement === document.body ? null : document.activeElement;
  });
  document.addEventListener("htmx:after:swap", () => { announce(); keepFocus(); });

  // A failed request changes nothing on the page, so it has to be said.
  const unreachable = (shown) => { first("#unreachable").hidden = !shown; };
  document.addEventListener("htmx:before:request", ({ detail }) => {
    if (detail.ctx.sourceEvent.type !== "every") first("#failure").replaceChildren();
  });
  document.addEventListener("htmx:error", () => unreachable(true));
  document.addEventListener("htmx:after:request", ({ detail }) => unreachable(detail.ctx.response.status >= 500));

  if (!first("#problems")) first("[data-first]")?.focus();

  // Esc first belongs to what is open inside a control: a drop-down, a calendar, a list of suggestions.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    const menu = event.target.closest("details.menu[open]");
    if (menu) { menu.open = false; menu.firstElementChild.focus(); return; }
    if (event.target.matches("select, textarea, input[type^=date], input[list], input[type=search]")) return;
    first("dialog [data-cancel]")?.click();
  });

  // A row is chosen by a click anywhere in it, unless the click was for something in the row or marked text.
  document.addEventListener("click", ({ target }) => {
    const menu = first("details.menu[open]");
    if (menu && !menu.contains(target)) menu.open = false;
    if (target.closest("a, button, input, label, summary") || String(getSelection())) return;
    const radio = target.closest("tr")?.querySelector("input[type=radio]");
    if (!radio || radio.checked) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
