"use strict";
// A chart is laid out for one width. On a telephone or on paper its labels take several lines, bars leave room for what
// stands beside them, and labels that would lie on each other move apart.
(function (R) {
  // Bars are laid out for figures of half and of the whole width of a section (PLOT_PX in figures/base.py).
  const LAID_OUT = [560, 1180];
  const LINE = 16, CLOSE = 13;  // pixels of a line of text, and of one where no more room can be had
  const LEGEND = { line: 19, mark: 48 };  // pixels of a line of a legend, and of what stands beside a name
  const pen = document.createElement("canvas").getContext("2d");
  const lines = (text) => text.split("<br>");
  const family = () => getComputedStyle(document.documentElement).fontFamily;  // that of the charts: it follows the language
  const width = (text, size) => { pen.font = `${size}px ${family()}`; return Math.max(...lines(text).map((line) => pen.measureText(line.replace(/<[^>]*>/g, "")).width)); };
  const deepest = (texts) => Math.max(...texts.map((text) => lines(text).length));

  const filled = (text, most) => {
    const found = [""];
    for (const part of text.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+|\s+/g) || [text]) {
      if (found[found.length - 1] && width(found[found.length - 1] + part.trimEnd(), 12) > most) found.push("");
      if (found[found.length - 1] || part.trim()) found[found.length - 1] += part;
    }
    return found.map((line) => line.trim());
  };

  // On lines of at most so many pixels: before what follows a dot, if that is enough, else on lines of about one length.
  const folded = (text, most) => {
    if (/[<&]/.test(text)) return text;
    const found = filled(text, most), dot = text.lastIndexOf(" · ");
    if (found.length === 2 && dot > 0 && width(text.slice(0, dot + 2), 12) <= most) return `${text.slice(0, dot + 2)}<br>${text.slice(dot + 3)}`;
    const even = [0.5, 0.6, 0.7, 0.8, 0.9].map((part) => filled(text, most * part)).find((other) => other.length === found.length);
    return (even || found).join("<br>");
  };

  const slot = (plot, height) => {
    const { margin, yaxis } = plot.layout;
    return (height - margin.t - margin.b) / yaxis.ticktext.length;
  };

  // Bars with what they say beside them get the range that leaves room for it.
  const refit = (plot, room) => {
    const [bars] = plot.data, axis = plot.layout.xaxis;
    if (plot.data.length > 1 || bars.textposition !== "outside" || axis.showticklabels !== false) return;
    const ends = [0, ...bars.x, ...(plot.layout.shapes || []).map((shape) => shape.x0)];
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    const beside = (side) => Math.max(0, ...bars.text.filter((_, k) => side * bars.x[k] >= 0 && (side > 0 || bars.x[k])).map((text) => width(text, 11.5) + 12));
    const [left, right] = [beside(-1), beside(1)];
    const unit = (high - low || 1) / Math.max(room - left - right, 60);
    axis.range = [low - left * unit, high + right * unit];
  };

  // What an annotation says beside a bar needs its room, too.
  const refitNotes = (plot, room) => {
    const notes = (plot.layout.annotations || []).filter((note) => note.xanchor === "left" && !note.yref && !note.xref);
    const range = plot.layout.xaxis.range;
    for (const note of notes) {
      note.text = folded(note.text, room * 0.6);
      range[1] = Math.max(range[1], note.x * room / Math.max(room - width(note.text, 12) - 16, 30));
    }
    return notes.map((note) => note.text);
  };

  // Charts with a name for each row; returns the height that they need, `height` unless it may grow.
  const fitRows = (plot, room, height, wide, grows) => {
    const axis = plot.layout.yaxis, narrow = room < R.NARROW;
    const names = axis.ticktext.map((text) => folded(text, room * (narrow ? 0.34 : 0.42)));
    if (grows || deepest(names) * CLOSE <= slot(plot, height)) axis.ticktext = names;
    const left = room - Math.max(...axis.ticktext.map((text) => width(text, 12))) - 32;
    if (narrow || room < LAID_OUT[Number(wide)] || deepest(axis.ticktext) > 1) refit(plot, left);
    const deep = deepest([...axis.ticktext, ...(narrow ? refitNotes(plot, left) : [])]);
    const missing = deep > 1 && grows ? deep * LINE + 4 - slot(plot, height) : 0;
    return height + Math.max(0, missing) * axis.ticktext.length;
  };

  // Names at the ends of curves keep their distance, lowest first, and stay below the upper edge.
  const fitEnds = (plot, height) => {
    const { margin, yaxis } = plot.layout;
    const ends = (plot.layout.annotations || []).filter((note) => note.xref === "paper" && note.x === 1 && !note.yref);
    if (!ends.length || !yaxis.range) return;
    const unit = (yaxis.range[1] - yaxis.range[0]) / Math.max(height - margin.t - margin.b, 1);
    const half = (note) => lines(note.text).length * LINE * unit / 2;
    ends.sort((a, b) => a.y - b.y);
    ends.forEach((note, k) => { if (k) note.y = Math.max(note.y, ends[k - 1].y + half(ends[k - 1]) + half(note)); });
    ends.reverse().forEach((note, k) => {
      note.y = Math.min(note.y, k ? ends[k - 1].y - half(ends[k - 1]) - half(note) : yaxis.range[1] - half(note) + margin.t * unit);
    });
  };

  // Lines that a legend takes: one if all fit, else columns as broad as its longest name.
  const legendLines = (plot, room) => {
    const names = plot.data.filter((trace) => trace.name && trace.showlegend !== false);
    if (!plot.layout.showlegend || !names.length) return 1;
    const broad = names.map((trace) => width(trace.name, 11.5) + LEGEND.mark);
    if (broad.reduce((sum, one) => sum + one, 0) <= room) return 1;
    return Math.ceil(names.length / Math.max(1, Math.floor(room / Math.max(...broad))));
  };

  // Lays `plot` out for `room` pixels of width; returns the height it needs. `wide`: it takes the whole width of a section.
  R.fit = (plot, room, height, wide, grows) => {
    const deep = grows ? legendLines(plot, room) : 1;
    return fitted(plot, room, height, wide, grows) + (deep - 1) * LEGEND.line;
  };

  const fitted = (plot, room, height, wide, grows) => {
    const { yaxis, annotations } = plot.layout;
    if (yaxis && yaxis.ticktext && yaxis.ticktext.length) return fitRows(plot, room, height, wide, grows);
    if (yaxis) fitEnds(plot, height);
    for (const note of annotations || []) if (room < R.NARROW && note.xanchor === "right") note.text = folded(note.text, room * 0.42);
    return height;
  };
})(Report);
