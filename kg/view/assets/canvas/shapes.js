// The outline of each kind of node, and its swatch in the legend.

const polygon = (corners, turn, squeeze = 1) => (ctx, x, y, r) => {
  for (let corner = 0; corner < corners; corner += 1) {
    const angle = turn + (corner * 2 * Math.PI) / corners;
    ctx.lineTo(x + r * squeeze * Math.cos(angle), y + r * squeeze * Math.sin(angle));
  }
  ctx.closePath();
};

const starShape = (ctx, x, y, r) => {
  for (let corner = 0; corner < 10; corner += 1) {
    const angle = -Math.PI / 2 + (corner * Math.PI) / 5;
    const reach = corner % 2 ? r * 0.55 : r * 1.2;
    ctx.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
  }
  ctx.closePath();
};

const outlines = {
  dot: (ctx, x, y, r) => ctx.arc(x, y, r, 0, 2 * Math.PI),
  square: polygon(4, Math.PI / 4, 1.2),
  diamond: polygon(4, 0, 1.25),
  triangle: polygon(3, -Math.PI / 2, 1.25),
  triangleDown: polygon(3, Math.PI / 2, 1.25),
  hexagon: polygon(6, 0, 1.05),
  star: starShape,
};

function outline(ctx, type, x, y, r) {
  ctx.beginPath();
  (outlines[graph.types[type].shape] ?? outlines.dot)(ctx, x, y, r);
}

/** Takes down an outline as the path of an SVG. */
class Pen {
  d = "";

  lineTo(x, y) {
    this.d += `${this.d ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
  }

  arc(x, y, r) {
    this.d += `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
  }

  closePath() {
    this.d += "Z";
  }
}

function sketch(width, attributes) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const given = { width, height: 16, viewBox: `0 0 ${width} 16`, class: "swatch", "aria-hidden": "true" };
  for (const [name, value] of Object.entries(given)) svg.setAttribute(name, value);
  for (const [name, value] of Object.entries(attributes)) path.setAttribute(name, value);
  svg.append(path);
  return svg;
}

/** A small picture of a type for lists and the legend. */
function swatch(type) {
  const pen = new Pen();
  (outlines[graph.types[type].shape] ?? outlines.dot)(pen, 8, 8, 5.6);
  return sketch(16, { d: pen.d, fill: palette.types[type] });
}

/** A piece of line as it is drawn on the map. */
function lineSwatch(colour, dashes) {
  return sketch(28, { d: "M0 8H28", stroke: colour, "stroke-width": 2, "stroke-dasharray": dashes.join(" ") });
}
