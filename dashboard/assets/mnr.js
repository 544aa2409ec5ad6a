/* The browser side of the pages. No build step: it uses the React that Dash has put on the page.
 *
 * Components (namespace mnr): El draws a tree of plain lists, Box holds other components, Address reports the
 * address and is how every page learns what to show. Everything else works by attributes on drawn nodes:
 *
 *   a[href="/..."]              moves without loading the page again (a new tab, a download, another site do not)
 *   [data-query="name"]         a field: its value goes into the query of the address when it changes
 *   form[data-query-form]       all its fields go into the query when it is sent; data-drop names choices that go
 *   [data-keep="name"]          a field whose value is kept in this browser as a cookie (settings)
 *   [data-columns]              boxes whose choice is the list of columns of a table
 *   [data-go]                   a select whose value is an address to move to
 *   [data-nav="listbox|grid"]   arrow keys, Home, End, first letters, Enter
 *   [data-code]                 nodes of the same code light up together (map, list, tiles)
 *   [data-tip]                  words shown beside the pointer and on focus
 *   [data-filter="#id"]         hides the children of #id that do not hold the words typed
 *   [data-act]                  theme, print, copy-link, keys, close-dialog, retry, keep; others (palette, tour) are
 *                               told to the other files as the event mnr:act
 *   [data-close]                where Escape leads from an open panel
 *   [data-emit]                 a click is reported through the property `event` of the El around it
 *   tbody[data-lazy="px"]       rows that are drawn when they come near to where the reader is (px: their height until
 *                               then), over as many columns as data-columns says; all at once for paper
 *   [data-shape]                a path whose outline comes from the file named by data-shapes of its svg
 */
