import type { ErrorCode } from "../../../errors/catalogue.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import type { FaceRefusal as Refused } from "../../../faces/choose-face.ts";
import type { FaceFault } from "../../../faces/face-model.ts";

const codes = {
  "no-face": "face-none",
  "several-faces": "face-several",
  "too-small": "face-too-small",
  blurred: "face-blurred",
  "badly-lit": "face-badly-lit",
  "turned-away": "face-turned-away",
} as const satisfies Record<FaceFault, ErrorCode>;

/** What a refused picture ends its item with: the reason, the measure, and what to do about it. */
export function refusalError({ fault, measured, needed, bound }: Refused): LoteError {
  const sign = bound === "least" ? "≥ " : "≤ ";
  return new LoteError(codes[fault], {
    count: measured,
    measure: shown(measured),
    wanted:
      fault === "too-small" || fault === "blurred" || fault === "turned-away"
        ? shown(needed)
        : sign + shown(needed),
  });
}

/** Three figures are enough to see by how much. */
function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}
