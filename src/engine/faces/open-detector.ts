import type { FaceDetectModel, FacePart, Manifest } from "../models/manifest.ts";
import { findModel } from "../models/manifest.ts";
import type { FaceDetector } from "./detectors/detector.ts";
import { openDrawn } from "./detectors/drawn.ts";
import { openMtcnn } from "./detectors/mtcnn.ts";
import { openUltraface } from "./detectors/ultraface.ts";
import { openYunet } from "./detectors/yunet.ts";
import type { NetworkOptions } from "./network.ts";

/** The networks that a detector runs beside its own. */
export function partsOf({ method }: FaceDetectModel, manifest: Manifest): FacePart[] {
  const part = (name: string) => findModel(manifest, "face-part", name);
  if (method.kind === "mtcnn") return [part(method.proposal), part(method.refinement)];
  return method.kind === "ultraface" ? [part(method.landmarks)] : [];
}

/** @throws LoteError `model-missing`, `model-broken`, `model-unknown` */
export function openDetector(
  model: FaceDetectModel,
  manifest: Manifest,
  options: NetworkOptions,
): Promise<FaceDetector> {
  const { method } = model;
  const part = (name: string) => findModel(manifest, "face-part", name);
  switch (method.kind) {
    case "mtcnn":
      return openMtcnn(
        model,
        { proposal: part(method.proposal), refinement: part(method.refinement) },
        options,
      );
    case "ultraface":
      return openUltraface(model, part(method.landmarks), options);
    case "yunet":
      return openYunet(model, options);
    case "drawn":
      return openDrawn(model, options);
  }
}
