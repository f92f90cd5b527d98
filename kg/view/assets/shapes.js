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

function picture(width, height, draw) {
  const ratio = window.devicePixelRatio || 1;
  const canvas = document.createElement("canvas");
  canvas.className = "swatch";
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  canvas.setAttribute("aria-hidden", "true");
  const ctx = canvas.getContext("2d");
  ctx.scale(ratio, ratio);
  draw(ctx);
  return canvas;
}

/** A small picture of a type for lists and the legend. */
function swatch(type) {
  return picture(16, 16, (ctx) => {
    ctx.fillStyle = palette.types[type];
    outline(ctx, type, 8, 8, 5.6);
    ctx.fill();
  });
}

/** A piece of line as it is drawn on the map. */
function lineSwatch(colour, dashes) {
  return picture(28, 16, (ctx) => {
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2;
    ctx.setLineDash(dashes);
    ctx.moveTo(0, 8);
    ctx.lineTo(28, 8);
    ctx.stroke();
  });
}
