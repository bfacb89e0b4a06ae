/* The living room: changes arrive by themselves, messages leave without a reload. No words: they come in the page. */
const page = document.getElementById("room");
const list = document.getElementById("list");
const scroller = document.getElementById("main");
const composer = document.getElementById("composer");
const sheet = document.getElementById("sheet");
const pill = document.getElementById("new");
const said = document.getElementById("said");
const me = page.dataset.me;
const BREATH_SECONDS = 180;

const isAtEnd = () => scroller.scrollTop > -80;
const toEnd = () => { scroller.scrollTop = 0; };
const parsed = (html) => { const holder = document.createElement("template"); holder.innerHTML = html.trim(); return holder.content.firstElementChild; };

/* one bubble */
function dress(item) {
  if (item.dataset.by === me) item.classList.add("is-mine");
  for (const button of item.querySelectorAll("[data-who]")) button.classList.toggle("is-on", button.dataset.who.split(" ").includes(me));
  return item;
}
function settle(item) {
  let before = item.previousElementSibling;
  if (!before || before.dataset.date !== item.dataset.date) {
    const day = document.createElement("li");
    day.className = "ll-r-day";
    day.dataset.date = item.dataset.date;
    day.append(Object.assign(document.createElement("span"), { textContent: item.dataset.day }));
    item.before(day);
    before = day;
  }
  const goesOn = before.dataset.at && item.dataset.at && before.dataset.by === item.dataset.by && item.dataset.at - before.dataset.at < BREATH_SECONDS;
  item.classList.toggle("is-next", Boolean(goesOn));
}
function rowAfter(number) {
  return [...list.querySelectorAll("[data-row]")].find((row) => Number(row.dataset.row) > number);
}
function show(html) {
  const item = dress(parsed(html));
  const known = document.getElementById(item.id);
  if (known) {
    const goesOn = known.classList.contains("is-next");
    known.replaceWith(item);
    item.classList.toggle("is-next", goesOn && item.classList.contains("ll-r-item"));
    return;
  }
  const next = rowAfter(Number(item.dataset.row));
  if ("past" in page.dataset || (next && next === list.querySelector("[data-row]"))) return;
  const wasAtEnd = isAtEnd() || item.dataset.by === me;
  list.querySelector(".ll-r-none")?.remove();
  list.insertBefore(item, next ?? null);
  settle(item);
  recount(item.dataset.notice);
  if (wasAtEnd) toEnd();
  else if (item.classList.contains("ll-r-item")) count(waiting + 1);
  if (item.dataset.about === me && ["muted", "unmuted", "kicked", "banned", "left"].includes(item.dataset.notice)) setTimeout(() => location.reload(), 600);
}

/* how many people are inside, as the notices tell */
function recount(notice) {
  const words = document.getElementById("count");
  const number = Number(words.dataset.count) + (notice === "joined") - ["left", "kicked", "banned"].includes(notice);
  words.dataset.count = number;
  words.textContent = (number === 1 ? words.dataset.one : words.dataset.many).replace("{n}", number);
}

/* the pill that tells of new messages below */
let waiting = 0;
function count(number) {
  waiting = number;
  pill.hidden = number === 0;
  pill.querySelector("span").textContent = (number === 1 ? pill.dataset.one : pill.dataset.many).replace("{n}", number);
}
pill.addEventListener("click", () => { toEnd(); count(0); });
scroller.addEventListener("scroll", () => { if (isAtEnd() && waiting) count(0); }, { passive: true });

/* the stream; the browser asks again by itself from the last change it heard of, we do when it gives up */
let position = page.dataset.position;
let stream;
function listen() {
  stream = new EventSource(`${page.dataset.live}&after=${position}`);
  stream.addEventListener("open", () => { document.getElementById("lost").hidden = true; });
  stream.addEventListener("change", (event) => {
    position = event.lastEventId;
    show(JSON.parse(event.data).html);
  });
  stream.addEventListener("reset", () => location.reload());
  stream.addEventListener("gone", () => { stream.close(); location.reload(); });
  stream.addEventListener("error", () => {
    document.getElementById("lost").hidden = false;
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
  });
}
listen();
window.addEventListener("pagehide", () => stream.close());
window.addEventListener("pageshow", (event) => { if (event.persisted) listen(); });

