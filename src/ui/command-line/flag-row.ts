import type { Words } from "../language/words.ts";
import type { ValueKind } from "./value-kinds.ts";

/** One flag of the table. Without `kind` it is a switch. */
export interface FlagRow {
  /** The long name without its dashes: `auto-apply`. */
  readonly name: string;
  readonly short?: string;
  /** What kind of value it takes. */
  readonly kind?: ValueKind;
  /** What help writes for the value, where the kind's own placeholder says too little. */
  readonly placeholder?: string;
  readonly help: Words;
  /** Not in help or completion: spoken between lote's own processes. */
  readonly hidden?: boolean;
}

/** One argument of a command; `repeat` takes all that follow. */
export interface ArgumentRow {
  /** The name it has in the parsed command. */
  readonly name: string;
  readonly kind: ValueKind;
  /** What help writes, where the kind's own placeholder says too little. */
  readonly placeholder?: string;
  readonly required: boolean;
  readonly repeat?: boolean;
}

/** `--auto-apply` is `autoApply` among the parsed flags. */
export function flagKey(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
