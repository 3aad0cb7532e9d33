// Queries as text: their tokens, their parameters, the prefixes that need no declaration.

export interface Token { kind: "comment" | "string" | "iri" | "variable" | "number" | "keyword" | "name" | ""; text: string }

const TOKENS: readonly [Exclude<Token["kind"], "">, string][] = [
  ["comment", "#[^\\n]*"],
  ["string", "\"\"\"[\\s\\S]*?\"\"\"|'''[\\s\\S]*?'''|\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\\n]|\\\\.)*'"],
  ["iri", "<[^<>\"{}|^`\\\\\\s]*>"],
  ["variable", "[?$][\\p{L}_][\\p{L}\\p{N}_]*"],
  ["name", "[\\p{L}][\\p{L}\\p{N}_.-]*?:[\\p{L}\\p{N}_.%-]*|:[\\p{L}\\p{N}_.-]+"],
  ["number", "\\b\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?\\b"],
  ["keyword", "\\b[A-Za-z][A-Za-z_]*\\b"],
];
const PATTERN = new RegExp(TOKENS.map(([kind, pattern]) => `(?<${kind}>${pattern})`).join("|"), "gu");

/** All of the text, piece by piece. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(PATTERN)) {
    if (match.index > end) found.push({ kind: "", text: text.slice(end, match.index) });
    const kind = TOKENS.find(([name]) => match.groups?.[name] !== undefined)![0];
    found.push({ kind, text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ kind: "", text: text.slice(end) });
  return found;
}

/** Whether a query makes triples, rather than rows or a yes or no. */
export function givesTriples(text: string): boolean {
  const first = tokens(text).find(({ kind, text: word }) => kind === "keyword" && /^(SELECT|ASK|CONSTRUCT|DESCRIBE)$/i.test(word));
  return /^(CONSTRUCT|DESCRIBE)$/i.test(first?.text ?? "");
}

/** The query with all known prefixes declared in front of its first line, so that lines keep their numbers. */
export function declared(text: string, prefixes: Readonly<Record<string, string>>): string {
  return `${Object.entries(prefixes).map(([name, iri]) => `PREFIX ${name}: <${iri}> `).join("")}${text}`;
}

/** The query with a parameter's place filled: `VALUES ?name { … }`. */
export function bound(text: string, name: string, term: string): string {
  return text.replace(/(VALUES\s+\?(\w+)\s*\{)[^{}]*\}/g, (all: string, open: string, found: string) => (found === name ? `${open} ${term || "UNDEF"} }` : all));
}

/** A text as SPARQL spells it. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(/\\u([0-9a-f]{4})/gi, "\\u$1");
}