/* sending */
function complain(sentence) {
  said.replaceChildren(Object.assign(document.createElement("p"), { className: "ll-r-said", textContent: sentence }));
}
async function send(url, data) {
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body: data, headers: { "X-Linli-Part": "bubble" } });
    const document = await answer.json();
    if (!answer.ok) { complain(document.sentence || page.dataset.failed); return false; }
    said.replaceChildren();
    show(document.html);
    return true;
  } catch {
    complain(page.dataset.failed);
    return false;
  }
}
const newKey = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
async function act(url, fields) {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", token());
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return send(url, data);
}

if (composer) {
  const text = composer.elements.text;
  const picture = composer.elements.picture;
  const names = document.getElementById("names");
  const people = JSON.parse(document.getElementById("people").textContent);
  const quoting = document.getElementById("quoting");
  const attached = document.getElementById("attached");
  const button = composer.querySelector(".ll-r-send");
  let editing = "";

  const clear = () => {
    editing = "";
    composer.elements.client_key.value = newKey();
    text.value = "";
    picture.value = "";
    attached.hidden = true;
    unquote();
    grow();
  };
  const unquote = () => { composer.elements.reply_to.value = ""; quoting.hidden = true; editing = ""; };
  const grow = () => { if (!CSS.supports("field-sizing", "content")) { text.style.height = "auto"; text.style.height = `${Math.min(text.scrollHeight + 2, 132)}px`; } };
  const quote = (item) => {
    quoting.querySelector("b").textContent = item.dataset.name;
    quoting.querySelector("span").textContent = item.querySelector(".ll-r-text")?.textContent ?? "";
    quoting.hidden = false;
    text.focus();
  };

  composer.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled || (!text.value.trim() && !picture.files.length)) return;
    button.disabled = true;
    const isDone = editing ? await act(editing, { do: "edit", text: text.value }) : await send(composer.action, new FormData(composer));
    button.disabled = false;
    if (isDone) clear();
    text.focus();
  });
  text.addEventListener("keydown", (event) => {
    if (!names.hidden && pick(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); composer.requestSubmit(); }
  });
  composer.querySelector("[data-r-unquote]").addEventListener("click", (event) => { event.preventDefault(); if (editing) clear(); else unquote(); });
  picture.addEventListener("change", () => {
    attached.hidden = !picture.files.length;
    attached.querySelector("b").textContent = picture.files[0]?.name ?? "";
    text.focus();
  });
  composer.querySelector("[data-r-detach]").addEventListener("click", () => { picture.value = ""; attached.hidden = true; });

  /* @ opens the list of people */
  const wanted = () => /(?:^|\s|[^\w])@([^\s@]{0,20})$/u.exec(text.value.slice(0, text.selectionStart));
  function suggest() {
    grow();
    const found = wanted();
    const fitting = found ? people.filter(([name, id]) => id !== me && name.toLowerCase().startsWith(found[1].toLowerCase())).slice(0, 20) : [];
    names.replaceChildren(...fitting.map(([name], index) => {
      const item = Object.assign(document.createElement("li"), { textContent: name, role: "option", id: `name-${index}` });
      item.setAttribute("aria-selected", String(index === 0));
      return item;
    }));
    names.hidden = !fitting.length;
  }
  function put(name) {
    const start = text.selectionStart - wanted()[1].length;
    text.setRangeText(`${name} `, start, text.selectionStart, "end");
    names.hidden = true;
    text.focus();
  }
  function pick(event) {
    const items = [...names.children];
    const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      const next = (at + steps[event.key] + items.length) % items.length;
      items.forEach((item, index) => item.setAttribute("aria-selected", String(index === next)));
      items[next].scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" || event.key === "Tab") put(items[at].textContent);
    else if (event.key === "Escape") names.hidden = true;
    else return false;
    event.preventDefault();
    return true;
  }
  text.addEventListener("input", suggest);
  text.addEventListener("blur", () => setTimeout(() => { names.hidden = true; }, 150));
  names.addEventListener("pointerdown", (event) => { event.preventDefault(); const item = event.target.closest("li"); if (item) put(item.textContent); });

  sheet.addEventListener("r-reply", (event) => { composer.elements.reply_to.value = event.detail.id.slice(2); quote(event.detail); });
  sheet.addEventListener("r-edit", (event) => {
    quote(event.detail);
    editing = event.detail.querySelector(".ll-r-more").href;
    text.value = event.detail.querySelector(".ll-r-text")?.textContent ?? "";
    grow();
  });
}

