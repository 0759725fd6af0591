import type { Json, NewItem } from "../../stores/ledger.ts";
import type { ErrorCode } from "../errors/catalogue.ts";
import { type ErrorData, LoteError } from "../errors/lote-error.ts";

/** Something of a source that cannot be used: a folder that cannot be read, a bad row. It fails as an item. */
export interface SourceProblem {
  /** Stable: a path, or a path with a line. */
  readonly key: string;
  readonly problem: LoteError;
}

/** The problem as an item: it enters the run like any other, and fails with its own reason. */
export function problemItem({ key, problem }: SourceProblem): NewItem {
  return { key, input: { problem: { code: problem.code, data: { ...problem.data } } } };
}

/** @throws the problem that the item stands for, if it stands for one */
export function throwProblem(input: Json): void {
  const { problem } = input as { problem?: { code: ErrorCode; data: ErrorData } };
  if (problem) throw new LoteError(problem.code, problem.data);
}
