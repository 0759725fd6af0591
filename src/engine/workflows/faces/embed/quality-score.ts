import type { FaceQuality, QualityGate } from "../../../faces/face-model.ts";

/** How many times what the gate asks for is as good as it gets. */
const enough = 4;

/**
 * One number for how good a face's picture is, 0..1, to tell whether a new one is worse than the one in force: the
 * geometric mean of size and sharpness (against four times what the gate asks for), light and how straight it looks. It
 * is a comparison, not a probability.
 */
export function qualityScore(quality: FaceQuality, gate: QualityGate): number {
  const [darkest, brightest] = gate.brightness;
  const middle = (darkest + brightest) / 2;
  const share = (value: number) => Math.min(1, Math.max(0.01, value));
  const parts = [
    share(quality.side / (gate.side * enough)),
    share(quality.sharpness / (gate.sharpness * enough)),
    share(1 - Math.abs(quality.brightness - middle) / Math.max(1, brightest - middle) / 2 - quality.clipped),
    share(1 - quality.turn / 2),
  ];
  const mean = parts.reduce((product, part) => product * part, 1) ** (1 / parts.length);
  return Math.round(mean * 1e4) / 1e4;
}