/* what to do with a message */
let chosen;
function open(item) {
  chosen = item;
  sheet.querySelector(".ll-r-excerpt").textContent = `${item.dataset.name}: ${item.querySelector(".ll-r-text")?.textContent ?? ""}`;
  for (const one of sheet.querySelectorAll("[data-mine]")) one.hidden = item.dataset.by !== me;
  for (const one of sheet.querySelectorAll("[data-r-do=reply], [data-r-do=edit]")) one.hidden ||= !composer;
  if (composer) sheet.querySelector("[data-r-do=reply]").hidden = false;
  sheet.showModal();
}
list.addEventListener("click", (event) => {
  const more = event.target.closest(".ll-r-more");
  if (more) { event.preventDefault(); open(more.closest(".ll-r-item")); return; }
  const quoted = event.target.closest(".ll-r-quote");
  const there = quoted && document.getElementById(quoted.hash.slice(1));
  if (there) {
    event.preventDefault();
    there.scrollIntoView({ block: "center", behavior: "smooth" });
    there.classList.add("is-shown");
    setTimeout(() => there.classList.remove("is-shown"), 1600);
  }
});
list.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-r-act]");
  if (!form) return;
  event.preventDefault();
  act(form.action, { do: "react", emoji: event.submitter.value });
});
let press;
list.addEventListener("pointerdown", (event) => {
  const bubble = event.pointerType === "touch" && !event.target.closest("a, button") && event.target.closest(".ll-r-bubble");
  if (bubble) press = setTimeout(() => open(bubble.closest(".ll-r-item")), 450);
});
for (const kind of ["pointerup", "pointercancel", "pointermove"]) list.addEventListener(kind, () => clearTimeout(press));
list.addEventListener("contextmenu", (event) => { if (event.target.closest(".ll-r-bubble") && matchMedia("(pointer: coarse)").matches) event.preventDefault(); });

sheet.addEventListener("click", async (event) => {
  if (event.target === sheet) { sheet.close(); return; }
  const emoji = event.target.closest("[data-r-emoji]");
  const button = event.target.closest("[data-r-do]");
  if (!emoji && !button) return;
  sheet.close();
  const url = chosen.querySelector(".ll-r-more").href;
  if (emoji) await act(url, { do: "react", emoji: emoji.dataset.rEmoji });
  else if (button.dataset.rDo === "recall") await act(url, { do: "recall" });
  else if (button.dataset.rDo === "copy") await navigator.clipboard?.writeText(chosen.querySelector(".ll-r-text")?.textContent ?? "");
  else if (button.dataset.rDo !== "close") sheet.dispatchEvent(new CustomEvent(`r-${button.dataset.rDo}`, { detail: chosen }));
});

/* earlier messages come in above, and the reader stays where they are */
scroller.addEventListener("click", async (event) => {
  const older = event.target.closest("#older");
  if (!older) return;
  event.preventDefault();
  const answer = await fetch(older.href);
  if (!answer.ok) { complain(page.dataset.failed); return; }
  const found = new DOMParser().parseFromString(await answer.text(), "text/html");
  const first = list.firstElementChild;
  list.prepend(...found.getElementById("list").children);
  if (first.classList.contains("ll-r-day") && [...list.querySelectorAll(".ll-r-day")].filter((day) => day.dataset.date === first.dataset.date).length > 1) first.remove();
  const next = found.getElementById("older");
  if (next) older.href = next.getAttribute("href");
  else older.remove();
});
toEnd();
