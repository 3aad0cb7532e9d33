// Names on the drawing: each is put where it lies on nothing else, or left out.
import type { Point } from "./lines.ts";

export interface Box { left: number; top: number; right: number; bottom: number }
export interface Label { item: number; rows: string[]; x: number; y: number; width: number }

export const ROW = 14.5;
const CELL = 48;

/** Boxes that are taken, found by the cells of a grid that they touch. */
export class Taken {
  private readonly cells = new Map<number, Box[]>();

  free(box: Box): boolean {
    for (const key of keys(box)) {
      if (this.cells.get(key)?.some((o) => box.left < o.right && o.left < box.right && box.top < o.bottom && o.top < box.bottom)) return false;
    }
    return true;
  }

  take(box: Box): void {
    for (const key of keys(box)) {
      const cell = this.cells.get(key);
      if (cell) cell.push(box);
      else this.cells.set(key, [box]);
    }
  }
}

function* keys(box: Box): Generator<number> {
  for (let column = Math.floor(box.left / CELL); column <= Math.floor(box.right / CELL); column += 1) {
    for (let row = Math.floor(box.top / CELL); row <= Math.floor(box.bottom / CELL); row += 1) yield column * 65_536 + row;
  }
}

/** Where the middle of the first row may stand: under the node, over it, beside it; where none is free, at its corners. */
function places(at: Point, radius: number, width: number, rows: number): Point[] {
  const height = rows * ROW;
  const beside = at.y - (height - ROW) / 2;
  const under = at.y + radius + 4 + ROW / 2;
  const over = at.y - radius - 4 - height + ROW / 2;
  const corners = [at.x + width / 3, at.x - width / 3, at.x + width / 2 + radius, at.x - width / 2 - radius];
  return [
    { x: at.x, y: under },
    { x: at.x, y: over },
    { x: at.x + radius + 5 + width / 2, y: beside },
    { x: at.x - radius - 5 - width / 2, y: beside },
    ...corners.flatMap((x) => [{ x, y: under }, { x, y: over }]),
  ];
}

function box(middle: Point, width: number, rows: number): Box {
  return { left: middle.x - width / 2 - 2, right: middle.x + width / 2 + 2, top: middle.y - ROW / 2, bottom: middle.y + (rows - 0.5) * ROW };
}

/** A label beside a node where there is room for it. */
export function placeLabel(taken: Taken, item: number, rows: string[], width: number, at: Point, radius: number): Label | undefined {
  for (const middle of places(at, radius, width, rows.length)) {
    const wanted = box(middle, width, rows.length);
    if (!taken.free(wanted)) continue;
    taken.take(wanted);
    return { item, rows, x: middle.x, y: middle.y, width };
  }
  return undefined;
}

/** One row of text on the first free of several points. */
export function placeCaption(taken: Taken, item: number, text: string, width: number, points: Iterable<Point>): Label | undefined {
  for (const middle of points) {
    const wanted = box(middle, width, 1);
    if (!taken.free(wanted)) continue;
    taken.take(wanted);
    return { item, rows: [text], x: middle.x, y: middle.y, width };
  }
  return undefined;
}
