// What the page and the worker that answers queries say to each other.
export interface Value { type: "uri" | "literal" | "bnode"; value: string }
export interface Answer { columns: string[]; rows: (Value | null)[][] }

export type Request =
  | { type: "open"; wasm: ArrayBuffer; quads: string }
  | { type: "query"; id: number; text: string };
export type Reply =
  | { type: "open"; size: number }
  | { type: "answer"; id: number; answer: Answer }
  | { type: "error"; id: number; message: string };
