import type { StartRequest } from "../../../engine/run/start.ts";
import type { Estimate } from "../../../engine/workflows/workflow.ts";
import type { Stores } from "../../../stores/sqlite/open.ts";
import type { TextKey } from "../../language/catalogue.ts";

/** What a person can start from the menu. */
export type FlowId = "catalogue" | "embed" | "classify";

/** What a form asks for. */
export interface Field {
  readonly id: string;
  readonly kind: "path" | "text" | "toggle";
  readonly label: TextKey;
  readonly hint: TextKey;
}

export type FlowValues = Readonly<Record<string, string | boolean>>;

/** What is wrong with a value. */
export interface FieldProblem {
  readonly field: string;
  readonly words: TextKey;
}

/** One workflow's way from a form to a run. */
export interface Flow {
  readonly id: FlowId;
  readonly title: TextKey;
  /** None: nothing is asked. */
  readonly fields: readonly Field[];
  /** Looks at the values, and at the disk where they name something on it. */
  check(values: FlowValues): Promise<FieldProblem | undefined>;
  estimate(stores: Stores, values: FlowValues, signal: AbortSignal): Promise<Estimate>;
  request(values: FlowValues): StartRequest;
}
