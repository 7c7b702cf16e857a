// How the parts of a talk look: bubbles, choices, sources, attachments. Builds elements, knows nothing else.
window.parts = (() => {
  "use strict";
  var words = JSON.parse(document.getElementById("words").textContent);
  function fill(sentence, values) {
    return sentence.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  }
  function make(tag, className, text) {
    var node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }
  function clock(at) {
    var date = new Date(at), time = ("0" + date.getHours()).slice(-2) + ":" + ("0" + date.getMinutes()).slice(-2);
    return date.toDateString() === new Date().toDateString() ? time : date.getMonth() + 1 + "-" + date.getDate() + " " + time;
  }
  function bubble(who, className, text, at) {
    var node = make("div", "msg " + className), body = make("div", "body");
    var mark = className.indexOf("staff") > 0 ? words.from_staff : className.indexOf("extract") > 0 ? words.from_entry : "";
    var line = make("p", "mark");
    if (mark) line.appendChild(make("span", "", mark));
    line.appendChild(make("time", "", clock(at))).setAttribute("aria-hidden", "true");
    node.appendChild(line);
    body.appendChild(make("span", "unseen", who + ": "));
    text.split("\n").forEach((line) => { body.appendChild(make("p", "", line)); });
    node.appendChild(body);
    return node;
  }
  function address(url) { return /^(https?:\/\/|tel:)/.test(url || ""); }
  function choices(list) {
    var group = make("div", "choices");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", words.choices);
    list.forEach((choice) => {
      var node;
      if (address(choice.url)) {
        node = make("a", "button" + (choice.url.indexOf("tel:") ? "" : " tel"), choice.label);
        node.href = choice.url;
      } else if (choice.value) {
        node = make("button", choice.control ? "control" : "", choice.label);
        node.setAttribute("form", "ask");
        node.name = "pick";
        node.value = choice.value;
      }
      if (node) group.appendChild(node);
    });
    return group;
  }
  function sources(list) {
    var box = make("details"), items = make("ul");
    box.appendChild(make("summary", "", fill(words.sources, { count: list.length })));
    list.forEach((source) => {
      var item = make("li"), more = [source.unit, source.checked && fill(words.checked, { day: source.checked })];
      if (/^https?:/.test(source.url)) {
        var link = item.appendChild(make("a", "", source.title));
        link.href = source.url;
        link.target = "_blank";
        link.rel = "noopener noreferrer";
        link.appendChild(make("span", "unseen", words.new_tab));
      } else item.textContent = source.title;
      item.appendChild(make("span", "soft", " " + more.filter(Boolean).join(" · ")));
      items.appendChild(item);
    });
    box.appendChild(items);
    return box;
  }
  function attachment(file, session) {
    var url = "/api/files/" + encodeURIComponent(file.id) + "?session=" + encodeURIComponent(session);
    var name = fill(words.attachment, { name: file.name || "" });
    var link = make("a", "small", /^image\//.test(file.mime) ? undefined : name);
    link.href = url;
    if (/^image\//.test(file.mime)) {
      var picture = link.appendChild(make("img"));
      picture.src = url;
      picture.alt = name;
    }
    var figure = make("figure");
    figure.appendChild(link);
    return figure;
  }
  function answer(reply, session) {
    var node = bubble(words.assistant, "bot " + reply.origin, reply.text, reply.at);
    node.dataset.id = reply.id;
    reply.files.forEach((file) => { node.appendChild(attachment(file, session)); });
    if (reply.sources.length) node.appendChild(sources(reply.sources));
    if (reply.choices.length) node.appendChild(choices(reply.choices));
    return node;
  }
  function draft(data) { // not read out: the reply that takes its place is
    var node = bubble(words.assistant, "bot draft " + data.origin, data.text, Date.now());
    node.setAttribute("aria-hidden", "true");
    return node;
  }
  function own(line) {
    var names = line.files.length ? (line.text ? "\n" : "") + "📎 " + line.files.join(" ") : "";
    return bubble(words.you, "me", line.text + names, line.at);
  }
  return { words: words, fill: fill, make: make, answer: answer, draft: draft, own: own };
})();
