import { type KeyName, keyNames } from "../../engine/config/keys.ts";
import { documentFormats } from "../../engine/text/extract/formats.ts";
import { languages } from "../language/words.ts";

/** What the table of commands says of a kind of value. Data only, so that `--help` loads no validator. */
export interface ValueKindRow {
  /** How help writes the value when a flag or an argument says nothing better. */
  readonly placeholder: string;
  /** The closed list of values, where there is one: shown in help, offered by completion. */
  readonly choices?: readonly string[];
  /** What a shell completes it with. */
  readonly completes?: "files" | "directories";
}

/** Every kind of value a flag or an argument may take; `flag-values.ts` says how each is read. */
export const valueKinds = {
  text: { placeholder: "TEXT" },
  run: { placeholder: "RUN" },
  path: { placeholder: "PATH", completes: "files" },
  file: { placeholder: "FILE", completes: "files" },
  directory: { placeholder: "DIR", completes: "directories" },
  cosine: { placeholder: "COSINE" },
  probability: { placeholder: "P" },
  count: { placeholder: "N" },
  upTo10: { placeholder: "1..10" },
  upTo64: { placeholder: "1..64" },
  documentFormat: { placeholder: "KIND", choices: documentFormats },
  upTo100: { placeholder: "1..100" },
  pictureSources: { placeholder: "SOURCE,…" },
  creditFormat: { placeholder: "md|csv", choices: ["md", "csv"] },
  characterKind: { placeholder: "person|fictional|unknown", choices: ["person", "fictional", "unknown"] },
  money: { placeholder: "USD" },
  errorLimit: { placeholder: "N|P%" },
  language: { placeholder: "es|en", choices: languages },
  color: { placeholder: "auto|always|never", choices: ["auto", "always", "never"] },
  ambiguity: { placeholder: "review|skip|fail", choices: ["review", "skip", "fail"] },
  exportFormat: { placeholder: "jsonl|csv", choices: ["jsonl", "csv"] },
  faceSink: { placeholder: "mysql|workspace", choices: ["mysql", "workspace"] },
  productMode: { placeholder: "auto|batch|sync|rules", choices: ["auto", "batch", "sync", "rules"] },
  accountTier: { placeholder: "1..5", choices: ["1", "2", "3", "4", "5"] },
  documentMode: { placeholder: "sync|batch", choices: ["sync", "batch"] },
  productRoute: { placeholder: "auto|TIER", choices: ["auto", "simple", "complex", "fallback"] },
  upTo50000: { placeholder: "1..50000" },
  shell: { placeholder: "bash|zsh|fish", choices: ["bash", "zsh", "fish"] },
  configKey: { placeholder: "KEY", choices: keyNames as readonly KeyName[] },
  configTarget: { placeholder: "user|folder|workspace", choices: ["user", "folder", "workspace"] },
} as const satisfies Record<string, ValueKindRow>;

export type ValueKind = keyof typeof valueKinds;

/** How help and messages write the value of a flag or argument. */
export function placeholderOf(row: { readonly placeholder?: string; readonly kind: ValueKind }): string {
  return row.placeholder ?? valueKinds[row.kind].placeholder;
}

/** The closed list of values of a kind, empty where any value may be tried. */
export function choicesOf(kind: ValueKind): readonly string[] {
  const row: ValueKindRow = valueKinds[kind];
  return row.choices ?? [];
}
