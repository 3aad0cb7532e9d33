// Finds nodes by name or alias: words that begin so, whatever their case and accents.
import type { Graph } from "./data.ts";
import { make } from "./dom.ts";

export interface Found { node: number; name: string; alias: string }

/** A name without what people vary: case, accents, blanks. */
export function fold(name: string): string {
  return name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/đ/g, "d").replace(/ł/g, "l").replace(/\s+/g, " ").trim();
}

/** Makes a function that looks names up, the best first: whole names, then beginnings, then words within; hubs first. */
export function finder(graph: Graph): (query: string, limit: number) => Found[] {
  let known: { node: number; name: string; folded: string }[] | undefined;
  return (query, limit) => {
    known ??= Array.from(graph.byDegree).flatMap((node) =>
      [graph.name(node), ...graph.data.nodes.aliases[node]!].map((name) => ({ node, name, folded: fold(name) })));
    const wanted = fold(query);
    if (!wanted) return [];
    const tiers: Found[][] = [[], [], [], []];
    const seen = new Map<number, number>();
    for (const { node, name, folded } of known) {
      const at = folded.indexOf(wanted);
      if (at < 0) continue;
      const tier = folded === wanted ? 0 : at === 0 ? 1 : /[^\p{L}\p{N}]/u.test(folded[at - 1]!) ? 2 : 3;
      const before = seen.get(node);
      if (before !== undefined && before <= tier) continue;
      if (before !== undefined) tiers[before] = tiers[before]!.filter((found) => found.node !== node);
      seen.set(node, tier);
      tiers[tier]!.push({ node, name: graph.name(node), alias: name === graph.name(node) ? "" : name });
    }
    return tiers.flat().slice(0, limit);
  };
}

/** A field with suggestions, as the ARIA pattern of a combobox has it. */
export function combobox(input: HTMLInputElement, list: HTMLElement, find: (query: string) => Found[], choose: (node: number) => void): void {
  let found: Found[] = [];
  let active = -1;
  const mark = (i: number): void => {
    active = i;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === i)));
    if (i >= 0) input.setAttribute("aria-activedescendant", list.children[i]!.id);
    else input.removeAttribute("aria-activedescendant");
  };
  const close = (): void => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  };
  const take = (i: number): void => {
    const chosen = found[i];
    if (!chosen) return;
    input.value = chosen.name;
    list.replaceChildren();
    close();
    choose(chosen.node);
  };
  const update = (): void => {
    found = find(input.value);
    list.replaceChildren(...found.map(({ name, alias }, i) => {
      const item = make("li", name);
      item.id = `${list.id}-${i}`;
      item.setAttribute("role", "option");
      if (alias) item.append(make("small", alias));
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(i); });
      return item;
    }));
    if (!found.length) {
      const nothing = make("li", "No such name");
      nothing.setAttribute("role", "option");
      nothing.setAttribute("aria-disabled", "true");
      list.append(nothing);
    }
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(found.length ? 0 : -1);
  };
  input.addEventListener("input", update);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (found.length) mark((active + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      take(Math.max(0, active));
    } else if (event.key === "Escape") {
      event.stopPropagation();
      close();
    }
  });
}
