// The two parts of N3.js that are used; its package carries no types.
declare module "n3/src/N3DataFactory.js" {
  const factory: {
    namedNode: (iri: string) => unknown;
    literal: (text: string, type?: unknown) => unknown;
    blankNode: (name: string) => unknown;
  };
  export default factory;
}
declare module "n3/src/N3Writer.js" {
  export default class Writer {
    constructor(options: { prefixes: Record<string, string> });
    addQuad(...terms: unknown[]): void;
    end(done: (error: Error | null, result: string) => void): void;
  }
}
