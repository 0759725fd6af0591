import type { StartRequest } from "../../../engine/run/start.ts";
import type { Estimate } from "../../../engine/workflows/workflow.ts";
import type { Stores } from "../../../stores/sqlite/open.ts";
import type { TextKey } from "../../language/catalogue.ts";
import type { Destination } from "../desk/desk.ts";

/** What a person can start from the menu. */
export type FlowId =
  | "catalogue"
  | "embed"
  | "classify"
  | "calibrate"
  | "category"
  | "names"
  | "file"
  | "people"
  | "ingest"
  | "correct"
  | "faceEmbed"
  | "faceAttend"
  | "faceCalibrate"
  | "products"
  | "productMatch"
  | "productWarm";

/** One of several answers. */
export interface Choice {
  readonly value: string;
  readonly words: TextKey;
}

/** What a form asks for. */
export interface Field {
  readonly id: string;
  /** `lines`: a text in which a pasted line is one of several. `choice`: one of {@link Field.choices}. */
  readonly kind: "path" | "text" | "lines" | "toggle" | "choice";
  /** The first one is chosen where nothing else is. */
  readonly choices?: readonly Choice[];
  readonly label: TextKey;
  readonly hint: TextKey;
  /** What it begins with; a toggle is off, a text empty where nothing is said. */
  readonly initial?: string | boolean;
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
  /** Where the form leads; the estimate when left out. */
  next?(values: FlowValues): Destination;
  /** It is over in a moment and costs nothing: it is started without an estimate, and the form is left. */
  readonly isSmall?: true;
  estimate(stores: Stores, values: FlowValues, signal: AbortSignal): Promise<Estimate>;
  request(values: FlowValues): StartRequest;
}
