/* A button with data-ll-copy="ID" copies the text of that element; data-ll-done is what it says then. */
(() => {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest && event.target.closest("[data-ll-copy]");
    if (!button) return;
    const from = document.getElementById(button.dataset.llCopy);
    await navigator.clipboard.writeText(from.value || from.textContent);
    button.lastChild.textContent = button.dataset.llDone;
  });
})();
