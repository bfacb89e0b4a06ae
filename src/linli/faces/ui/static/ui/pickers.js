/* Turns <select data-ll-picker multiple> into a field with suggestions; data-ll-new lets new words be typed. */
(() => {
  function dress(root) {
    for (const select of root.querySelectorAll("select[data-ll-picker]:not(.tomselected)")) {
      new TomSelect(select, { create: select.hasAttribute("data-ll-new"), plugins: select.multiple ? ["remove_button"] : [], render: { no_results: null } });
    }
  }
  dress(document);
  document.addEventListener("htmx:load", (event) => dress(event.detail.elt));
})();
