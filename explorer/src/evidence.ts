// The sentences behind the edges, looked up by number.
import { type EvidenceColumns, type Graph, rowsOf } from "./data.ts";

export type Span = readonly [start: number, end: number];

export interface Article { title: string; publisher: string; published: string; source: string }

export interface Quote {
  text: string;
  subject: Span;
  cue: Span;
  object: Span;
  polarity: string;
  modality: string;
  speaker: string;
  rule: string;
  confidence: number;
  when: string;
  article: Article;
}

export interface Inference { rule: string; premises: string[][] }

export class Evidence {
  private readonly inferred: ReadonlyMap<number, Inference>;

  constructor(private readonly graph: Graph, private readonly columns: EvidenceColumns) {
    const { inferred, words } = columns;
    this.inferred = new Map(inferred.map(([edge, rule, premises]) => [edge, { rule: words[rule]!, premises }]));
  }

  of(edge: number): Quote[] {
    return Array.from(rowsOf(this.graph.witnesses, edge), (witness) => this.quote(witness));
  }

  quote(witness: number): Quote {
    const c = this.columns;
    const [subject, cue, object] = c.starts.map((starts, i): Span => [starts[witness]!, starts[witness]! + c.lengths[i]![witness]!]);
    const { witnesses, times, articles } = this.graph.data;
    const article = witnesses.article[witness]!;
    return {
      text: c.texts[c.text[witness]!]!, subject: subject!, cue: cue!, object: object!,
      polarity: c.words[c.polarity[witness]!]!, modality: c.words[c.modality[witness]!]!,
      speaker: c.words[c.speaker[witness]!]!, rule: c.words[c.rule[witness]!]!, confidence: c.confidence[witness]!,
      when: times[witnesses.when[witness]!]!,
      article: {
        title: articles.title[article]!, publisher: articles.publisher[article]!, published: articles.published[article]!,
        source: articles.source[article]!,
      },
    };
  }

  arithmetic(edge: number): string[] {
    return this.columns.arithmetic[this.columns.sums[edge]!]!.split("\n").filter(Boolean);
  }

  inference(edge: number): Inference | undefined {
    return this.inferred.get(edge);
  }
}

/** Quotes with the same words, said the same way, together: copies of one story. */
export function alike(quotes: readonly Quote[]): Quote[][] {
  const groups = new Map<string, Quote[]>();
  for (const quote of quotes) {
    const key = JSON.stringify([quote.text, quote.cue, quote.polarity, quote.modality, quote.speaker, quote.when]);
    const group = groups.get(key);
    if (group) group.push(quote);
    else groups.set(key, [quote]);
  }
  return [...groups.values()];
}
