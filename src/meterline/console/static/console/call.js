// The call page: one WebRTC call to the robot, keys on a data channel, the call's log beside it.

const $ = (id) => document.getElementById(id);
const form = $("phone");
const phone = document.querySelector(".phone");
const NO_CALL = "00000000-0000-0000-0000-000000000000";
const keys = [...document.querySelectorAll("[data-key]")];
const SAID = {
  idle: "Готов к звонку",
  microphone: "Разрешите браузеру микрофон…",
  calling: "Соединяем…",
  talking: "Идёт разговор",
  over: "Звонок завершён",
};
const WHO = { robot: "Робот", caller: "Вы", company: "Данные", line: "" };
const GATHERING_MS = 2000;
const CONNECTING_MS = 20000;

let call = null;

class CallFailed extends Error {}

function show(state, text = SAID[state]) {
  const tone = { microphone: "calling", over: "idle" }[state] || state;
  $("state").dataset.state = tone;
  $("state").textContent = text;
  const busy = state === "microphone" || state === "calling" || state === "talking";
  const hadFocus = [$("dial"), $("hang-up")].includes(document.activeElement);
  $("dial").hidden = busy;
  $("hang-up").hidden = !busy;
  if (hadFocus) (busy ? $("hang-up") : $("dial")).focus();
  if ($("caller")) $("caller").disabled = busy;
  for (const key of keys) key.disabled = state !== "talking";
}

async function openMicrophone() {
  if (!window.isSecureContext || !navigator.mediaDevices) {
    throw new CallFailed("Микрофон доступен только по https или на localhost");
  }
  try {
    // Steady tones and pauses are speech to the robot: the browser is not to "clean" them.
    return await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: false },
    });
  } catch (error) {
    throw new CallFailed(
      error.name === "NotFoundError" ? "Микрофон не найден" : "Нет доступа к микрофону",
    );
  }
}

function gathered(peer) {
  return new Promise((done) => {
    if (peer.iceGatheringState === "complete") done();
    peer.addEventListener("icegatheringstatechange", () => {
      if (peer.iceGatheringState === "complete") done();
    });
    setTimeout(done, GATHERING_MS);
  });
}

async function askRobot(sdp) {
  let reply;
  try {
    reply = await fetch(phone.dataset.offer, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
      },
      body: JSON.stringify({ sdp, caller: $("caller")?.value || null }),
    });
  } catch {
    throw new CallFailed("Сайт не отвечает. Проверьте соединение.");
  }
  const body = await reply.json().catch(() => ({}));
  if (!reply.ok) throw new CallFailed(body.message || "Не удалось позвонить. Обновите страницу.");
  return body;
}

function watchLevel(microphone) {
  const audio = new AudioContext();
  const analyser = audio.createAnalyser();
  const samples = new Float32Array(analyser.fftSize);
  audio.createMediaStreamSource(microphone).connect(analyser);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    const decibels = 10 * Math.log10(power + 1e-9);
    $("level").style.setProperty("--loudness", Math.min(1, Math.max(0, (decibels + 60) / 50)));
  }, 60);
  return () => {
    clearInterval(timer);
    if (audio.state !== "closed") audio.close();
    $("level").style.setProperty("--loudness", 0);
  };
}

class Call {
  async start() {
    this.microphone = await openMicrophone();
    this.ensureWanted();
    this.stopLevel = watchLevel(this.microphone);
    show("calling");
    const peer = (this.peer = new RTCPeerConnection({ iceServers: [] }));
    this.channel = peer.createDataChannel("keys");
    this.channel.addEventListener("open", () => show("talking"));
    this.channel.addEventListener("close", () => this.end());
    peer.addEventListener("track", ({ track }) => {
      $("voice").srcObject = new MediaStream([track]);
    });
    peer.addEventListener("connectionstatechange", () => {
      if (peer.connectionState === "failed") this.end("failed", "Связь прервалась");
    });
    peer.addTrack(this.microphone.getAudioTracks()[0], this.microphone);
    await peer.setLocalDescription();
    await gathered(peer);
    const answer = await askRobot(peer.localDescription.sdp);
    this.ensureWanted();
    await peer.setRemoteDescription({ type: "answer", sdp: answer.sdp });
    followLog(answer.key);
    setTimeout(() => {
      if (this.channel.readyState === "connecting") {
        this.end("failed", "Звук не проходит: сеть не пускает разговор");
      }
    }, CONNECTING_MS);
  }

  ensureWanted() {
    if (this.over) throw new CallFailed(SAID.over);
  }

  press(key) {
    if (this.channel?.readyState === "open") this.channel.send(key);
  }

  hangUp() {
    this.press("hang-up");
    // The peer waits a moment so that the message is on its way before the connection goes.
    this.end("over", SAID.over, 200);
  }

  end(state = "over", text = SAID[state], delay = 0) {
    if (this.over) return;
    this.over = true;
    setTimeout(() => this.release(), delay);
    if (call === this) call = null;
    show(state, text);
  }

  release() {
    this.stopLevel?.();
    this.microphone?.getTracks().forEach((track) => track.stop());
    this.peer?.close();
  }
}

let events = null;

function followLog(key) {
  events?.close();
  $("log").replaceChildren();
  $("empty").hidden = true;
  events = new EventSource(phone.dataset.log.replace(NO_CALL, key));
  events.addEventListener("message", (message) => append(JSON.parse(message.data)));
  events.addEventListener("end", () => events.close());
}

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  Object.assign(made.dataset, attributes);
  return made;
}

function append(entry) {
  const list = $("log");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  const item = element("div", "", { who: entry.who });
  item.className = "entry";
  const meta = element("div", "");
  meta.className = "meta";
  meta.append(element("span", WHO[entry.who] || ""), element("time", entry.time));
  if (entry.who === "line") item.append(entry.text);
  else item.append(meta, element("div", entry.text));
  if (entry.slots.length) item.append(slotList(entry.slots));
  if (entry.receipt) {
    const receipt = element("span", `Номер обращения\u00a0${entry.receipt}`);
    receipt.className = "receipt";
    item.append(receipt);
  }
  if (entry.notes.length) item.append(element("div", entry.notes.join(" · ")));
  list.append(item);
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function slotList(slots) {
  const box = element("div", "");
  box.className = "slots";
  for (const slot of slots) {
    const chip = element("span", `${slot.label} `, { sure: slot.sure });
    chip.append(element("b", slot.value));
    const rest = [slot.probability === null ? "" : `${slot.probability}\u00a0%`, slot.decision];
    const tail = rest.filter(Boolean).join(", ");
    if (tail) chip.append(` · ${tail}`);
    box.append(chip);
  }
  return box;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (call) return;
  const mine = (call = new Call());
  show("microphone");
  try {
    await mine.start();
  } catch (error) {
    mine.end("failed", error instanceof CallFailed ? error.message : "Не удалось позвонить");
    // Hung up while the browser still asked for the microphone: there is something to give back.
    mine.release();
  }
});

$("hang-up").addEventListener("click", () => call?.hangUp());

$("keypad").addEventListener("click", ({ target }) => {
  if (target.dataset.key) call?.press(target.dataset.key);
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea");
  if (!call || typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = keys.find((button) => button.dataset.key === event.key);
  if (!key || key.disabled) return;
  event.preventDefault();
  key.classList.add("pressed");
  setTimeout(() => key.classList.remove("pressed"), 150);
  call.press(event.key);
});

addEventListener("pagehide", () => call?.hangUp());
