// Everything here makes a page that already works a little kinder. Nothing is kept in the browser's stores.

const SAVE_AFTER = 15_000; // A pause after the last change; well inside the promised thirty seconds.
const SAVE_AT_LATEST = 28_000;
const SAY_AT_MOST_EVERY = 60_000;

// The same white space that the server splits on, so that both count alike.
const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

const countWords = (text) => text.split(SPACES).filter(Boolean).length;

function focusErrorSummary() {
  const summary = document.querySelector("[data-error-summary]");
  if (!summary) return;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const label = field.closest("fieldset")?.querySelector("legend") ?? document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    (label ?? field).scrollIntoView();
    if (field.matches("fieldset")) field.tabIndex = -1;
    field.focus({ preventScroll: true });
  });
}

function countWhileTyping(group) {
  const box = group.querySelector("textarea");
  const line = group.querySelector("[data-word-count]");
  if (!box || !line) return;
  const limit = Number(group.dataset.words);
  const spoken = document.createElement("span");
  spoken.className = "nhsuk-u-visually-hidden";
  spoken.setAttribute("role", "status");
  line.after(spoken);
  line.setAttribute("aria-hidden", "true");
  let pause;
  const show = () => {
    const words = countWords(box.value);
    line.textContent = words > limit ? `${words} of ${limit} words: ${words - limit} too many` : `${words} of ${limit} words`;
    line.classList.toggle("word-count--over", words > limit);
    return line.textContent;
  };
  show();
  box.addEventListener("input", () => {
    const words = show();
    clearTimeout(pause);
    pause = setTimeout(() => { spoken.textContent = words; }, 1500);
  });
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-autosave-status]") ?? document.querySelector("[data-autosave-status]");
    this.pending = false; // Something typed has not reached the server yet.
    this.ended = false;
    this.lastSaid = 0;
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.save({ leaving: true }); });
    addEventListener("beforeunload", (event) => { if (this.pending) event.preventDefault(); });
    addEventListener("pageshow", (event) => { if (event.persisted) this.ended = false; });
  }

  changed() {
    if (this.ended) return;
    this.firstChange ??= Date.now();
    this.pending = true;
    this.schedule(Math.min(SAVE_AFTER, Math.max(0, this.firstChange + SAVE_AT_LATEST - Date.now())));
  }

  schedule(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  // A save under way would raise the version behind the form's back: let it answer first, then send.
  submitted(event) {
    clearTimeout(this.timer);
    if (!this.request) {
      this.ended = true;
      this.pending = false;
      return;
    }
    event.preventDefault();
    const { submitter } = event;
    const patience = new Promise((done) => { setTimeout(done, 5000); });
    Promise.race([this.answered, patience]).then(() => {
      this.request = undefined;
      this.form.requestSubmit(submitter);
    });
  }

  // Files are left out: they travel only when the person presses a button.
  words() {
    const data = new FormData(this.form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return new URLSearchParams(data);
  }

  save({ leaving = false } = {}) {
    if (!this.pending || this.ended || this.request) return;
    clearTimeout(this.timer);
    this.pending = false;
    this.firstChange = undefined;
    this.request = fetch(this.form.dataset.autosave, {
      method: "POST", body: this.words(), credentials: "same-origin", keepalive: leaving,
      headers: { Accept: "application/json" },
    });
    this.answered = this.request.then((response) => this.heard(response)).catch(() => this.tryAgain()).finally(() => {
      this.request = undefined;
      if (this.pending && !this.ended) this.schedule(SAVE_AFTER);
    });
  }

  async heard(response) {
    const isJson = response.headers.get("content-type")?.includes("json");
    const answer = isJson ? await response.json() : {};
    if (response.ok && answer.saved_at) {
      for (const field of this.form.querySelectorAll("input[name='version']")) field.value = answer.version ?? field.value;
      this.say(`Saved ${answer.saved_at}`);
    } else if (response.ok || (response.status < 500 && ![408, 429].includes(response.status))) {
      // Only the person can settle this one: their words stay in the form, and the button still sends them.
      this.pending = true;
      this.ended = true;
      this.say(answer.message ?? "Not saved by itself. Press the save button to keep your words.", { now: true });
    } else {
      this.tryAgain();
    }
  }

  tryAgain() {
    if (this.ended) return;
    this.pending = true;
    this.say("Not saved yet. We will try again.", { now: this.said?.startsWith("Saved") });
  }

  // At most one message a minute; the newest waits its turn.
  say(words, { now = false } = {}) {
    if (!this.status) return;
    clearTimeout(this.saying);
    const wait = now ? 0 : Math.max(0, this.lastSaid + SAY_AT_MOST_EVERY - Date.now());
    this.saying = setTimeout(() => {
      this.lastSaid = Date.now();
      this.said = words;
      this.status.textContent = words;
    }, wait);
  }
}

// A second press does nothing while the first is on its way. Coming back, or twenty seconds of silence, frees it.
function sendOnce(form) {
  const free = () => { delete form.dataset.sent; };
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(free, 20_000);
  });
  addEventListener("pageshow", free);
}

function showPassword(holder) {
  const box = holder.querySelector("input");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "nhsuk-button nhsuk-button--secondary";
  const word = () => {
    const hidden = box.type === "password";
    button.textContent = hidden ? "Show" : "Hide";
    button.setAttribute("aria-label", hidden ? "Show password" : "Hide password");
  };
  button.setAttribute("aria-controls", box.id);
  button.addEventListener("click", () => { box.type = box.type === "password" ? "text" : "password"; word(); });
  box.form?.addEventListener("submit", () => { box.type = "password"; });
  word();
  holder.append(button);
}

// For pages that somebody may have to leave at once: by the button, by the first link of the page, or by Shift
// three times within five seconds. The page goes blank, and the browser's Back does not bring it again.
function leaveAtOnce(links) {
  const told = document.createElement("p");
  told.className = "nhsuk-u-visually-hidden";
  told.setAttribute("role", "status");
  links[0].after(told);
  const leave = () => {
    const cover = document.createElement("div");
    cover.className = "leave-cover";
    document.body.append(cover);
    document.title = "Loading";
    location.replace(links[0].href);
  };
  for (const link of links) link.addEventListener("click", (event) => { event.preventDefault(); leave(); });
  let presses = [];
  let alone = false;
  addEventListener("keydown", (event) => {
    alone = event.key === "Shift";
    if (!alone) presses = [];
  });
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    presses = [...presses.filter((moment) => event.timeStamp - moment < 5000), event.timeStamp];
    if (presses.length === 3) return leave();
    told.textContent = presses.length === 1 ? "Shift, press 2 more times to leave this page." : "Shift, press 1 more time to leave this page.";
  });
}

function openDetailsForPrint() {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of opened) details.open = false; });
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);
for (const form of document.querySelectorAll("form[method='post']:not([data-repeatable])")) sendOnce(form);
for (const group of document.querySelectorAll("[data-words]")) countWhileTyping(group);
for (const holder of document.querySelectorAll("[data-password]")) showPassword(holder);
const waysOut = document.querySelectorAll("a[data-leave]");
if (waysOut.length) leaveAtOnce([...waysOut]);
openDetailsForPrint();
focusErrorSummary();
