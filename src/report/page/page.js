"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { texts, columns, files, rows } = data;
  const step = 200;           // rows that are added at a time
  const most_on_paper = 20000;
  const column = Object.fromEntries(columns.map((name, i) => [name, i]));
  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  // Texts compare by their rank, which is found once, and rows are searched in lower case.
  const collator = new Intl.Collator("en", { numeric: true });
  const rank = new Int32Array(texts.length);
  [...texts.keys()].sort((a, b) => collator.compare(texts[a], texts[b])).forEach((text, i) => { rank[text] = i; });
  const lower = texts.map((text) => text.toLowerCase());
  const search = rows.map((row) => columns.map((name, i) => (data.numbers.includes(name) ? "" : lower[row[i]])).join("\n") +
                                   "\n" + (files.length ? files[row[column.file]].name.toLowerCase() + ":" + row[column.line] : ""));

  const shown_columns = data.counted
    ? [["source", "Reference"], ["target", "Becomes"], ["decision", "Decision"], ["rule", "Rule"], ["count", "Places"]]
    : [["source", "Reference"], ["target", "Becomes"], ["decision", "Decision"], ["class", "Class"], ["file", "Where"], ["object", "Object"]];
  const kind_of = { already: "is-cached", rewrite: "is-would" };

  const body = document.getElementById("body");
  const status = document.getElementById("status");
  const more = document.getElementById("more");
  const form = document.getElementById("filter");
  let found = [...rows.keys()];
  let drawn = 0;
  let order = { name: "", down: false };

  const place = (row) => {
    const file = files[row[column.file]];
    const text = file.name + ":" + row[column.line];
    if (!file.link) return text;
    return element("a", { href: file.link.replaceAll("{line}", String(row[column.line])), rel: "noopener noreferrer" }, text);
  };

  const cell = (row, name) => {
    if (name === "count") return element("td", { className: "number" }, String(row[column.count]));
    if (name === "file") return element("td", { className: "text" }, place(row));
    const text = texts[row[column[name]]];
    if (name === "class") return element("td", { className: "word" }, text);
    if (name === "decision") return element("td", { className: "word" }, element("span", { className: "tag " + (kind_of[text] || "is-outside") }, text));
    if (name === "object") return element("td", { className: "text" }, text, element("small", {}, texts[row[column.path]]));
    return element("td", { className: "text" }, text);
  };

  const draw = (count) => {
    const part = document.createDocumentFragment();
    const end = Math.min(found.length, drawn + count);
    for (; drawn < end; ++drawn) {
      const row = rows[found[drawn]];
      part.append(element("tr", {}, ...shown_columns.map(([name]) => cell(row, name))));
    }
    body.append(part);
    more.hidden = drawn === found.length;
    more.firstElementChild.textContent = "Show more (" + (found.length - drawn).toLocaleString("en") + " left)";
  };

  const value_of = (name) => (row) => {
    if (name === "count") return row[column.count];
    if (name === "file") return file_rank[row[column.file]] * 1e7 + row[column.line];
    return rank[row[column[name]]];
  };
  const file_rank = new Int32Array(files.length);
  [...files.keys()].sort((a, b) => collator.compare(files[a].name, files[b].name)).forEach((file, i) => { file_rank[file] = i; });

  const refresh = () => {
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = ["decision", "registry", "namespace"].map((name) => [column[name], form.elements[name] ? form.elements[name].value : ""])
      .filter(([, value]) => value !== "").map(([at, value]) => [at, texts.indexOf(value)]);
    found = [];
    rows.forEach((row, i) => {
      if (wanted.every(([at, text]) => row[at] === text) && words.every((word) => search[i].includes(word))) found.push(i);
    });
    if (order.name) {
      const value = value_of(order.name);
      const keys = Float64Array.from(rows, value);
      found.sort((a, b) => (order.down ? keys[b] - keys[a] : keys[a] - keys[b]) || a - b);
    }
    body.replaceChildren();
    drawn = 0;
    draw(step);
    status.textContent = found.length.toLocaleString("en") + " of " + rows.length.toLocaleString("en") + (rows.length === 1 ? " row" : " rows");
  };

  const head = document.getElementById("head");
  const heads = shown_columns.map(([name, title]) => {
    const button = element("button", { type: "button" }, title);
    const cell = element("th", { scope: "col", className: name === "count" ? "number" : "" }, button);
    cell.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      order = { name, down: order.name === name && !order.down };
      heads.forEach((other) => { other.setAttribute("aria-sort", other !== cell ? "none" : order.down ? "descending" : "ascending"); });
      refresh();
    });
    return cell;
  });
  head.append(...heads);

  for (const name of ["decision", "registry", "namespace"]) {
    const select = form.elements[name];
    if (!(name in column)) { select.parentElement.remove(); continue; }
    const values = [...new Set(rows.map((row) => row[column[name]]))].sort((a, b) => rank[a] - rank[b]);
    select.append(...values.map((text) => element("option", { value: texts[text] }, texts[text])));
  }

  // The names in the tables of coverage filter the rows.
  for (const cell of document.querySelectorAll("th[data-filter]")) {
    const select = form.elements[cell.dataset.filter];
    if (!select) continue;
    const button = element("button", { type: "button", title: "Show these references" }, cell.textContent);
    button.addEventListener("click", () => {
      select.value = button.textContent;
      refresh();
      document.getElementById("references").scrollIntoView();
    });
    cell.replaceChildren(button);
  }

  let due = 0;
  form.addEventListener("input", () => { clearTimeout(due); due = setTimeout(refresh, 120); });
  form.addEventListener("submit", (event) => { event.preventDefault(); refresh(); });
  form.addEventListener("reset", () => setTimeout(refresh));
  more.firstElementChild.addEventListener("click", () => draw(step));
  new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting)) draw(step); }, { rootMargin: "600px" }).observe(more);
  addEventListener("beforeprint", () => draw(most_on_paper - drawn));
  addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      form.elements.words.focus();
    } else if (event.key === "Escape" && document.activeElement === form.elements.words) {
      form.reset();
    }
  });
  document.getElementById("references").hidden = false;
  refresh();
})();
