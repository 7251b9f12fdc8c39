"use strict";
// The map: outlines, links, sites and cities in cartesian axes, already projected to km. No map service, no network.
(function (R) {
  const GREY = "#8a94a1";
  const SITE = "#d55e00";
  R.STOOD = "#a7b1bd";
  const config = { displayModeBar: false, responsive: true, doubleClick: false, scrollZoom: false };
  const view = { layer: null, links: false, city: -1 };
  let box, cities, map;

  const layerName = (layer) => R.side(cities.names.layer[layer]);
  const provinceName = (index) => (index < 0 ? "" : R.side(cities.names.province[index]));
  R.cityName = (index) => (R.lang === "zh" ? cities.zh[index] : cities.en[index]) || cities.id[index];
  R.provinceOf = (index) => provinceName(cities.province[index]);
  R.layerName = layerName;

  // When a place got a layer, in words: year 0 is never, the year before the first stands for what existed already.
  R.whenReached = (layer, year) => {
    if (!year) return R.say("never_layer", { layer: layerName(layer) });
    return R.say(year <= map.before ? "reached_before" : "reached_in", { layer: layerName(layer), year: year <= map.before ? map.years[0] : year });
  };

  const cityHover = (index) => {
    const lines = [R.say("city_hover", { city: R.cityName(index), province: R.provinceOf(index), people: R.people(cities.residents[index]) })];
    if (!cities.small[index]) lines.push(R.say("core"));
    else {
      const year = cities.reached[view.layer] ? cities.reached[view.layer][index] : 0;
      lines.push(R.whenReached(view.layer, year));
      const total = cities.works[index].reduce((sum, work) => sum + work[2], 0);
      if (total > 0) lines.push(`${R.say("investment")} ${R.money(total)}`);
    }
    return lines.map(R.inert).join("<br>");
  };

  const provinceHover = (outline) => {
    const values = map.hovers[outline.id];
    if (!values) return R.inert(R.side(outline.name));
    const [count, ...rest] = values;
    const lines = [R.say("province_hover", { province: R.side(outline.name), cities: R.fixed(count, 0) })];
    map.layers.forEach((layer, k) =>
      lines.push(R.say("province_layer", { layer: layerName(layer), count: R.fixed(rest[k], 0), share: R.percent(rest[k] / count) })));
    lines.push(R.say("province_money", { total: R.money(rest[map.layers.length]), grant: R.money(rest[map.layers.length + 1]) }));
    return lines.map(R.inert).join("<br>");
  };

  const land = () => map.outlines.map((outline) => ({
    type: "scatter", mode: "lines", x: outline.x, y: outline.y, fill: "toself", fillcolor: outline.planned ? "#eef1f4" : "#ffffff", hoveron: "fills",
    line: { color: "#c3cbd5", width: 0.8 }, text: provinceHover(outline), hoverinfo: "text",
  }));

  const line = (x, y, style, axes = {}) => ({ type: "scatter", mode: "lines", x, y, line: style, hoverinfo: "skip", ...axes });

  const inset = () => {
    if (!map.inset) return [];
    const axes = { xaxis: "x2", yaxis: "y2" };
    return [
      { ...line(map.inset.land.x, map.inset.land.y, { color: "#c3cbd5", width: 0.7 }, axes), fill: "toself", fillcolor: "#e9edf1" },
      line(map.inset.boundary.x, map.inset.boundary.y, { color: "#5a6675", width: 1.3 }, axes),
    ];
  };

  const links = () => {
    const style = { built: { color: "#aeb8c4", width: 1 }, started: { color: "#56b4e9", width: 1 } };
    return Object.entries(map.links).filter(([, pairs]) => view.links && pairs.length).map(([kind, pairs]) => line(
      pairs.flatMap(([a, b]) => [cities.x[a], cities.x[b], null]), pairs.flatMap(([a, b]) => [cities.y[a], cities.y[b], null]), style[kind]));
  };

  // The two ways of every protected city, when that is the layer shown.
  const ways = () => {
    const pairs = map.ways[view.layer] || [];
    if (!pairs.length) return [];
    return [line(pairs.flatMap(([a, b]) => [cities.x[a], cities.x[b], null]), pairs.flatMap(([a, b]) => [cities.y[a], cities.y[b], null]),
      { color: "#cc79a7", width: 1.2 })];
  };

  const dots = (rows, marker) => ({
    type: "scatter", mode: "markers", x: rows.map((row) => cities.x[row]), y: rows.map((row) => cities.y[row]), customdata: rows,
    text: rows.map(cityHover), hoverinfo: "text", marker: { size: rows.map((row) => map.dots[row]), ...marker },
  });

  // Rows of the map by what happens to them: core places, never reached, reached before the plan, a group for each year.
  R.groups = () => {
    const reached = cities.reached[view.layer] || [];
    const groups = { core: [], never: [], before: [], years: new Map(map.years.map((year) => [year, []])) };
    cities.x.forEach((x, row) => {
      if (x === null) return;
      if (!cities.small[row]) groups.core.push(row);
      else if (!reached[row]) groups.never.push(row);
      else (reached[row] <= map.before ? groups.before : groups.years.get(reached[row])).push(row);
    });
    return groups;
  };

  const sites = () => {
    const rows = map.sites[view.layer] || [];
    const name = layerName(view.layer);
    return {
      type: "scatter", mode: "markers", x: rows.map(([row]) => cities.x[row]), y: rows.map(([row]) => cities.y[row]),
      customdata: rows.map(([row]) => row), hoverinfo: "text",
      text: rows.map(([row, year]) => R.inert(R.say("site_hover", { city: R.cityName(row), name, year: year || R.say("existing") }))),
      marker: { symbol: rows.map(([, year]) => (year ? "diamond" : "diamond-open")), size: 8, color: SITE, line: { width: 1, color: SITE } },
    };
  };

  const chosen = () => {
    const at = view.city >= 0 && cities.x[view.city] !== null ? [view.city] : [];
    return { type: "scatter", mode: "markers", x: at.map((row) => cities.x[row]), y: at.map((row) => cities.y[row]), hoverinfo: "skip",
      marker: { size: 20, color: "rgba(0,0,0,0)", line: { color: "#000", width: 2 } } };
  };

  const traces = () => {
    const groups = R.groups();
    const years = [...groups.years.entries()];
    return [
      ...land(), line(map.boundary.x, map.boundary.y, { color: "#5a6675", width: 1.3 }), ...inset(), ...links(), ...ways(),
      dots(groups.never, { color: "#ffffff", line: { color: GREY, width: 0.9 } }),
      dots(groups.before, { color: R.STOOD, line: { color: "#5a6675", width: 0.8 } }),
      ...years.reverse().map(([, rows], k) => dots(rows, { color: map.colours[years.length - 1 - k], opacity: 0.92, line: { color: "#fff", width: 0.4 } })),
      dots(groups.core, { size: 6, color: GREY, symbol: "square", line: { color: "#fff", width: 0.5 } }),
      sites(), chosen(),
    ];
  };

  // A small map has no room for its note, which goes below it.
  const narrow = () => innerWidth < R.NARROW;

  const layout = () => {
    const [west, east, south, north] = map.frame;
    const bare = { visible: false, showgrid: false, zeroline: false };
    const base = {
      margin: { l: 0, r: 0, t: 0, b: 0 }, showlegend: false, hovermode: "closest", dragmode: "pan", uirevision: "map",
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: getComputedStyle(document.documentElement).fontFamily, size: 12, color: "#1c2430" },
      hoverlabel: { bgcolor: "#fff", bordercolor: "#5a6675", font: { size: 12, color: "#1c2430" }, align: "left" },
      xaxis: { ...bare, range: [west, east] }, yaxis: { ...bare, range: [south, north], scaleanchor: "x", scaleratio: 1 },
      annotations: narrow() ? [] : [{ xref: "paper", yref: "paper", x: 0, y: 0, xanchor: "left", yanchor: "bottom", showarrow: false, align: "left",
        text: R.inert(R.side(map.note)), font: { size: 11, color: "#5a6675" } }],
    };
    if (map.inset) {
      const [left, right, bottom, top] = map.inset.frame;
      const frame = { showgrid: false, zeroline: false, showticklabels: false, ticks: "", fixedrange: true, mirror: true, showline: true, linecolor: "#8a94a1", linewidth: 1 };
      base.xaxis2 = { ...frame, range: [left, right], domain: [0.85, 0.995], anchor: "y2", constrain: "domain" };
      base.yaxis2 = { ...frame, range: [bottom, top], domain: [0.01, 0.3], anchor: "x2", scaleanchor: "x2", scaleratio: 1, constrain: "domain" };
    }
    return base;
  };

  const legend = () => {
    const groups = R.groups();
    const key = (style, text, kind = "") => R.el("span", {}, R.el("span", { class: `key ${kind}`, style }), ...text);
    const bold = (count) => R.el("b", {}, R.fixed(count, 0));
    const items = [...groups.years.entries()].map(([year, rows], k) =>
      key(`background:${map.colours[k]}`, [R.say("year_reached", { year }) + " ", bold(rows.length)]));
    if (groups.before.length)
      items.unshift(key(`background:${R.STOOD};border-color:#5a6675`, [R.say("before", { year: map.years[0] }) + " ", bold(groups.before.length)]));
    items.push(key(null, [R.say("never") + " ", bold(groups.never.length)], "hollow"));
    if (groups.core.length) items.push(key(null, [R.say("core")], "square"));
    if ((map.sites[view.layer] || []).length) items.push(key(null, [R.say("site", { name: layerName(view.layer) })], "diamond"));
    if ((map.ways[view.layer] || []).length) items.push(key(null, [R.say("ways")], "line"));
    items.push(R.el("span", { class: "note" }, R.say("size_note")));
    if (narrow()) items.push(R.el("span", {}, R.side(map.note)));
    document.getElementById("legend").replaceChildren(...items);
  };

  const listen = () => {
    box.on("plotly_afterplot", () => R.fitPaper(box));
    box.on("plotly_click", (event) => {
      const point = event.points.find((found) => typeof found.customdata === "number");
      if (point) R.choose(point.customdata);
    });
  };

  const draw = () => {
    const first = !box.on;
    legend();  // before the map, which takes the room that the legend leaves
    const done = Plotly.react(box, traces(), layout(), config);
    if (first) listen();
    else Plotly.Plots.resize(box);
    return done.then(() => R.fitPaper(box));
  };

  const zoom = (how) => {
    const [west, east, south, north] = map.frame;
    if (how === "reset") return Plotly.relayout(box, { "xaxis.range": [west, east], "yaxis.range": [south, north] });
    const factor = how === "in" ? 0.6 : 1 / 0.6;
    const around = ([low, high], centre) => [centre - ((high - low) / 2) * factor, centre + ((high - low) / 2) * factor];
    const { xaxis, yaxis } = box._fullLayout;
    const middle = (range) => (range[0] + range[1]) / 2;
    const centred = view.city >= 0 && cities.x[view.city] !== null && how === "in";
    const x = centred ? cities.x[view.city] : middle(xaxis.range);
    const y = centred ? cities.y[view.city] : middle(yaxis.range);
    return Plotly.relayout(box, { "xaxis.range": around(xaxis.range, x), "yaxis.range": around(yaxis.range, y) });
  };

  const fillLayers = () => {
    const select = document.getElementById("layer");
    select.replaceChildren(...map.layers.map((layer) => R.el("option", { value: layer, selected: layer === view.layer }, layerName(layer))));
  };

  R.markCity = (index) => {
    view.city = index;
    if (!box || !box.data) return;
    const { x, y } = chosen();
    Plotly.restyle(box, { x: [x], y: [y] }, [box.data.length - 1]);
  };

  R.startMap = () => {
    map = R.data.map;
    cities = R.data.cities;
    box = document.getElementById("map");
    view.layer = map.first;
    if (!box) return;  // no place has coordinates
    const select = document.getElementById("layer");
    const check = document.getElementById("links");
    check.closest("label").hidden = !(map.links.built.length + map.links.started.length);
    select.closest("label").hidden = !map.layers.length;
    select.addEventListener("change", () => { view.layer = select.value; draw(); });
    check.addEventListener("change", () => { view.links = check.checked; draw(); });
    for (const button of document.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => zoom(button.dataset.zoom));
    R.listeners.push(() => { fillLayers(); draw(); });
  };
})(Report);
