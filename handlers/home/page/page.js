// The talk on the residents' page. Without this script the same form still asks one question at a time.
(() => {
  "use strict";
  if (!window.fetch || !window.EventSource || !window.Promise) return;
  var root = document.documentElement;
  root.classList.add("js");
  var byId = (id) => document.getElementById(id);
  var words = parts.words, fill = parts.fill, make = parts.make;
  var form = byId("ask"), input = byId("text"), log = byId("log"), note = byId("note");
  var typing = byId("typing"), picker = byId("file"), chosen = byId("chosen");
  var KEY = "talk", MOST_FILES = 3, MOST_LINES = 200;
  var talk = load(), last = 0, stream = null, queue = Promise.resolve(), attached = [], quiet = 0, lost = 0, sketch = null;

  function may(act) { // storage may be off, full or spoilt: then only reloading suffers
    try { return act(); } catch (error) { return null; }
  }
  function load() {
    var kept = may(() => JSON.parse(localStorage.getItem(KEY)));
    return kept && kept.session && Array.isArray(kept.lines) ? kept : { session: "", lines: [] };
  }
  function store() {
    talk.lines = talk.lines.slice(-MOST_LINES);
    may(() => { localStorage.setItem(KEY, JSON.stringify(talk)); });
  }
  function fresh() {
    var bytes = crypto.getRandomValues(new Uint8Array(12));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  function show(node, start) { // an answer longer than the window is shown from its first line
    var frame = log.parentNode.clientHeight || window.innerHeight;
    node.scrollIntoView({ block: start && node.offsetHeight > frame * 0.7 ? "start" : "nearest" });
  }

  function receive(reply) {
    if (reply.id <= last) return null;
    last = reply.id;
    if (sketch) sketch.remove();
    sketch = null;
    rest();
    var node = parts.answer(reply, talk.session);
    var stands = (reply.replaces || []).map((id) => log.querySelector('[data-id="' + id + '"]')).filter(Boolean).pop();
    if (!stands) return log.appendChild(node);
    var held = stands.contains(document.activeElement) ? document.activeElement.value : "";
    stands.replaceWith(node); // the keyboard stays where it was
    var again = held && node.querySelector('button[value="' + CSS.escape(held) + '"]');
    if (again) again.focus();
    return node;
  }
  function mine(line) { return log.appendChild(parts.own(line)); }
  function wait() {
    typing.hidden = false;
    clearTimeout(quiet);
    quiet = setTimeout(rest, 15000); // a person answers when she can
    show(typing);
  }
  function rest() { typing.hidden = true; clearTimeout(quiet); }

  // Sending: one after the other; sent again under the same id it still happens once

  function say(line, node, files) {
    wait();
    queue = queue.then(() => send(line, node, files, true));
    return queue;
  }
  function send(line, node, files, retry) {
    return upload(files).then((ids) => {
      var body = { id: line.id, lang: words.lang, greeted: true };
      if (talk.session) body.session = talk.session;
      if (line.pick) body.pick = line.pick; else body.text = line.text;
      if (ids.length) body.files = ids;
      note.textContent = "";
      return post("/api/chat", JSON.stringify(body), { "Content-Type": "application/json" });
    }).then((answer) => {
      talk.session = answer.session;
      line.after = answer.accepted;
      if (node) talk.lines.push(line);
      store();
      if (!stream) listen();
    }).catch((problem) => {
      if (problem.code === "session" && retry) { // forgotten on the server: begin anew
        forget();
        return send(line, node, files, false);
      }
      rest();
      note.textContent = "";
      failed(line, node, files, problem);
    });
  }
  function post(url, body, headers) {
    return fetch(url, { method: "POST", body: body, headers: headers || {} }).then((response) => {
      if (response.ok) return response.json();
      return response.json().catch(() => ({})).then((data) => {
        throw { code: data.error || "", text: data.message || words.not_sent, again: response.status >= 429 || response.status === 408 };
      });
    }, () => { throw { code: "", text: words.not_sent, again: true }; });
  }
  function upload(files) {
    note.textContent = files.length ? words.uploading : "";
    return Promise.all(files.map((item) => {
      if (item.id) return item.id;
      var data = new FormData();
      data.append("file", item.file, item.file.name);
      return post("/api/files", data).then((answer) => (item.id = answer.id));
    }));
  }
  function failed(line, node, files, problem) {
    node = node || mine(line);
    var box = make("div", "failed", problem.text + " ");
    if (problem.again) {
      var again = make("button", "", words.again);
      again.type = "button";
      again.onclick = () => {
        box.remove();
        input.focus();
        say(line, node, files);
      };
      box.appendChild(again);
    }
    node.appendChild(box);
    show(node);
  }
  function put(text, pick) {
    var files = pick ? [] : attached;
    var line = { id: fresh(), text: text, pick: pick || "", at: Date.now(), files: files.map((item) => item.file.name) };
    if (/^tick:/.test(line.pick)) return say(line, null, files); // shown by the tick itself
    var node = mine(line);
    show(node);
    if (!pick) { attached = []; list(); }
    return say(line, node, files);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    var text = input.value.trim();
    if (!text && !attached.length) { input.focus(); return; }
    input.value = "";
    grow();
    input.focus();
    put(text);
  });
  document.addEventListener("click", (event) => {
    var button = event.target.closest && event.target.closest("button[name=pick]");
    if (!button) return;
    event.preventDefault();
    put(button.textContent.trim(), button.value);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    byId("send").click();
  });
  function grow() {
    input.style.height = "auto";
    input.style.height = Math.min(input.scrollHeight + 2, 160) + "px";
  }
  input.addEventListener("input", grow);

  // Files

  picker.addEventListener("change", () => {
    Array.from(picker.files).forEach((file) => {
      if (attached.length < MOST_FILES) attached.push({ file: file, id: "" });
      else note.textContent = fill(words.too_many_files, { count: MOST_FILES });
    });
    picker.value = "";
    list();
    input.focus();
  });
  function list() {
    chosen.textContent = "";
    chosen.hidden = !attached.length;
    attached.forEach((item) => {
      var row = make("li");
      if (/^image\//.test(item.file.type)) {
        var picture = row.appendChild(make("img"));
        picture.alt = "";
        picture.src = URL.createObjectURL(item.file);
        picture.onload = () => { URL.revokeObjectURL(picture.src); };
      }
      row.appendChild(make("span", "", item.file.name));
      var away = row.appendChild(make("button", "", "✕"));
      away.type = "button";
      away.setAttribute("aria-label", fill(words.remove, { name: item.file.name }));
      away.onclick = () => {
        attached.splice(attached.indexOf(item), 1);
        list();
        picker.focus();
      };
      chosen.appendChild(row);
    });
  }

  // Hearing

  function listen() {
    stream = new EventSource("/api/chat/" + encodeURIComponent(talk.session) + "/events?after=" + last);
    stream.addEventListener("reply", (event) => {
      var node = receive(JSON.parse(event.data));
      if (node) show(node, true);
    });
    stream.addEventListener("draft", (event) => { // replaced by the reply itself
      var node = parts.draft(JSON.parse(event.data));
      if (sketch) sketch.replaceWith(node); else log.appendChild(node);
      sketch = node;
      rest();
      show(node);
    });
    stream.onopen = () => {
      clearTimeout(lost);
      if (note.textContent === words.offline) note.textContent = words.online;
      else if (note.textContent === words.online) note.textContent = "";
    };
    stream.onerror = () => {
      clearTimeout(lost);
      var closed = stream.readyState === 2;
      lost = setTimeout(() => {
        note.textContent = words.offline;
        if (closed) { stream.close(); listen(); }
      }, 4000);
    };
  }
  function history(lines) {
    return fetch("/api/chat/" + encodeURIComponent(talk.session) + "?after=" + last).then((response) => {
      if (response.status === 404) { forget(); return; }
      if (!response.ok) throw response.status;
      return response.json().then((page) => {
        page.replies.forEach((reply) => {
          while (lines.length && lines[0].after < reply.id) mine(lines.shift());
          receive(reply);
        });
        if (page.replies.length >= 200) return history(lines);
        lines.forEach(mine);
        listen();
      });
    });
  }
  function forget() {
    if (stream) stream.close();
    stream = null;
    talk = { session: "", lines: [] };
    last = 0;
    may(() => { localStorage.removeItem(KEY); });
  }
  function resume() {
    if (!talk.session) return;
    log.setAttribute("aria-live", "off"); // what was said before is not read out again
    queue = history(talk.lines.slice()).catch(() => {
      note.textContent = words.offline;
      setTimeout(() => { log.textContent = ""; last = 0; resume(); }, 4000);
    }).then(() => {
      if (log.lastElementChild) show(log.lastElementChild, true);
      setTimeout(() => { log.removeAttribute("aria-live"); }, 500);
    });
  }

  // Settings and records

  document.querySelector(".settings").addEventListener("click", (event) => {
    var link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    if (link.classList.contains("tongue")) {
      may(() => { sessionStorage.setItem("draft", input.value); });
      var go = () => { location.href = link.href; };
      if (talk.session) put(link.textContent.trim(), "lang:" + link.hreflang).then(go); else go();
      return;
    }
    var before = +root.dataset.large;
    var size = link.classList.contains("elder") ? 1 : link.classList.contains("grow") ? Math.min(before + 1, 3) : 0;
    root.dataset.large = size;
    document.cookie = "large=" + size + "; Max-Age=31536000; Path=/; SameSite=Lax";
    var next = document.querySelector(size ? ".shrink" : ".elder");
    if (document.activeElement === document.body || document.activeElement === link) next.focus();
    if (talk.session && !before !== !size) put(link.textContent.trim(), size ? "large:on" : "large:off");
  });
  byId("save").onclick = () => {
    var lines = Array.from(log.querySelectorAll(".msg"), (node) => {
      var time = node.querySelector("time"), who = node.querySelector(".unseen");
      var said = Array.from(node.querySelectorAll(".body p, details li"), (part) => {
        return (part.tagName === "LI" ? "· " : "") + part.textContent.trim();
      });
      return (time ? "[" + time.textContent + "] " : "") + who.textContent + said.join("\n");
    });
    var link = make("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff" + lines.join("\n\n") + "\n"], { type: "text/plain" }));
    link.download = words.assistant + "-" + new Date().toISOString().slice(0, 10) + ".txt";
    link.click();
    setTimeout(() => { URL.revokeObjectURL(link.href); }, 1000);
  };
  byId("clear").onclick = () => {
    if (!window.confirm(words.clear_sure)) return;
    forget();
    location.href = "/";
  };

  may(() => {
    input.value = sessionStorage.getItem("draft") || input.value;
    sessionStorage.removeItem("draft");
  });
  if (location.search) window.history.replaceState(null, "", "/");
  grow();
  resume();
})();
