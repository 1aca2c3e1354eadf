// Search and sorting for the static site. Nothing is requested but script files beside the pages, so that a page
// that is opened from a disk works too. Text of the data only ever becomes text, never markup.
"use strict";

(() => {
  const STEP = 100; // rows that are drawn at a time: the browser stays quick, however long the table is
  const MOST = 30; // records that the search lists

  // What is compared in a search: full-width forms and capitals make no difference.
  const folded = (text) => text.normalize("NFKC").toLowerCase();
  const wordsOf = (query) => folded(query).split(/\s+/).filter(Boolean);

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  // ---- A table: all rows come in a script that sets `cgtTable` ----

  function table(held) {
    const body = document.querySelector("#rows tbody");
    const heads = [...document.querySelectorAll("#rows thead th")];
    const box = document.getElementById("box");
    const input = document.getElementById("filter");
    const status = document.getElementById("count");
    const more = document.getElementById("more");
    const collator = new Intl.Collator("en", { numeric: true });
    let texts = null; // of each row, made with the first search
    let order = held.rows.map((_, number) => number);
    let found = order;
    let drawn = 0;

    // The text of a cell, and the page that it leads to.
    function cell(row, number) {
      const value = row[number];
      if (value === null) return ["", null];
      const column = held.columns[number];
      const target = column.target === undefined ? undefined : held.names[column.target][value];
      return target ? [column.named ? target[0] : String(value), target[1]] : [String(value), null];
    }

    function textOf(number) {
      texts ??= held.rows.map((row) =>
        folded(row.flatMap((value, column) => (value === null ? [] : [String(value), cell(row, column)[0]])).join("\n")),
      );
      return texts[number];
    }

    function drawRow(number) {
      const row = held.rows[number];
      const line = element("tr");
      held.columns.forEach((column, at) => {
        const [text, page] = cell(row, at);
        const inner = element("div");
        const address = page ?? (/^https?:\/\//.test(text) ? text : null);
        if (address) {
          const link = element("a", { href: address, textContent: text });
          if (page) link.title = String(row[at]);
          else link.rel = "noopener noreferrer";
          inner.append(link);
        } else {
          inner.textContent = text;
        }
        const length = text.length > 160 ? " prose" : text.length > 60 ? " long" : "";
        line.append(element("td", { className: column.kind + length, dir: "auto" }, inner));
      });
      return line;
    }

    function drawMore() {
      const next = found.slice(drawn, drawn + STEP);
      body.append(...next.map(drawRow));
      drawn += next.length;
      more.hidden = drawn >= found.length;
      more.textContent = `Show ${Math.min(STEP, found.length - drawn)} more rows`;
    }

    function draw() {
      body.replaceChildren();
      drawn = 0;
      box.scrollTop = 0;
      drawMore();
      const all = held.rows.length.toLocaleString("en");
      status.textContent = input.value.trim()
        ? `${found.length.toLocaleString("en")} of ${all} rows`
        : `${all} ${held.rows.length === 1 ? "row" : "rows"}`;
    }

    function filter() {
      const words = wordsOf(input.value);
      found = words.length ? order.filter((number) => words.every((word) => textOf(number).includes(word))) : order;
      draw();
    }

    // Numbers by size, dates by the first day that they can mean, texts as people sort them; what is null comes last.
    function sort(at, descending) {
      const column = held.columns[at];
      const keys = held.rows.map((row) => {
        const value = row[at];
        if (value === null) return null;
        if (column.first !== undefined) return row[column.first] ?? row[column.last] ?? String(value);
        return typeof value === "number" ? value : cell(row, at)[0];
      });
      const compare = (a, b) => {
        if (typeof a === "number" && typeof b === "number") return a - b;
        return column.first !== undefined || column.kind === "date" ? (a < b ? -1 : +(a > b)) : collator.compare(a, b);
      };
      order = held.rows.map((_, number) => number);
      order.sort((one, other) => {
        const [a, b] = [keys[one], keys[other]];
        if (a === null || b === null) return (a === null) - (b === null) || one - other;
        return (descending ? compare(b, a) : compare(a, b)) || one - other;
      });
      filter();
    }

    heads.forEach((head, at) => {
      const button = element("button", { type: "button", textContent: head.textContent, title: head.title });
      head.replaceChildren(button);
      head.removeAttribute("title");
      button.addEventListener("click", () => {
        const descending = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        sort(at, descending);
      });
    });
    input.addEventListener("input", filter);
    more.addEventListener("click", drawMore);
    // Whoever scrolls to the end of the box gets the next rows without asking.
    box.addEventListener("scroll", () => {
      if (!more.hidden && box.scrollTop + box.clientHeight > box.scrollHeight - 400) drawMore();
    });
    document.getElementById("tools").hidden = false;
    document.getElementById("still").hidden = true;
    box.classList.add("tall");
    draw();
  }

  // ---- Search over the names of all records: they come in a script that sets `cgtNames` ----

  function search() {
    const form = document.querySelector(".find");
    const input = form.querySelector("input");
    const panel = form.querySelector(".found");
    const status = panel.querySelector("p");
    const list = panel.querySelector("ul");
    let asked = false;

    function load() {
      if (asked) return;
      asked = true;
      const script = element("script", { src: "names.js" });
      script.addEventListener("load", () => {
        for (const entry of cgtNames) entry.push(folded(`${entry[0]}\n${entry[3]}`));
        show();
      });
      document.head.append(script);
    }

    function show() {
      const words = wordsOf(input.value);
      panel.hidden = words.length === 0;
      if (panel.hidden || typeof cgtNames === "undefined") return;
      const hits = cgtNames.filter((entry) => words.every((word) => entry[4].includes(word)));
      const begins = (entry) => (folded(entry[0]).startsWith(words[0]) ? 0 : 1);
      hits.sort((one, other) => begins(one) - begins(other));
      const count = hits.length === 1 ? "1 record" : `${hits.length.toLocaleString("en")} records`;
      status.textContent = hits.length > MOST ? `${count}, the first ${MOST} are listed` : count;
      list.replaceChildren(...hits.slice(0, MOST).map((entry) => {
        const [name, kind, page] = entry;
        const hint = element("span", { className: "hint", textContent: kind });
        return element("li", {}, element("a", { href: page }, element("bdi", { textContent: name }), hint));
      }));
    }

    function move(event) {
      const stops = [input, ...list.querySelectorAll("a")];
      const at = stops.indexOf(document.activeElement);
      if (event.key === "Escape" && !panel.hidden) {
        panel.hidden = true;
        input.focus();
      } else if (event.key === "ArrowDown" && !panel.hidden) {
        stops[Math.min(at + 1, stops.length - 1)].focus();
      } else if (event.key === "ArrowUp" && at > 0) {
        stops[at - 1].focus();
      } else {
        return;
      }
      event.preventDefault();
    }

    form.hidden = false;
    input.addEventListener("focus", load);
    input.addEventListener("input", () => { load(); show(); });
    form.addEventListener("keydown", move);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      list.querySelector("a")?.click();
    });
    document.addEventListener("click", (event) => { if (!form.contains(event.target)) panel.hidden = true; });
    form.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !form.contains(event.relatedTarget)) panel.hidden = true;
    });
  }

  // ---- A record: all evidence at once, and open where a link leads to a value ----

  function record(article) {
    const held = [...article.querySelectorAll(".evidence")];
    if (held.length > 1) {
      const button = element("button", { type: "button", textContent: "Open all evidence" });
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => {
        const open = button.getAttribute("aria-pressed") === "false";
        held.forEach((one) => { one.open = open; });
        button.setAttribute("aria-pressed", String(open));
      });
      article.querySelector("header").append(element("p", {}, button));
    }
    function reveal() {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      const proof = target?.querySelector(":scope > .evidence");
      if (proof) proof.open = true;
    }
    window.addEventListener("hashchange", reveal);
    reveal();
  }

  search();
  const article = document.querySelector("article.record");
  if (article) record(article);
  if (typeof cgtTable !== "undefined") table(cgtTable);
  // A picture that can be pointed at, in the colours of the reader.
  if (matchMedia("(prefers-color-scheme: dark)").matches) {
    document.querySelectorAll("a[data-dark]").forEach((link) => { link.href = link.dataset.dark; });
  }
})();