(function () {
  "use strict";
  const React = window.React;
  const create = React.createElement;
  const NAMES = { class: "className", for: "htmlFor", tabindex: "tabIndex", colspan: "colSpan", rowspan: "rowSpan" };
  const SWITCHES = new Set(["disabled", "hidden", "multiple", "required", "open", "readonly", "inert"]);
  const FORBIDDEN = new Set(["script", "style", "iframe", "object", "embed", "base", "link", "meta"]);
  const LINKS = new Set(["href", "src", "action", "formaction", "xlink:href"]);
  const SAFE = /^(?:\/(?!\/)|\?|#|https?:\/\/|mailto:)/i;

  /* ---------------------------------------------------------------- trees */
  function attributesOf(given) {
    const out = {};
    for (const [name, value] of Object.entries(given || {})) {
      if (/^on/i.test(name) || name === "dangerouslySetInnerHTML") continue;
      if (LINKS.has(name) && !SAFE.test(value)) continue;
      if (SWITCHES.has(name)) out[name === "readonly" ? "readOnly" : name] = true;
      else out[NAMES[name] || name] = value;
    }
    return out;
  }

  /* ``choices``: what a list offers, as text. The same page drawn once more leaves what was chosen in it alone. */
  function Field({ tag, attributes, choices, children }) {
    const ref = React.useRef(null);
    const { value, checked, ...rest } = attributes;
    const tick = rest.type === "checkbox" || rest.type === "radio";
    React.useEffect(() => {
      const field = ref.current;
      if (!field) return;
      if (tick) field.checked = checked !== undefined;
      else if (value !== undefined && field.value !== value) field.value = value;
    }, [value, checked, tick, choices]);
    const start = tick ? { value, defaultChecked: checked !== undefined } : { defaultValue: value };
    return create(tag, { ...rest, ...start, ref }, ...children);
  }

  /* Rows far from where the reader is cost time and are not seen: until they come near, their place is kept. */
  function Rows({ attributes, below }) {
    const ref = React.useRef(null);
    const [near, come] = React.useState(!window.IntersectionObserver);
    React.useEffect(() => {
      if (near) return undefined;
      const now = () => window.ReactDOM.flushSync(() => come(true));
      const watching = new IntersectionObserver((seen) => seen.some((s) => s.isIntersecting) && come(true), {
        root: ref.current.closest("[data-scrolls]"),
        rootMargin: "600px 0px",
      });
      watching.observe(ref.current);
      window.addEventListener("beforeprint", now);
      window.addEventListener("mnr:whole", now);
      return () => {
        watching.disconnect();
        window.removeEventListener("beforeprint", now);
        window.removeEventListener("mnr:whole", now);
      };
    }, [near]);
    const rows = React.useMemo(() => (near ? below.map(draw) : null), [near, below]);
    if (near) return create("tbody", { ...attributes, ref }, ...rows);
    // as wide as the columns that are there: in a table of fixed layout a cell over more than those makes new ones
    const columns = attributes["data-columns"];
    const place = create("td", { style: { blockSize: `${attributes["data-lazy"]}px` }, colSpan: columns });
    return create("tbody", { ...attributes, ref, "data-waiting": "" }, create("tr", { "aria-hidden": true }, place));
  }

  function draw(node, index) {
    if (!Array.isArray(node)) return node;
    const [tag, given, ...below] = node;
    if (FORBIDDEN.has(tag)) return null;
    const attributes = attributesOf(given);
    const key = given["data-key"] || given.id || index;
    if (tag === "tbody" && given["data-lazy"]) return create(Rows, { key, attributes, below });
    if (tag === "textarea") return create(Field, { key, tag, attributes: { value: below.join(""), ...attributes }, children: [] });
    const children = below.map(draw);
    if (tag === "input" || tag === "select") {
      const choices = tag === "select" ? JSON.stringify(below) : "";
      return create(Field, { key, tag, attributes, choices, children });
    }
    return create(tag, { ...attributes, key }, ...(children.length ? children : []));
  }

  function El(props) {
    const ref = React.useRef(null);
    const counter = React.useRef(0);
    // another page begins afresh; another choice on the same page keeps what is open, typed and focused
    const place = (props.view || "").split("?")[0];
    const drawn = React.useMemo(() => (props.tree ? draw(props.tree, place) : null), [props.tree]);
    React.useEffect(() => {
      settle(ref.current, props.head || {});
    }, [props.tree]);
    const onClick = (event) => {
      const source = event.target.closest && event.target.closest("[data-emit]");
      if (!source || !props.setProps) return;
      counter.current += 1;
      props.setProps({
        event: { name: source.dataset.emit, value: source.dataset.value || "", n: counter.current },
      });
    };
    return create("div", { id: props.id, className: "el", ref, onClick }, drawn);
  }

  function Box(props) {
    return create(props.tag || "div", { id: props.id, className: props.className, tabIndex: props.tabIndex }, props.children);
  }

  function Address(props) {
    React.useEffect(() => {
      const tell = () => props.setProps({ href: window.location.href, n: ++moves });
      window.addEventListener("mnr:moved", tell);
      tell();
      return () => window.removeEventListener("mnr:moved", tell);
    }, []);
    return null;
  }
  window.mnr = Object.assign(window.mnr || {}, { El, Box, Address, act, keep, keptAs, move, plain, queried, redraw, say });

  /* ------------------------------------------------------------ moving on */
  let moves = 0;
  let landing = null; // what to do when the next page is drawn: {focus, y}, or {place}: only go to the place named
  let opener = ""; // id of what opened the panel

  function needsLoading(url) {
    const page = url.pathname.split("/")[2] || "";
    const libraries = JSON.parse(document.body.dataset.libraries || "{}");
    return (libraries[page] || []).some((name) => !window[name]);
  }

  /* ``place``: go to the place that the address names on the same page too. */
  function move(target, replace, place) {
    const url = new URL(target, window.location.href);
    if (url.origin !== window.location.origin || needsLoading(url)) {
      window.location.assign(url.href);
      return;
    }
    const here = window.location;
    if (url.pathname === here.pathname && url.search === here.search) {
      if (url.hash) jump(url.hash);
      return;
    }
    if (url.pathname !== here.pathname) landing = { focus: true, y: 0 };
    else landing = place && url.hash ? { place } : null;
    window.history.replaceState({ y: window.scrollY }, "");
    window.history[replace ? "replaceState" : "pushState"]({}, "", url.href);
    started();
    window.dispatchEvent(new Event("mnr:moved"));
  }

  /* The same address once more; the focus goes to the title if what had it is gone. */
  function redraw() {
    const inside = document.activeElement === document.body || document.activeElement?.closest("#page");
    landing = { focus: Boolean(inside), y: window.scrollY };
    started();
    window.dispatchEvent(new Event("mnr:moved"));
  }

  function jump(hash) {
    const place = document.getElementById(decodeURIComponent(hash.slice(1)));
    if (!place) return;
    place.scrollIntoView();
    if (!place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
    place.focus({ preventScroll: true });
  }

  function queried(changes) {
    const url = new URL(window.location.href);
    for (const [name, value] of Object.entries(changes)) {
      if (value) url.searchParams.set(name, value);
      else url.searchParams.delete(name);
    }
    // the same order as the server writes: two addresses of one thing are the same text
    const last = ["as_of", "evidence", "edition", "lang"];
    const pairs = [...url.searchParams].sort(([a], [b]) => last.indexOf(a) - last.indexOf(b) || (a < b ? -1 : 1));
    url.search = String(new URLSearchParams(pairs));
    return url.href;
  }

  if ("scrollRestoration" in window.history) window.history.scrollRestoration = "manual";
  window.addEventListener("popstate", (event) => {
    landing = { focus: false, y: (event.state && event.state.y) || 0 };
    started();
    window.dispatchEvent(new Event("mnr:moved"));
  });

  let busy = 0;
  function started() {
    window.clearTimeout(busy);
    busy = window.setTimeout(() => (document.documentElement.dataset.busy = ""), 250);
  }
  function finished() {
    window.clearTimeout(busy);
    delete document.documentElement.dataset.busy;
  }

  function say(words) {
    const live = document.getElementById("live");
    if (!live) return;
    live.textContent = "";
    window.setTimeout(() => (live.textContent = words), 60);
  }

  /* After a tree has been drawn: outlines, title, where the focus goes. */
  function settle(root, head) {
    outlines(root);
    for (const grid of root.querySelectorAll('[data-nav="grid"]')) oneStop(grid);
    for (const field of root.querySelectorAll("[data-keep]")) {
      const kept = keptAs(field.dataset.keep);
      field.value = kept === "-" ? "" : kept; // asked, and no name given
    }
    finished();
    const first = document.getElementById("first");
    const fresh = first && root.id === "page" && root.firstChild;
    if (fresh) {
      typedBefore(first);
      first.remove();
    }
    if (head.lang) {
      document.documentElement.lang = head.lang;
      document.documentElement.dir = head.dir;
      Object.assign(document.body.dataset, head.words);
    }
    if (head.title && head.title !== document.title) {
      document.title = head.title;
      say(head.title);
    }
    const open = root.querySelector("[data-panel]");
    if (open && root.dataset.open !== open.dataset.panel) {
      root.dataset.open = open.dataset.panel;
      const title = open.querySelector("h1, h2");
      if (title) {
        title.setAttribute("tabindex", "-1");
        title.focus();
      }
    } else if (!open && root.dataset.open) {
      delete root.dataset.open;
      const back = opener && document.getElementById(opener);
      if (back) back.focus();
      opener = "";
    }
    if (root.id !== "page" || !root.firstChild) return;
    document.dispatchEvent(new Event("mnr:drawn"));
    trouble("");
    if (fresh && window.location.hash) jump(window.location.hash);
    if (landing) {
      const { focus, y, place } = landing;
      landing = null;
      if (!place) window.scrollTo(0, y);
      const title = root.querySelector("h1");
      if (focus && title) {
        title.setAttribute("tabindex", "-1");
        title.focus({ preventScroll: true });
      }
      const there = place && `#${document.activeElement?.id}` === window.location.hash;
      if (window.location.hash && !there) jump(window.location.hash);
    }
  }

  /* A grid has one tab stop: where somebody was, else its first cell. */
  function oneStop(grid) {
    const stops = grid.querySelectorAll('[data-cell][tabindex="0"]');
    if (!stops.length) {
      const cell = grid.querySelector("[data-cell]");
      if (cell) cell.setAttribute("tabindex", "0");
    }
    for (const cell of [...stops].slice(1)) cell.setAttribute("tabindex", "-1");
  }

  /* What somebody typed or chose in the first paint, before the scripts took over, stays. */
  function typedBefore(first) {
    for (const old of first.querySelectorAll("input[id], select[id], textarea[id]")) {
      const field = document.querySelector(`#app [id="${CSS.escape(old.id)}"]`);
      if (!field || old.type === "checkbox" || old.type === "radio") continue;
      const touched = old.tagName === "SELECT" ? !old.selectedOptions[0]?.defaultSelected : old.value !== old.defaultValue;
      if (touched) field.value = old.value;
    }
  }

  const files = {};
  function outlines(root) {
    for (const svg of root.querySelectorAll("svg[data-shapes]")) {
      const address = svg.dataset.shapes;
      files[address] = files[address] || fetch(address).then((answer) => answer.json());
      files[address].then((shapes) => {
        for (const path of svg.querySelectorAll("[data-shape]")) {
          const name = path.dataset.shape;
          if (path.dataset.drawn === name) continue;
          const d = name === "sea" ? shapes.sea : name === "other" ? shapes.other.map((o) => o.d).join("") : shapes.shapes[name].d;
          path.setAttribute("d", d);
          path.dataset.drawn = name;
        }
        svg.dataset.ready = "";
      });
    }
  }

  /* ------------------------------------------------- when nobody answers */
  function trouble(words) {
    const box = document.getElementById("trouble");
    if (!box) return;
    box.hidden = !words;
    const place = box.querySelector("[data-words]");
    if (place && words) place.textContent = words;
  }
  const ask = window.fetch.bind(window);
  window.fetch = function (target, options) {
    const address = String(target && target.url ? target.url : target);
    const question = address.includes("_dash-update-component");
    return ask(target, options).then(
      (answer) => {
        if (question && answer.status >= 400) trouble(document.body.dataset.refused || "");
        if (question && answer.status !== 200) finished();
        return answer;
      },
      (error) => {
        if (question) {
          finished();
          trouble(document.body.dataset.silent || "");
        }
        throw error;
      },
    );
  };

  /* ---------------------------------------------------------- the pointer */
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const act = target.closest("[data-act]");
    if (act) {
      acts(act, event);
      return;
    }
    const link = target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const href = link.getAttribute("href");
    if (!/^[/?#]/.test(href) || link.hasAttribute("download") || link.target || link.dataset.reload !== undefined) return;
    event.preventDefault();
    if (href.startsWith("#")) {
      jump(href);
      return;
    }
    if (link.dataset.opens !== undefined) opener = link.id;
    for (const menu of document.querySelectorAll("details[data-menu][open]")) menu.open = false;
    move(href);
  });

  /* What a form takes out of the address: a new search does not keep what the old one found. */
  function dropped(form) {
    const names = (form && form.dataset.drop ? form.dataset.drop.split(" ") : []);
    return Object.fromEntries(names.map((name) => [name, ""]));
  }

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!(field instanceof Element)) return;
    if (field.dataset.keep) {
      keep(field.dataset.keep, field.value.trim());
      window.mnr.toast(document.body.dataset.kept || "");
    } else if (field.dataset.columns !== undefined) {
      const on = [...field.closest("fieldset").querySelectorAll("[data-columns]:checked")].map((box) => box.value);
      if (on.length) move(queried({ columns: on.join(";") }));
      else field.checked = true;
    } else if (field.dataset.go !== undefined && field.value) move(field.value);
    else if (field.dataset.query) {
      const value = field.type === "checkbox" ? (field.checked ? field.value : "") : field.value;
      if (field.validity && !field.validity.valid) return;
      move(queried({ ...dropped(field.form), [field.dataset.query]: value }), field.type === "search");
    }
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof Element) || form.dataset.queryForm === undefined) return;
    event.preventDefault();
    const changes = dropped(form);
    for (const [name, value] of new FormData(form)) changes[name] = String(value);
    move(queried(changes));
  });

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!(field instanceof Element) || !field.dataset.filter) return;
    const words = plain(field.value);
    const list = document.querySelector(field.dataset.filter);
    if (!list) return;
    let shown = 0;
    for (const item of list.querySelectorAll("[data-words]")) {
      const fits = plain(item.dataset.words).includes(words);
      item.hidden = !fits;
      if (fits) shown += 1;
    }
    list.dataset.shown = String(shown);
  });
  function plain(words) {
    return words.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[\u2018\u2019]/g, "'").toLowerCase()
      .replace(/œ/g, "oe").replace(/æ/g, "ae");
  }

  function acts(source, event) {
    const act = source.dataset.act;
    if (act === "theme") {
      const next = source.dataset.value;
      if (next === "auto") delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = next;
      document.cookie = `theme=${next}; path=/; max-age=31536000; SameSite=Lax`;
      for (const other of document.querySelectorAll('[data-act="theme"]'))
        other.setAttribute("aria-pressed", String(other.dataset.value === next));
    } else if (act === "print") {
      window.print();
    } else if (act === "copy-link") {
      const done = source.dataset.done || document.body.dataset.copied || "";
      navigator.clipboard.writeText(window.location.href).then(
        () => window.mnr.toast(done),
        () => window.mnr.toast(document.body.dataset.uncopied || "", { wrong: true }),
      );
    } else if (act === "keys") {
      const keys = document.getElementById("keys");
      if (keys && !keys.open) keys.showModal();
    } else if (act === "share") {
      const share = document.getElementById("share");
      if (share && !share.open) share.showModal();
    } else if (act === "close-dialog") {
      source.closest("dialog").close();
    } else if (act === "retry") {
      window.location.reload();
    } else if (act === "keep") {
      keep(source.dataset.name, source.dataset.value);
    } else {
      document.dispatchEvent(new CustomEvent("mnr:act", { detail: { act, source } }));
    }
    if (event) event.preventDefault();
  }
  /* The same without a node to press: from the palette. */
  function act(name, value) {
    acts({ dataset: { act: name, value } }, null);
  }
  function keptAs(name) {
    const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }
  /* A choice kept in this browser as a cookie, and shown at once on the root as data-NAME. */
  function keep(name, value) {
    document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${value ? 31536000 : 0}; SameSite=Lax`;
    if (value) document.documentElement.dataset[name] = value;
    else delete document.documentElement.dataset[name];
  }

  /* --------------------------------------------------- words at the pointer */
  let tipped = null;
  function tip(source, x, y) {
    const box = document.getElementById("tip");
    if (!box) return;
    if (source !== tipped) {
      tipped = source;
      box.replaceChildren();
      if (source) {
        for (const [i, line] of source.dataset.tip.split("\n").entries()) {
          const part = document.createElement(i ? "span" : "b");
          part.textContent = line;
          box.append(part);
        }
      }
      box.hidden = !source;
      light(source && source.dataset.code);
    }
    if (!source) return;
    const wide = box.offsetWidth;
    const high = box.offsetHeight;
    box.style.left = `${Math.max(4, Math.min(x + 14, window.innerWidth - wide - 8))}px`;
    box.style.top = `${y + 18 + high > window.innerHeight ? Math.max(4, y - high - 12) : y + 18}px`;
  }
  document.addEventListener("pointermove", (event) => {
    const target = event.target instanceof Element ? event.target.closest("[data-tip]") : null;
    if (target || tipped) tip(target, event.clientX, event.clientY);
  });
  document.addEventListener("focusin", (event) => {
    const target = event.target instanceof Element ? event.target.closest("[data-tip]") : null;
    if (target && target.matches(":focus-visible")) {
      const place = target.getBoundingClientRect();
      tip(target, place.left, place.bottom - 8);
    } else if (tipped) tip(null);
  });
  /* A menu of the head closes when the keyboard leaves it. */
  document.addEventListener("focusin", (event) => {
    for (const menu of document.querySelectorAll(".pages details[data-menu][open]"))
      if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  });
  function light(code) {
    for (const node of document.querySelectorAll("[data-on]")) delete node.dataset.on;
    if (!code) return;
    for (const node of document.querySelectorAll(`[data-code="${CSS.escape(code)}"]`)) node.dataset.on = "";
  }

  /* ------------------------------------------------------------- the keys */
  let typed = "";
  let typedAt = 0;
  document.addEventListener("keydown", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    if (event.key === "Escape") {
      if (tipped) tip(null);
      const open = document.querySelectorAll("details[data-menu][open]");
      const menu = target.closest("details[open]") || (document.querySelector("dialog[open]") ? null : open[open.length - 1]);
      if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
        return;
      }
      const close = document.querySelector("[data-panel] [data-close]");
      if (close && !document.querySelector("dialog[open]")) {
        event.preventDefault();
        close.click();
      }
      return;
    }
    const list = target.closest('[data-nav="listbox"]');
    if (list) {
      keysOfList(list, event);
      return;
    }
    const grid = target.closest('[data-nav="grid"]');
    if (grid && target.matches("[data-cell]")) {
      keysOfGrid(grid, target, event);
      return;
    }
    if (event.key === "?" && !target.matches("input, select, textarea")) acts({ dataset: { act: "keys" } }, event);
  });

  function options(list) {
    return [...list.querySelectorAll('[role="option"]:not([hidden])')];
  }
  function activate(list, option) {
    const before = document.getElementById(list.getAttribute("aria-activedescendant") || "-");
    if (before) delete before.dataset.active;
    list.setAttribute("aria-activedescendant", option.id);
    option.dataset.active = "";
    option.scrollIntoView({ block: "nearest" });
    light(option.dataset.code);
  }
  function keysOfList(list, event) {
    const all = options(list);
    if (!all.length) return;
    const now = all.findIndex((o) => o.id === list.getAttribute("aria-activedescendant"));
    let next = -1;
    if (event.key === "ArrowDown") next = Math.min(now + 1, all.length - 1);
    else if (event.key === "ArrowUp") next = Math.max(now - 1, 0);
    else if (event.key === "PageDown") next = Math.min(now + 10, all.length - 1);
    else if (event.key === "PageUp") next = Math.max(now - 10, 0);
    else if (event.key === "Home") next = 0;
    else if (event.key === "End") next = all.length - 1;
    else if (event.key === "Enter" || (event.key === " " && (!typed || event.timeStamp - typedAt > 700))) {
      event.preventDefault();
      if (now >= 0) {
        opener = list.id;
        move(all[now].dataset.href);
      }
      return;
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      typed = event.timeStamp - typedAt > 700 ? event.key : typed + event.key;
      typedAt = event.timeStamp;
      const words = plain(typed);
      const from = typed.length > 1 ? Math.max(now, 0) : now + 1;
      const order = [...all.slice(from), ...all.slice(0, from)];
      const found = order.find((o) => plain(o.dataset.words || o.textContent).startsWith(words));
      if (found) next = all.indexOf(found);
      if (event.key === " ") event.preventDefault();
    } else return;
    if (next < 0) return;
    event.preventDefault();
    activate(list, all[next]);
  }
  document.addEventListener("focusin", (event) => {
    const list = event.target instanceof Element ? event.target.closest('[data-nav="listbox"]') : null;
    if (!list || list !== event.target) return;
    const all = options(list);
    const now = all.find((o) => o.id === list.getAttribute("aria-activedescendant"));
    if (all.length) activate(list, now || all[0]);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target instanceof Element && event.target.matches('[data-nav="listbox"]')) light(null);
  });
  document.addEventListener("click", (event) => {
    const option = event.target instanceof Element ? event.target.closest('[role="option"][data-href]') : null;
    if (!option) return;
    opener = option.closest('[data-nav="listbox"]').id;
    move(option.dataset.href);
  });

  function keysOfGrid(grid, cell, event) {
    const row = cell.closest("[data-row]");
    let rows = [...grid.querySelectorAll("[data-row]")];
    const leaps = event.key === "PageDown" || (event.key === "End" && event.ctrlKey);
    if ((leaps || (event.key === "ArrowDown" && row === rows.at(-1))) && grid.querySelector("[data-waiting]")) {
      window.dispatchEvent(new Event("mnr:whole"));
      rows = [...grid.querySelectorAll("[data-row]")];
    }
    const inRow = (r) => [...r.querySelectorAll("[data-cell]")];
    const column = inRow(row).indexOf(cell);
    const line = rows.indexOf(row);
    let next = null;
    const at = (r, c) => {
      const cells = rows[r] ? inRow(rows[r]) : [];
      return cells[Math.min(c, cells.length - 1)] || null;
    };
    const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backward = document.documentElement.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
    if (event.key === forward) next = at(line, column + 1);
    else if (event.key === backward) next = column ? at(line, column - 1) : null;
    else if (event.key === "ArrowDown") next = at(Math.min(line + 1, rows.length - 1), column);
    else if (event.key === "ArrowUp") next = at(Math.max(line - 1, 0), column);
    else if (event.key === "PageDown") next = at(Math.min(line + 12, rows.length - 1), column);
    else if (event.key === "PageUp") next = at(Math.max(line - 12, 0), column);
    else if (event.key === "Home") next = at(event.ctrlKey ? 0 : line, 0);
    else if (event.key === "End") next = at(event.ctrlKey ? rows.length - 1 : line, 999);
    else return;
    event.preventDefault();
    if (!next) return;
    for (const other of grid.querySelectorAll('[data-cell][tabindex="0"]')) other.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  }

  /* The first paint comes ready from the server; its maps need their outlines too. */
  const first = document.getElementById("first");
  if (first) outlines(first);
})();
