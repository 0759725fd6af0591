import type { FaceFault, FacePolicy, FoundFace, FoundFaces, QualityGate } from "./face-model.ts";

/** What a refusal was measured by; `faces` is how many there are. */
export type GateMeasure = "faces" | "side" | "sharpness" | "brightness" | "clipped" | "turn";

/** Why no face of a picture is good enough. It is a result: stored, and not tried again until the picture changes. */
export interface FaceRefusal {
  readonly fault: FaceFault;
  readonly measure: GateMeasure;
  readonly measured: number;
  /** The bound that was missed, and on which side. */
  readonly bound: "least" | "most";
  readonly needed: number;
}

export interface GateOptions {
  readonly policy: FacePolicy;
  readonly gate: QualityGate;
}

/**
 * The face of a picture that is meant, if it is good enough; else why not: the first of `faceFaults` that holds.
 *
 * `largest` is by area of the box; `most-central` by the distance from the middle of the picture to the middle of the
 * box. Of equals, the one the detector is surer of.
 */
export function chooseFace(
  found: FoundFaces,
  { policy, gate }: GateOptions,
):
  | { readonly face: FoundFace; readonly refusal?: never }
  | { readonly face?: never; readonly refusal: FaceRefusal } {
  const { faces } = found;
  if (policy === "require-one" && faces.length > 1) {
    return {
      refusal: { fault: "several-faces", measure: "faces", measured: faces.length, bound: "most", needed: 1 },
    };
  }
  const face = meant(found, policy);
  if (!face)
    return { refusal: { fault: "no-face", measure: "faces", measured: 0, bound: "least", needed: 1 } };
  const refusal = refusalOf(face, gate);
  return refusal ? { refusal } : { face };
}

/** What a face lacks, the first fault that holds; null where it lacks nothing. */
export function refusalOf({ quality }: Pick<FoundFace, "quality">, gate: QualityGate): FaceRefusal | null {
  const [darkest, brightest] = gate.brightness;
  const least = (fault: FaceFault, measure: keyof typeof quality & GateMeasure, needed: number) =>
    quality[measure] < needed
      ? { fault, measure, measured: quality[measure], bound: "least" as const, needed }
      : null;
  const most = (fault: FaceFault, measure: keyof typeof quality & GateMeasure, needed: number) =>
    quality[measure] > needed
      ? { fault, measure, measured: quality[measure], bound: "most" as const, needed }
      : null;
  return (
    least("too-small", "side", gate.side) ??
    least("blurred", "sharpness", gate.sharpness) ??
    least("badly-lit", "brightness", darkest) ??
    most("badly-lit", "brightness", brightest) ??
    most("badly-lit", "clipped", gate.clipped) ??
    most("turned-away", "turn", gate.turn)
  );
}

function meant({ faces, width, height }: FoundFaces, policy: FacePolicy): FoundFace | undefined {
  const cost =
    policy === "most-central"
      ? ({ box }: FoundFace) =>
          Math.hypot(box.left + box.width / 2 - width / 2, box.top + box.height / 2 - height / 2)
      : ({ box }: FoundFace) => -box.width * box.height;
  // Sorting is stable, and the surest comes first.
  return [...faces].sort((one, other) => cost(one) - cost(other))[0];
}
