// The side-by-side dialog: a whole side at once, without asking the server. What can't be taken stays as it is.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-all]");
  if (!button) return;
  event.preventDefault();
  for (const row of document.querySelectorAll(".sides-table tbody tr")) {
    const wanted = row.querySelector(`input[value=${button.dataset.all}]:enabled`) ?? row.querySelector("input[value=none]");
    wanted.checked = true;
  }
  document.getElementById("live").textContent = button.textContent;
});
