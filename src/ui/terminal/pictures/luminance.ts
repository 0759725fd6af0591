import type { Pixels } from "../../../engine/images/picture.ts";

/** Dark to light, on a dark ground. */
const asciiRamp = " .:-=+*#%@";
const blockRamp = " ░▒▓█";

/** A picture without colour: each cell is a sign as light as its two pixels. Contrast is stretched to the ramp. */
export function luminanceLines({ data, width, height }: Pixels, ascii: boolean): string[] {
  const ramp = ascii ? asciiRamp : blockRamp;
  const light = new Float32Array(width * height);
  for (let i = 0; i < light.length; i++) {
    light[i] =
      0.2126 * (data[i * 3] ?? 0) + 0.7152 * (data[i * 3 + 1] ?? 0) + 0.0722 * (data[i * 3 + 2] ?? 0);
  }
  const [low, high] = range(light);
  const lines: string[] = [];
  for (let y = 0; y < height; y += 2) {
    let line = "";
    for (let x = 0; x < width; x++) {
      const upper = light[y * width + x] ?? 0;
      const lower = y + 1 < height ? (light[(y + 1) * width + x] ?? 0) : upper;
      const share = ((upper + lower) / 2 - low) / Math.max(1, high - low);
      line += ramp[Math.min(ramp.length - 1, Math.max(0, Math.floor(share * ramp.length)))];
    }
    lines.push(line);
  }
  return lines;
}

/** Darkest and lightest, without the outermost twentieth, which is borders and highlights. */
function range(light: Float32Array): [number, number] {
  const sorted = light.toSorted();
  const edge = Math.floor(sorted.length / 20);
  return [sorted[edge] ?? 0, sorted[sorted.length - 1 - edge] ?? 255];
}
