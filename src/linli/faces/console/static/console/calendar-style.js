/* The place where FullCalendar writes its style, made before it looks for one: its font of arrows, which the
   content policy refuses, is left out. The page uses letters instead. */
(() => {
  const style = document.createElement("style");
  style.nonce = document.querySelector('meta[name="csp-nonce"]').content;
  style.setAttribute("data-fullcalendar", "");
  document.head.prepend(style);
  const write = style.sheet.insertRule.bind(style.sheet);
  style.sheet.insertRule = (rule, place) => write(rule.startsWith("@font-face") ? ".fc-icon {}" : rule, place);
})();
