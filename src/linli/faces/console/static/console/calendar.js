/* Draws the calendar where there is room for it. What may be moved, and every word, comes from the server. */
(() => {
  const box = document.getElementById("ll-calendar");
  if (!box || !window.FullCalendar || !window.matchMedia("(min-width: 48rem)").matches) return;
  box.hidden = false;

  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  function say(text) {
    if (!text) return;
    const toast = document.getElementById("ll-cal-note").content.cloneNode(true);
    toast.querySelector(".ll-toast-text").textContent = text;
    document.getElementById("ll-toasts").append(toast);
  }

  async function move(info) {
    const props = info.event.extendedProps;
    const body = new URLSearchParams({ version: props.version, starts_at: info.event.start.toISOString().slice(0, 19) });
    try {
      const answer = await fetch(props.move, { method: "POST", body, headers: { "X-CSRFToken": token } });
      const said = await answer.json();
      if (!answer.ok) { info.revert(); say(said.error); return; }
      info.event.setExtendedProp("version", said.version);
      say(said.note);
    } catch {
      info.revert();
      document.getElementById("ll-toasts").append(document.getElementById("ll-failed").content.cloneNode(true));
    }
  }

  const chinese = document.documentElement.lang.startsWith("zh");
  const words = box.dataset;
  const calendar = new window.FullCalendar.Calendar(box, {
    locale: chinese ? "zh-cn" : "en-gb",
    firstDay: 1,
    timeZone: "UTC",
    now: () => new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 19),
    initialDate: words.on,
    initialView: "dayGridMonth",
    height: "auto",
    dayMaxEvents: 6,
    headerToolbar: { start: "prev,next today", center: "title", end: "dayGridMonth,timeGridWeek" },
    buttonIcons: false,
    buttonText: { prev: "‹", next: "›", today: words.today, month: words.month, week: words.week },
    buttonHints: { prev: words.earlier, next: words.later, today: words.today },
    eventTimeFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
    slotDuration: "01:00:00",
    snapDuration: "00:15:00",
    scrollTime: "07:00:00",
    allDaySlot: false,
    eventDisplay: "block",
    eventDurationEditable: false,
    events: { url: words.feed },
    eventDrop: move,
    dayCellDidMount(info) { info.el.removeAttribute("aria-labelledby"); },
    eventDidMount(info) {
      const { state, note } = info.event.extendedProps;
      info.el.title = [info.event.title, state, note].filter(Boolean).join(" · ");
    },
    dateClick(info) {
      if (!words.new) return;
      const at = info.dateStr.length > 10 ? info.dateStr.slice(0, 16) : `${info.dateStr}T09:00`;
      window.location.href = `${words.new}&at=${at}`;
    },
  });
  calendar.render();
})();
