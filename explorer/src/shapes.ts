// Shapes of nodes: the same paths on the canvas, in the legend and in an exported drawing.

/** The part of a canvas' context that the drawing uses, so that a drawing can also be written as SVG. */
export type Surface = Pick<
  CanvasRenderingContext2D,
  | "arc" | "beginPath" | "closePath" | "fill" | "fillRect" | "fillText" | "lineTo" | "moveTo" | "quadraticCurveTo"
  | "setLineDash" | "stroke" | "strokeText" | "fillStyle" | "strokeStyle" | "lineWidth" | "font" | "textAlign"
  | "textBaseline" | "lineJoin" | "lineCap" | "globalAlpha"
>;
export type Path = Pick<Surface, "arc" | "closePath" | "lineTo" | "moveTo">;

function polygon(corners: number, turn: number, inner = 1): [number, number][] {
  const count = inner < 1 ? corners * 2 : corners;
  return Array.from({ length: count }, (_, i) => {
    const reach = inner < 1 && i % 2 ? inner : 1;
    const angle = turn + (2 * Math.PI * i) / count;
    return [reach * Math.cos(angle), reach * Math.sin(angle)];
  });
}

const UP = -Math.PI / 2;
/** Corners around the middle, sized so that all shapes look equally large. */
const CORNERS: ReadonlyMap<string, readonly [number, number][]> = new Map(
  ([
    ["square", polygon(4, Math.PI / 4), 1.2], ["diamond", polygon(4, 0), 1.22], ["triangle", polygon(3, UP), 1.3],
    ["triangleDown", polygon(3, -UP), 1.3], ["hexagon", polygon(6, 0), 1.1], ["star", polygon(5, UP, 0.48), 1.35],
  ] as [string, [number, number][], number][]).map(([name, points, scale]) => [name, points.map(([x, y]) => [x * scale, y * scale])]),
);

/** Add a shape to the current path. */
export function outline(path: Path, shape: string, x: number, y: number, radius: number): void {
  const corners = CORNERS.get(shape);
  if (!corners) {
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  corners.forEach(([dx, dy], i) => {
    if (i) path.lineTo(x + dx * radius, y + dy * radius);
    else path.moveTo(x + dx * radius, y + dy * radius);
  });
  path.closePath();
}
