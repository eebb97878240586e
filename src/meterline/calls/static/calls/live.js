// Keeps #live as the server has it: asks every second, changes the page only where it differs.
"use strict";

const live = document.getElementById("live");
const EVERY = 1000;
let last = "";

async function look() {
  if (!document.hidden) {
    const answer = await fetch("?live", { credentials: "same-origin", redirect: "error" });
    // Signed out, or not ours any more: say so instead of showing what was.
    if (!answer.ok) return location.reload();
    const now = await answer.text();
    if (last && now !== last) live.innerHTML = now;
    last = now;
  }
}

async function follow() {
  try {
    await look();
    live.classList.remove("stale");
  } catch {
    live.classList.add("stale");
  }
  setTimeout(follow, EVERY);
}

follow();
