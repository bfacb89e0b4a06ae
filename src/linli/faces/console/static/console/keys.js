/* Keys of a list with something beside it. A link with data-ll-row is a row: j and k go from one to the next; where
   there is room for it (#beside is shown) following one puts it there. An element with data-ll-key="x" is pressed by x. */
(() => {
  const rows = () => [...document.querySelectorAll("[data-ll-row]")];
  const isWide = () => { const place = document.getElementById("beside"); return place !== null && place.offsetParent !== null; };
  const isTyping = (at) => at.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;

  function mark(link) {
    for (const row of rows()) {
      const isChosen = row === link;
      row.closest("li").toggleAttribute("data-current", isChosen);
      if (isChosen) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
    }
  }
  function show(link) {
    mark(link);
    htmx.ajax("GET", link.href, { target: "#beside", swap: "innerHTML" });
  }
  function move(by) {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.closest("li").hasAttribute("data-current"));
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    if (isWide()) show(next); else mark(next);
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("[data-ll-row]");
    if (!link || !isWide() || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "j" || event.key === "k") { event.preventDefault(); move(event.key === "j" ? 1 : -1); return; }
    const found = [...document.querySelectorAll("[data-ll-key]")].find((one) => one.dataset.llKey === event.key && one.offsetParent !== null);
    if (found) { event.preventDefault(); found.click(); }
  });
})();
