// Speeds up the review, which works without it: a key decides, the next item is on the screen
// at once, and the decision is sent meanwhile.
"use strict";

const stage = document.querySelector("[data-stage]");
const ahead = document.querySelector("[data-ahead]");
const empty = document.querySelector("[data-empty]");
const told = document.querySelector(".told");
const left = document.querySelector("strong[data-left]");
let sending = Promise.resolve();
let pending = 0;

function current() {
  return stage.querySelector("[data-item]");
}

function show(item) {
  stage.replaceChildren(...(item ? [item] : []));
  empty.hidden = Boolean(item) || pending > 0;
  if (!item) return;
  item.querySelector("h2").focus({ preventScroll: true });
  window.scrollTo(0, 0);
  item.querySelector("[aria-invalid], [role=alert]")?.scrollIntoView({ block: "nearest" });
  play(item);
}

function play(item) {
  const sound = item?.querySelector("audio[data-word]");
  if (!sound) return;
  sound.currentTime = Number(sound.dataset.word);
  // A browser may refuse to play before anything was pressed; the player is there then.
  sound.play().catch(() => {});
}

async function post(form, body) {
  const shown = current()?.dataset.item ?? "";
  const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Review": shown } });
  // Signed out meanwhile: the page leads to the sign-in.
  if (answer.redirected) location.reload();
  if (answer.redirected || ![200, 422].includes(answer.status)) throw new Error(String(answer.status));
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { refused: answer.status === 422, told: parsed.querySelector("[data-told]"), item: parsed.querySelector("[data-item]") };
}

function back(item) {
  const shown = current();
  if (shown) ahead.replaceChildren(shown);
  show(item);
}

function take({ refused, told: words, item }) {
  if (refused) {
    back(item);
    item.querySelector("[data-key=c]")?.select();
    return;
  }
  told.textContent = words.textContent;
  left.textContent = words.dataset.left;
  if (item && !current()) show(item);
  else if (item) ahead.replaceChildren(item);
  else if (!current()) show(null);
}

function decide(form, button) {
  const body = new FormData(form, button);
  const decided = current();
  pending += 1;
  show(ahead.firstElementChild);
  sending = sending
    .then(() => post(form, body))
    .finally(() => { pending -= 1; })
    .then(take)
    .catch(() => {
      back(decided);
      told.textContent = "Решение не записано. Попробуйте ещё раз или обновите страницу.";
    });
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-decide]")) return;
  event.preventDefault();
  decide(event.target, event.submitter);
});

function named(event) {
  return event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key;
}

function inField(event) {
  if (event.key === "Escape") event.target.blur();
  if (event.key === "Enter" && event.target.matches("select")) event.target.form.requestSubmit();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.matches("input, select, textarea")) {
    inField(event);
    return;
  }
  if (event.key === " " && !event.target.matches("button, a, audio, summary")) {
    event.preventDefault();
    play(current());
    return;
  }
  const wanted = current()?.querySelector(`[data-key="${CSS.escape(named(event))}"]`);
  if (!wanted || event.repeat) return;
  event.preventDefault();
  if (wanted.matches("button")) wanted.form.requestSubmit(wanted);
  else wanted.select ? wanted.select() : wanted.focus();
});

play(current());
