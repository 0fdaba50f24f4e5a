// Lists in an order of one's own. Without script the buttons post; here they move at once, and a row can be dragged.
(() => {
  const on = document.addEventListener.bind(document);

  const MOVES = {
    top: (row) => row.parentElement.prepend(row),
    up: (row) => row.previousElementSibling?.before(row),
    down: (row) => row.nextElementSibling?.after(row),
    bottom: (row) => row.parentElement.append(row),
  };
  function moved(row) {
    const list = row.closest("[data-order]"), said = list.parentElement.querySelector("[data-said]");
    [...row.parentElement.rows].forEach((each, place) => { each.querySelector("[data-place]").textContent = place + 1; });
    said.textContent = list.dataset.order.replace("{name}", row.dataset.name).replace("{place}", row.sectionRowIndex + 1);
    list.dataset.unsaved = "";
  }
  on("click", (event) => {
    const button = event.target.closest("[data-order] button[name=move]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("tr");
    MOVES[button.value.split(" ")[0]](row);
    button.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    moved(row);
  });
  on("pointerdown", (event) => {
    const handle = event.target.closest?.("[data-order] [data-handle]");
    if (!handle || event.button) return;
    event.preventDefault();
    const row = handle.closest("tr"), rows = [...row.parentElement.rows], drag = new AbortController();
    let target = row, after = false, y = event.clientY;
    const mark = () => {
      const below = Math.max(rows.findIndex((each) => y < each.getBoundingClientRect().bottom), 0);
      target = y < rows.at(-1).getBoundingClientRect().bottom ? rows[below] : rows.at(-1);
      const { top, height } = target.getBoundingClientRect();
      after = y > top + height / 2;
      rows.forEach((each) => { each.dataset.drop = each !== target || each === row ? "" : after ? "after" : "before"; });
    };
    const scroll = setInterval(() => {
      const by = y < 60 ? -12 : y > innerHeight - 100 ? 12 : 0;
      if (by) { scrollBy(0, by); mark(); }
    }, 20);
    const end = (dropped) => {
      drag.abort();
      clearInterval(scroll);
      row.classList.remove("dragged");
      rows.forEach((each) => { delete each.dataset.drop; });
      if (dropped && target !== row) { target[after ? "after" : "before"](row); moved(row); }
    };
    const during = (name, act) => on(name, act, { signal: drag.signal, capture: true });
    handle.setPointerCapture(event.pointerId);
    row.classList.add("dragged");
    during("pointermove", (move) => { y = move.clientY; mark(); });
    during("pointerup", () => end(true));
    during("pointercancel", () => end(false));
    during("keydown", (key) => { if (key.key === "Escape") { key.stopPropagation(); end(false); } });
  });
})();
