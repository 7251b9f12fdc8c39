"use strict";
// The finder: type a name, pinyin or code; the answer is a sentence, a timeline, who pays, and neighbours to compare.
(function (R) {
  const MOST = 9;
  const PAYERS = [["grant_part", "#0072b2"], ["local_part", "#e69f00"], ["enterprise_part", "#009e73"]];
  let cities, map, input, list, found = [], active = -1, city = -1;

  const plain = (text) => text.toLowerCase().replace(/[\s'\u2019-]/g, "");

  // How well a place fits what was typed: 0 exactly, 1 from the start, 2 somewhere inside, 3 begun by it, -1 not at all.
  const fit = (row, query) => {
    let best = -1;
    for (const text of [cities.zh[row], cities.id[row], cities.pinyin[row], plain(cities.en[row])]) {
      const at = text.indexOf(query);
      const rank = at < 0 ? -1 : at > 0 ? 2 : text.length === query.length ? 0 : 1;
      if (rank >= 0 && (best < 0 || rank < best)) best = rank;
    }
    // "yiwushi" and "Yiwu City" are "yiwu" with its kind, which is no part of the pinyin.
    if (best < 0 && cities.pinyin[row].length > 2 && query.startsWith(cities.pinyin[row])) return 3;
    return best;
  };

  const search = (text) => {
    const query = plain(text);
    if (!query) return [];
    return cities.id.map((_, row) => [fit(row, query), row]).filter(([rank]) => rank >= 0)
      .sort((a, b) => a[0] - b[0] || cities.small[b[1]] - cities.small[a[1]] || (a[0] === 3) * (cities.pinyin[b[1]].length - cities.pinyin[a[1]].length) || a[1] - b[1]).slice(0, MOST).map(([, row]) => row);
  };

  const showList = (open) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open || active < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `found-${active}`);
  };

  const offer = () => {
    found = search(input.value);
    if (active >= found.length) active = found.length - 1;
    const items = found.map((row, k) => R.el("li", { role: "option", id: `found-${k}`, "aria-selected": String(k === active),
      onmousedown: (event) => { event.preventDefault(); R.choose(row); } }, R.cityName(row), R.el("small", {}, `${R.provinceOf(row)} ${cities.id[row]}`)));
    if (!found.length && input.value.trim()) items.push(R.el("li", { class: "none" }, R.say("find_none", { query: input.value.trim() })));
    list.replaceChildren(...items);
    showList(items.length > 0);
  };

  const keys = (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (found.length) active = (active + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
      offer();
    } else if (event.key === "Enter" && found.length) R.choose(found[Math.max(active, 0)]);
    else if (event.key === "Escape") showList(false);
  };

  const sums = (works) => works.reduce((all, work) => all.map((value, k) => value + work[k + 2]), [0, 0, 0, 0]);

  const payers = (money) => R.join(PAYERS.map(([id], k) => [id, money[k + 1]]).filter(([, value]) => value > 0.005)
    .map(([id, value]) => R.say(id, { amount: R.money(value) })));

  // Why a place does not have a status: the parts of it that are missing at the end.
  const lacking = (row) => Object.entries(cities.lacks).filter(([, { lacks }]) => lacks[row].length)
    .map(([status, { parts, lacks }]) => R.say("lacks", { status: R.layerName(status), parts: R.join(lacks[row].map((part) => R.side(parts[part]))) }));

  // What plans nearly as good do here, if that was looked into.
  const freedom = (row) => Object.entries(cities.freedom[cities.id[row]] || {}).filter(([kind]) => R.data.ui[`freedom_${kind}`])
    .map(([kind, works]) => R.say(`freedom_${kind}`, { works: R.join(works.map((measure) => R.side(cities.names.measure[measure]))) }));

  // Money per resident beside the province's other small cities: the first thing to ask when one city is chosen before another.
  const perHead = (row) => {
    const money = sums(cities.works[row].filter((work) => work[1]))[0];
    return money > 0 && cities.residents[row] ? money / cities.residents[row] : null;
  };
  const compared = (row) => {
    if (!cities.small[row]) return [];
    const own = perHead(row);
    const heads = cities.id.map((_, other) => other).filter((other) => other !== row && cities.small[other] && cities.province[other] === cities.province[row])
      .map(perHead).filter((head) => head !== null).sort((a, b) => a - b);
    if (!heads.length) return [];
    const median = R.money((heads[(heads.length - 1) >> 1] + heads[heads.length >> 1]) / 2);
    return [own === null ? R.say("compare_none", { count: R.fixed(heads.length, 0), median }) : R.say("compare_own", { own: R.money(own), median })];
  };

  const sentences = (row) => {
    const name = R.cityName(row);
    const started = cities.works[row].filter((work) => work[1]);
    const parts = [];
    if (!cities.small[row]) parts.push(R.say("core_sentence", { city: name }));
    if (started.length) {
      const years = started.map((work) => work[1]);
      const [first, last] = [Math.min(...years), Math.max(...years)];
      const money = sums(started);
      parts.push(R.say("sentence_works", {
        city: name, years: R.say(first === last ? "one_year" : "year_range", { first, last }), total: R.money(money[0]), payers: payers(money) || "—",
        works: R.join([...new Set(started.map((work) => R.side(cities.names.measure[work[0]])))]) }));
    } else if (cities.small[row]) parts.push(R.say("sentence_nothing", { city: name }));
    if (cities.small[row] && !map.layers.some((layer) => cities.reached[layer][row])) parts.push(R.say("sentence_no_layer"));
    return [...parts, ...compared(row), ...lacking(row), ...freedom(row)];
  };

  const timeline = (row) => {
    const count = map.years.length;
    const grid = R.el("div", { class: "timeline", style: `grid-template-columns: minmax(0, 8.8em) repeat(${count}, 1fr)` }, R.el("span"));
    for (const year of map.years) grid.append(R.el("span", { class: "year" }, String(year)));
    const shown = map.layers.filter((layer) => layer === map.first || cities.reached[layer][row]);
    for (const layer of shown) {
      const year = cities.reached[layer][row];
      const stood = year > 0 && year <= map.before;
      const at = stood ? 0 : map.years.indexOf(year);
      const text = R.whenReached(layer, year);
      const lane = R.el("span", { class: "lane", style: `grid-column: 2 / span ${count}`, role: "img", "aria-label": text, title: text });
      if (at >= 0) lane.append(R.el("i", { style: `left:${(100 * at) / count}%;background:${stood ? R.STOOD : map.colours[at]}` }, stood ? R.say("existing") : null));
      grid.append(R.el("span", {}, R.layerName(layer)), lane);
    }
    return grid;
  };

  const payBar = (money) => R.el("div", { class: "paybar", role: "img", "aria-label": payers(money) },
    ...PAYERS.map(([id, colour], k) => R.el("span", { style: `flex:${money[k + 1]} 0 0;background:${colour}`, title: R.say(id, { amount: R.money(money[k + 1]) }) })));

  const worksTable = (row) => {
    const line = ([measure, year, capex, grant, local]) => R.el("tr", {}, R.el("td", {}, R.side(cities.names.measure[measure])),
      R.el("td", { class: "n" }, year ? String(year) : R.say("existing")), R.el("td", { class: "n" }, year ? R.money(capex) : ""),
      R.el("td", { class: "n" }, year && grant + local > 0 ? R.money(grant + local) : "—"));
    return R.el("table", {}, R.el("thead", {}, R.el("tr", {}, R.el("th", {}, R.say("project")), R.el("th", { class: "n" }, R.say("year")),
      R.el("th", { class: "n" }, R.say("investment")), R.el("th", { class: "n" }, R.say("public")))), R.el("tbody", {}, ...cities.works[row].map(line)));
  };

  const neighbours = (row) => {
    const columns = [map.first];
    const line = (other) => R.el("tr", {}, R.el("td", {}, R.el("button", { type: "button", class: "link", onclick: () => R.choose(other) }, R.cityName(other))),
      ...columns.map((layer) => R.el("td", { class: "n" }, R.year(cities.reached[layer][other]) || "—")),
      R.el("td", { class: "n" }, R.money(sums(cities.works[other])[0])));
    return R.el("table", {}, R.el("thead", {}, R.el("tr", {}, R.el("th", {}, R.say("city")), ...columns.map((layer) => R.el("th", { class: "n" }, R.layerName(layer))),
      R.el("th", { class: "n" }, R.say("investment")))), R.el("tbody", {}, ...cities.near[row].map(line)));
  };

  // Before a city is chosen: how many small cities have each service by the end of each year.
  const nation = () => {
    const small = cities.small.reduce((sum, flag) => sum + flag, 0);
    const shown = map.layers.filter((layer) => layer === map.first || cities.reached[layer].some((year, row) => year && cities.small[row]));
    const rows = shown.map((layer) => {
      const counts = map.years.map((year) => cities.reached[layer].filter((first, row) => cities.small[row] && first && first <= year).length);
      return R.el("tr", {}, R.el("td", {}, R.layerName(layer)), ...counts.map((count) =>
        R.el("td", { class: "n share", style: `--share:${((100 * count) / (small || 1)).toFixed(1)}%` }, R.fixed(count, 0))));
    });
    const head = R.el("tr", {}, R.el("th", {}, R.say("service")), ...map.years.map((year) => R.el("th", { class: "n" }, String(year))));
    return R.el("table", {}, R.el("thead", {}, head), R.el("tbody", {}, ...rows));
  };

  const answer = () => {
    const box = document.getElementById("answer");
    if (city < 0) return box.replaceChildren(R.el("p", { class: "hint" }, R.say(document.getElementById("map") ? "find_start" : "find_start_no_map")), R.el("h4", {}, R.say("nation_by_year")), nation());
    const money = sums(cities.works[city].filter((work) => work[1]));
    const where = [R.provinceOf(city), R.people(cities.residents[city]), R.say(cities.small[city] ? "small_city" : "core"), cities.id[city]];
    const parts = [R.el("h3", {}, R.cityName(city)), R.el("p", { class: "where" }, where.join(" · ")), ...sentences(city).map((text) => R.el("p", {}, text))];
    if (money[0] > 0) parts.push(payBar(money));
    if (cities.small[city] && map.layers.length) parts.push(R.el("h4", {}, R.say("when")), timeline(city));
    if (cities.works[city].length) parts.push(R.el("h4", {}, R.say("works")), worksTable(city));
    if (cities.near[city].length) parts.push(R.el("h4", {}, R.say("neighbours")), neighbours(city));
    if (cities.small[city]) parts.push(R.el("p", { class: "hint" }, R.say("explain", { code: cities.id[city] })));
    box.replaceChildren(...parts);
    box.scrollTop = 0;
  };

  // Show a place, by its number; -1 shows none.
  R.select = (row) => {
    if (row === city) return;
    city = row;
    if (row >= 0) input.value = R.cityName(row);
    answer();
    R.markCity(row);
  };

  R.choose = (row) => {
    active = -1;
    R.remember({ city: cities.id[row] });
    R.select(row);
    input.value = R.cityName(row);
    showList(false);
  };

  R.startFinder = () => {
    cities = R.data.cities;
    map = R.data.map;
    input = document.getElementById("find");
    list = document.getElementById("found");
    input.addEventListener("input", () => { active = -1; offer(); });
    input.addEventListener("keydown", keys);
    input.addEventListener("focus", () => input.select());
    input.addEventListener("blur", () => showList(false));
    R.listeners.push(() => { if (city >= 0) input.value = R.cityName(city); answer(); });
  };
})(Report);
