/* Behaviour of the console's frame: drawer, search, dialogs, ticked rows, toasts. No words: they come in the page. */
(() => {
  const on = (kind, selector, act) => document.addEventListener(kind, (event) => {
    const found = event.target.closest && event.target.closest(selector);
    if (found) act(found, event);
  });

  /* drawer of the navigation on a phone */
  function drawer(button, isOpen) {
    const side = document.getElementById(button.dataset.llDrawer);
    side.toggleAttribute("data-open", isOpen);
    button.setAttribute("aria-expanded", String(isOpen));
    document.getElementById("ll-veil").hidden = !isOpen;
    (isOpen ? side.querySelector("a") : button).focus();
  }
  const burger = document.querySelector("[data-ll-drawer]");
  on("click", "[data-ll-drawer]", (button) => drawer(button, button.getAttribute("aria-expanded") !== "true"));
  on("click", "#ll-veil", () => drawer(burger, false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && burger && burger.getAttribute("aria-expanded") === "true") drawer(burger, false);
  });

  /* dialogs */
  on("click", "[data-ll-dialog]", (button) => document.getElementById(button.dataset.llDialog).showModal());
  on("click", "[data-ll-close]", (button) => button.closest("dialog").close());
  on("click", "dialog", (dialog, event) => { if (event.target === dialog) dialog.close(); });

  /* ticked rows */
  function count(form) {
    const ticks = [...document.querySelectorAll(`[data-ll-tick="${form}"]`)];
    const chosen = ticks.filter((tick) => tick.checked).length;
    for (const bar of document.querySelectorAll(`[data-ll-bulk="${form}"]`)) {
      bar.hidden = chosen === 0;
      bar.querySelector("[data-ll-bulk-count]").textContent = chosen;
    }
    for (const all of document.querySelectorAll(`[data-ll-all="${form}"]`)) {
      all.checked = chosen > 0 && chosen === ticks.length;
      all.indeterminate = chosen > 0 && chosen < ticks.length;
    }
  }
  on("change", "[data-ll-tick]", (tick) => count(tick.dataset.llTick));
  on("change", "[data-ll-all]", (all) => {
    for (const tick of document.querySelectorAll(`[data-ll-tick="${all.dataset.llAll}"]`)) tick.checked = all.checked;
    count(all.dataset.llAll);
  });
  const recount = () => new Set([...document.querySelectorAll("[data-ll-bulk]")].map((bar) => bar.dataset.llBulk)).forEach(count);
  recount();
  document.addEventListener("htmx:afterSettle", recount);

  /* toasts */
  const pass = () => document.querySelectorAll("[data-ll-passing]").forEach((toast) => {
    toast.removeAttribute("data-ll-passing");
    setTimeout(() => { if (!toast.matches(":hover, :focus-within")) toast.remove(); }, 8000);
  });
  on("click", "[data-ll-dismiss]", (button) => button.closest(".ll-toast").remove());
  pass();
  document.addEventListener("htmx:afterSettle", pass);
  function failed() {
    const toast = document.getElementById("ll-failed").content.cloneNode(true);
    document.getElementById("ll-toasts").append(toast);
  }
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:responseError", failed);

  /* search: suggestions of pages, and a search for members */
  const form = document.querySelector("[data-ll-search]");
  if (!form) return;
  const field = form.querySelector("input");
  const list = form.querySelector("[role=listbox]");
  const options = form.querySelector("template").content;
  let chosen = -1;

  function show(isShown) {
    list.hidden = !isShown;
    field.setAttribute("aria-expanded", String(isShown));
    if (!isShown) field.removeAttribute("aria-activedescendant");
  }
  function choose(index) {
    const items = list.children;
    if (!items.length) return;
    chosen = (index + items.length) % items.length;
    [...items].forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
    field.setAttribute("aria-activedescendant", items[chosen].id);
    items[chosen].scrollIntoView({ block: "nearest" });
  }
  function suggest() {
    const query = field.value.trim().toLowerCase();
    const kept = [...options.children].filter((option) => option.hasAttribute("data-ll-submit") ? query : option.dataset.llWords.includes(query));
    list.replaceChildren(...kept.map((option, index) => {
      const item = option.cloneNode(true);
      item.id = `ll-found-${index}`;
      const words = item.querySelector("[data-ll-query]");
      if (words) words.textContent = field.value.trim();
      return item;
    }));
    show(kept.length > 0);
    const page = kept.findIndex((option) => option.dataset.llUrl);
    choose(query && page > 0 ? page : 0);
  }
  function follow(item) {
    if (item.dataset.llUrl) location.assign(item.dataset.llUrl);
    else form.submit();
  }
  field.addEventListener("focus", suggest);
  field.addEventListener("input", suggest);
  field.addEventListener("blur", () => setTimeout(() => show(false), 150));
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1); }
    if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen - 1); }
    if (event.key === "Escape") { show(false); field.blur(); }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (list.children[chosen]) follow(list.children[chosen]);
  });
  list.addEventListener("mousedown", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) { event.preventDefault(); follow(item); }
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); field.focus(); field.select(); }
  });
})();
