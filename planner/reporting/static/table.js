"use strict";
// Tables: sorted by a click on a heading, filtered by typing, a hundred rows at a time.
(function (R) {
  const STEP = 100;
  const FEW = 12;
  const PAPER = 40;  // rows that print_full.css leaves of a table
  const shown = new Map();
  const numeric = (column) => column.kind !== "text" && column.kind !== "code";

  const names = (column) => (R.lang === "en" && column.en) || column.zh;

  const value = (column, row) =>
    numeric(column) ? column.values[row] : names(column)[column.codes[row]];

  const written = (column, row) => {
    if (column.kind === "stated") return names(column)[column.codes[row]] || "—";
    const cell = value(column, row);
    if (!numeric(column)) return cell;
    if (cell === null) return "";
    const zh = R.lang === "zh";
    switch (column.kind) {
      case "year": return String(cell);
      case "since": return R.year(cell);
      case "count": return R.fixed(cell, 0);
      case "amount": return zh ? R.fixed(cell * 100, 0) : R.fixed(cell, 2);
      case "sum": return zh ? R.fixed(cell / 100, 2) : R.fixed(cell, 0);
      case "share": return R.percent(cell);
      default: return R.number(cell);
    }
  };

  const order = (table, state) => {
    const length = (table.columns[0].values || table.columns[0].codes || []).length;
    let rows = Array.from({ length }, (_, row) => row);
    const words = state.filter.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length)
      rows = rows.filter((row) => {
        const text = table.columns.map((column) => written(column, row)).join("\u0001").toLowerCase();
        return words.every((word) => text.includes(word));
      });
    if (state.column === null) return rows;
    const column = table.columns[state.column];
    const sign = state.descending ? -1 : 1;
    const collator = new Intl.Collator(R.lang === "zh" ? "zh-Hans-CN" : "en", { numeric: true });
    const compare = numeric(column) ? (a, b) => a - b : (a, b) => collator.compare(a, b);
    return rows.sort((a, b) => {
      const [left, right] = [value(column, a), value(column, b)];
      if (left === null || right === null) return (left === null) - (right === null);
      return sign * compare(left, right) || a - b;
    });
  };

  // Short names stay on one line; long sentences may wrap, but not into a column of single words.
  const style = (column) => {
    if (numeric(column)) return "n";
    const longest = Math.max(0, ...names(column).map((text) => text.length));
    return longest <= 30 ? "s" : longest <= 200 ? "w" : "l";
  };

  const body = (table, rows, state) => {
    const styles = table.columns.map(style);
    if (!rows.length) return R.el("tbody", {}, R.el("tr", {}, R.el("td", { colspan: table.columns.length }, R.say("no_rows"))));
    return R.el("tbody", {}, ...rows.slice(0, state.limit).map((row) =>
      R.el("tr", {}, ...table.columns.map((column, k) => R.el("td", { class: styles[k] }, written(column, row))))));
  };

  const heading = (box, table, column, index, state) => {
    const sorted = state.column === index ? (state.descending ? "descending" : "ascending") : "none";
    const sort = () => {
      state.descending = state.column === index ? !state.descending : numeric(column);
      state.column = index;
      draw(box);
      box.querySelectorAll("th button")[index].focus();
    };
    const button = R.el("button", { type: "button", title: R.say("sort", { column: R.side(column.head) }), onclick: sort }, R.side(column.head));
    return R.el("th", { scope: "col", class: numeric(column) ? "n" : null, "aria-sort": sorted }, button);
  };

  const fill = (box, table, state) => {
    const rows = order(table, state);
    const all = order(table, { ...state, filter: "", column: null }).length;
    box.querySelector(".count").textContent = R.say("rows", { shown: R.fixed(rows.length, 0), all: R.fixed(all, 0) });
    const old = box.querySelector("tbody");
    old.replaceWith(body(table, rows, state));
    const rest = Math.min(rows.length - state.limit, STEP * 5);
    const cut = box.querySelector(".cut");
    cut.hidden = rows.length <= PAPER;
    cut.textContent = R.say("table_cut", { shown: R.fixed(PAPER, 0), all: R.fixed(rows.length, 0) });
    const more = box.querySelector(".show-more");
    more.hidden = rest <= 0;
    more.textContent = R.say("more", { count: R.fixed(rest, 0) });
  };

  const draw = (box) => {
    const table = R.data.tables[box.dataset.table];
    const state = shown.get(box);
    const filter = R.el("input", { type: "search", placeholder: R.say("filter_hint"), "aria-label": R.say("filter") });
    filter.value = state.filter;
    filter.addEventListener("input", () => { state.filter = filter.value; state.limit = STEP; fill(box, table, state); });
    const more = R.el("button", { type: "button", class: "show-more", onclick: () => { state.limit += STEP * 5; fill(box, table, state); } });
    const head = R.el("thead", {}, R.el("tr", {}, ...table.columns.map((column, index) => heading(box, table, column, index, state))));
    const grid = R.el("table", { "aria-label": R.side(table.title) }, head, R.el("tbody"));
    const scroll = R.el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": R.side(table.title) }, grid);
    const few = (table.columns[0].values || table.columns[0].codes || []).length <= FEW;
    box.replaceChildren(R.el("div", { class: "tools", hidden: few }, filter, R.el("span", { class: "count", "aria-live": "polite" })), scroll, more, R.el("p", { class: "cut" }));
    fill(box, table, state);
  };

  R.openTable = (box) => {
    box.hidden = false;
    if (!shown.has(box)) shown.set(box, { filter: "", column: null, descending: false, limit: STEP });
    draw(box);
  };

  R.closeTable = (box) => {
    box.hidden = true;
    shown.delete(box);
    box.replaceChildren();
  };

  R.listeners.push(() => { for (const box of shown.keys()) draw(box); });
})(Report);
