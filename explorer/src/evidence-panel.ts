// What stands behind a statement: every sentence for and against it, and how the score comes about.
import type { Graph } from "./data.ts";
import { button, link, make, plural } from "./dom.ts";
import { type Evidence, type Quote, alike } from "./evidence.ts";

/** A quote with subject, cue and object marked; offsets count characters, not UTF-16 units. */
function marked(quote: Quote): HTMLElement {
  const text = make("p");
  const letters = Array.from(quote.text);
  const spans = (["subject", "cue", "object"] as const)
    .map((role) => ({ role, start: quote[role][0], end: quote[role][1] }))
    .filter((span) => span.end > span.start)
    .sort((a, b) => a.start - b.start);
  let done = 0;
  for (const { role, start, end } of spans) {
    if (start < done) continue;
    text.append(letters.slice(done, start).join(""), make("mark", letters.slice(start, end).join(""), role));
    done = end;
  }
  text.append(letters.slice(done).join(""));
  return text;
}

function origin({ article, rule, confidence }: Quote): HTMLElement {
  const from = make("p", "", "meta");
  from.append(link(article.source, article.title || article.source || "untitled"));
  const rest = [article.publisher, article.published].filter(Boolean).join(", ");
  if (rest) from.append(` · ${rest}`);
  if (rule) from.append(` · ${rule} (${confidence.toFixed(2)})`);
  return from;
}

/** The same words in one or more articles. */
export function quoted(quotes: readonly Quote[]): HTMLElement {
  const quote = quotes[0]!;
  const block = make("blockquote");
  const denies = quote.polarity === "negated";
  if (denies) block.classList.add("negated");
  else if (quote.modality !== "actual") block.classList.add("unreal");
  const badges = make("p", "", "badges");
  badges.append(make("span", denies ? "denies it" : "says so", denies ? "badge negated" : "badge"));
  if (quote.modality !== "actual") badges.append(make("span", quote.modality, "badge"));
  if (quote.speaker) badges.append(make("span", `says ${quote.speaker}`, "badge"));
  if (quote.when) badges.append(make("span", quote.when, "badge"));
  block.append(badges, marked(quote), ...quotes.map(origin));
  return block;
}

/** All that stands behind a statement. */
export function described(graph: Graph, evidence: Evidence, edge: number, select: (edges: number[]) => void): HTMLElement {
  const section = make("section", "", "statement");
  const title = make("h2");
  title.append(
    make("span", graph.name(graph.subject[edge]!)), make("span", ` ${graph.relation(edge).label} `, "relation"),
    make("span", graph.name(graph.object[edge]!)),
  );
  const kind = graph.kind(edge);
  const facts = [`score ${graph.score(edge).toFixed(2)}`];
  if (graph.origins(edge)) facts.push(plural(graph.origins(edge), "independent origin"));
  const meta = make("p", "", "meta");
  meta.append(make("span", kind.label, `badge kind-${kind.name.replace(/\W/g, "")}`), ` ${facts.join(" · ")}`);
  section.append(title, meta, ...alike(evidence.of(edge)).map(quoted));
  const sums = evidence.arithmetic(edge);
  if (sums.length) {
    const details = make("details");
    details.open = true;
    details.append(make("summary", "How the score comes about"), ...sums.map((line) => make("p", line, "sum")));
    section.append(details);
  }
  const inference = evidence.inference(edge);
  if (inference) section.append(...derived(graph, edge, inference.rule, inference.premises, select));
  return section;
}

function derived(graph: Graph, edge: number, rule: string, premises: string[][], select: (edges: number[]) => void): HTMLElement[] {
  const list = make("ul", "", "premises");
  const known = graph.premises.get(edge) ?? [];
  premises.forEach((premise, i) => {
    const item = make("li");
    const from = known[i] ?? -1;
    const words = premise.join(" – ");
    item.append(from >= 0 ? button(words, () => select([from])) : words);
    list.append(item);
  });
  return [make("p", `No article says it. By the rule ${rule}, it follows from:`, "meta"), list];
}
