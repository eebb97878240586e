"use strict";

// Pieces of the page come ready from the server; only the seconds of calls run here.
const board = document.querySelector("[data-stream]");
const lost = document.getElementById("link");
const source = new EventSource(board.dataset.stream);

source.addEventListener("open", () => { lost.hidden = true; });
source.addEventListener("error", () => { lost.hidden = false; });
source.addEventListener("part", (event) => {
  const { name, html } = JSON.parse(event.data);
  const part = document.getElementById(name);
  const list = part.querySelector(".tall");
  const top = list ? list.scrollTop : 0;
  part.innerHTML = html;
  const fresh = part.querySelector(".tall");
  if (fresh) fresh.scrollTop = top;
  tick();
});

function tick() {
  for (const time of document.querySelectorAll("time[data-began]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(time.dataset.began)) / 1000));
    time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

setInterval(tick, 1000);
