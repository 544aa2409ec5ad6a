/* Forms of records (dashboard/pages/record): records picked by name while typing, and what was typed kept in this
 * browser until it is saved.
 *
 *   input[data-pick]     a combobox: asks its address with ?q=, lists {id, name, more}; beside it two hidden fields,
 *                        i.NAME (the id) and t.NAME (the text that the id belongs to); data-new, the words of a last
 *                        line that adds what is typed, where a button of the form does so; data-near, the country whose
 *                        records stand first, where the form has chosen none (f.iso3)
 *   form[data-typed]     its fields are kept under that name; data-words, data-restore, data-drop say so
 */
(function () {
  "use strict";
  const WAIT_MS = 120;
  const asked = new Map();
  let timer = 0;
  const early = []; // keys pressed while the list was still that of an earlier text

  const fieldOf = (input, part) => input.form.elements.namedItem(`${part}.${input.name.slice(2)}`);
  const listOf = (input) => document.getElementById(input.getAttribute("aria-controls"));

  function ask(input) {
    const address = new URL(input.dataset.pick, window.location.href);
    address.searchParams.set("q", input.value.trim());
    const chosen = input.form.elements.namedItem("f.iso3");
    const near = (chosen && chosen.value) || input.dataset.near;
    if (near) address.searchParams.set("near", near);
    const key = address.href;
    if (!asked.has(key)) {
      if (asked.size > 200) asked.clear();
      const answer = fetch(key).then((got) => (got.ok ? got.json() : []));
      answer.catch(() => asked.delete(key));
      asked.set(key, answer);
    }
    return asked.get(key);
  }

  function close(input) {
    const list = listOf(input);
    if (list) list.hidden = true;
    early.length = 0;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(input, index) {
    const options = [...listOf(input).children];
    for (const [i, option] of options.entries()) option.setAttribute("aria-selected", String(i === index));
    if (!options[index]) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", options[index].id);
    options[index].scrollIntoView({ block: "nearest" });
  }

  function take(input, known) {
    input.value = known.name;
    const id = fieldOf(input, "i");
    const text = fieldOf(input, "t");
    if (id instanceof HTMLInputElement && id.type === "hidden") id.value = known.id;
    else {
      // the page asked which one was meant: what was picked here counts instead
      for (const choice of input.form.querySelectorAll(`input[type=radio][name="i.${input.name.slice(2)}"]`)) {
        choice.checked = false;
        choice.disabled = true;
      }
      const made = document.createElement("input");
      made.type = "hidden";
      made.name = `i.${input.name.slice(2)}`;
      made.value = known.id;
      input.after(made);
    }
    text.value = known.name;
    close(input);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /* One line of the list: its text, what is said beside it, and what choosing it does. */
  function line(list, i, text, beside, chosen) {
    const option = document.createElement("li");
    option.id = `${list.id}-${i}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const name = document.createElement("bdi");
    name.textContent = text;
    const more = document.createElement("span");
    more.className = "sub";
    more.textContent = beside ? ` ${beside}` : "";
    option.append(name, more);
    option.addEventListener("mousedown", (event) => event.preventDefault());
    option.addEventListener("click", chosen);
    return option;
  }

  function show(input, found) {
    const list = listOf(input);
    if (!list || document.activeElement !== input) return;
    const lines = found.map((known, i) => line(list, i, known.name, known.more, () => take(input, known)));
    const text = input.value.trim();
    const fold = (words) => words.toLocaleLowerCase();
    if (input.dataset.new && !found.some((known) => fold(known.name) === fold(text))) {
      const add = input.form.querySelector(`button[name=then][value="new:${input.name.slice(2)}"]`);
      const words = input.dataset.new.replace("…", () => text);
      lines.push(line(list, found.length, words, "", () => input.form.requestSubmit(add)));
      lines.at(-1).className = "add";
    }
    list.replaceChildren(...lines);
    list.hidden = !lines.length;
    list.dataset.of = text;
    input.setAttribute("aria-expanded", String(Boolean(lines.length)));
    input.removeAttribute("aria-activedescendant");
    for (const key of early.splice(0)) press(input, key);
  }

  /* What a key does in the open list; false if nothing. */
  function press(input, key) {
    const list = listOf(input);
    if (!list || list.hidden) return false;
    const options = [...list.children];
    const at = options.findIndex((o) => o.getAttribute("aria-selected") === "true");
    if (key === "ArrowDown") mark(input, Math.min(at + 1, options.length - 1));
    else if (key === "ArrowUp") mark(input, at > 0 ? at - 1 : options.length - 1);
    else if (key === "Escape") close(input);
    else if (key === "Enter" && at >= 0) options[at].click();
    else return false;
    return true;
  }

  /* Whether the list shown is that of an earlier text: what a key would choose there is not what was typed. */
  function isOfEarlierText(input) {
    const list = listOf(input);
    return Boolean(list) && !list.hidden && list.dataset.of !== input.value.trim();
  }

  document.addEventListener("input", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.dataset.pick) return;
    window.clearTimeout(timer);
    early.length = 0;
    if (isOfEarlierText(input)) mark(input, -1);
    const text = input.value.trim();
    if (text.length < 2) return close(input);
    timer = window.setTimeout(() => {
      ask(input).then(
        (found) => input.value.trim() === text && show(input, found),
        () => close(input),
      );
    }, WAIT_MS);
  });
  document.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.dataset.pick) return;
    const moves = event.key === "ArrowDown" || event.key === "ArrowUp";
    if (isOfEarlierText(input) && (moves || (event.key === "Enter" && early.length))) early.push(event.key);
    else if (!press(input, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  document.addEventListener("focusout", (event) => {
    const input = event.target;
    if (input instanceof HTMLInputElement && input.dataset.pick) close(input);
  });

  /* ------------------------------------------------------------ what was typed and not saved */
  const PREFIX = "mnr-form ";
  const keyOf = (form) => `${PREFIX}${new URL(form.action).pathname} ${form.dataset.typed}`;
  const store = {
    get: (key) => {
      try {
        return JSON.parse(window.localStorage.getItem(key) || "null");
      } catch {
        return null;
      }
    },
    set: (key, value) => {
      try {
        if (value) window.localStorage.setItem(key, JSON.stringify(value));
        else window.localStorage.removeItem(key);
      } catch {
        /* a browser that keeps nothing */
      }
    },
  };
  const OURS = /^(f|i|n|new|t)\.|^(back|id|remark|was)$/;
  const typed = (form) => [...new FormData(form)].filter(([name]) => OURS.test(name));
  const said = (pairs) => JSON.stringify(pairs.filter(([name]) => /^(f|n|new)\.|^remark$/.test(name)));

  function keep(event) {
    const form = event.target instanceof Element ? event.target.closest("form[data-typed]") : null;
    if (form) store.set(keyOf(form), { at: Date.now(), fields: typed(form) });
  }
  document.addEventListener("input", keep);
  document.addEventListener("change", keep);

  /* The server draws the form with what was kept: only there it has the fields of records that are new on it, and it
   * knows which version of the record was open. */
  function put(form, fields) {
    const sent = document.createElement("form");
    sent.action = form.action;
    sent.method = "post";
    sent.hidden = true;
    sent.dataset.post = "";
    for (const [name, value] of [...fields, ["then", "put-back"]]) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      sent.append(field);
    }
    document.body.append(sent);
    sent.requestSubmit();
    sent.remove();
  }

  function offer(form) {
    if (form.dataset.offered !== undefined) return;
    form.dataset.offered = "";
    if (form.dataset.waits !== undefined) return; // the server gave back what was typed
    const kept = store.get(keyOf(form));
    if (!kept || said(kept.fields) === said(typed(form))) return store.set(keyOf(form), null);
    const box = document.createElement("div");
    box.className = "notice kept-typing";
    const words = document.createElement("p");
    words.className = "grow";
    words.textContent = form.dataset.words;
    const button = (label, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "button quiet";
      made.textContent = label;
      made.addEventListener("click", () => {
        act();
        box.remove();
      });
      return made;
    };
    box.append(
      words,
      button(form.dataset.restore, () => put(form, kept.fields)),
      button(form.dataset.drop, () => store.set(keyOf(form), null)),
    );
    form.prepend(box);
  }

  document.addEventListener("mnr:sent", (event) => {
    const form = event.target;
    if (form instanceof HTMLFormElement && form.dataset.typed !== undefined && event.detail.said)
      store.set(keyOf(form), null);
  });
  /* What is new since the last visit: the day of the visit before this one, kept in this browser. */
  document.addEventListener("mnr:drawn", () => {
    const form = document.querySelector("#app form[data-last-visit]");
    if (!form) return;
    const key = `mnr-visit ${form.dataset.lastVisit}`;
    try {
      if (window.sessionStorage.getItem(key) === null) {
        window.sessionStorage.setItem(key, window.localStorage.getItem(key) || "");
        window.localStorage.setItem(key, new Date().toISOString().slice(0, 10));
      }
      const before = window.sessionStorage.getItem(key);
      const asked = new URL(window.location.href).searchParams.has("since");
      if (before && !asked) window.mnr.move(window.mnr.queried({ since: before }), true);
    } catch {
      /* a browser that keeps nothing */
    }
  });

  /* A form that the server drew anew: what is wrong with it has the focus, else its first field if nothing has it. */
  document.addEventListener("mnr:drawn", () => {
    const form = document.querySelector("#app form[data-typed]");
    if (!form || form.dataset.offered !== undefined) return;
    offer(form);
    const problems = form.querySelector(".form-problems");
    const place = window.location.hash && document.getElementById(window.location.hash.slice(1));
    const aim = problems || (place && form.contains(place) ? place : null);
    if (aim) {
      aim.scrollIntoView({ block: problems ? "nearest" : "center" });
      aim.focus({ preventScroll: true });
    }
    else if (document.activeElement === document.body && document.documentElement.dataset.begun !== undefined)
      form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    document.documentElement.dataset.begun = "";
  });
})();
