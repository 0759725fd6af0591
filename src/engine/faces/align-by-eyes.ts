import type { Pixels } from "../images/picture.ts";
import type { Shape } from "./align-five-points.ts";
import type { DetectedFace } from "./face-model.ts";

/** OpenCV's cubic convolution, a = -0.75, at 32 places between two pixels. */
const between = 32;
const taps = Array.from({ length: between }, (_, place): readonly [number, number, number, number] => {
  const a = -0.75;
  const x = place / between;
  const near = (distance: number) => ((a + 2) * distance - (a + 3)) * distance ** 2 + 1;
  const far = (distance: number) => ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
  return [far(1 + x), near(x), near(1 - x), far(2 - x)];
});

/**
 * A face as deepface brings it to Facenet512, RGB bytes: twice the box is turned around its middle until the eyes are
 * level (OpenCV's warpAffine, cubic), the box is cut out of it, made to fit the shape (OpenCV's resize, bilinear,
 * without averaging) and set in the middle of black. Whole numbers are cut off where deepface cuts them off.
 *
 * Only the pixels of the turned picture that the last step looks at are worked out.
 *
 * @param picture the original: of a reduced copy other pixels would be looked at
 */
export function alignByEyes(picture: Pixels, face: DetectedFace, shape: Shape): Uint8Array {
  const { part, turn, crop } = planOf(face);
  const result = new Uint8Array(shape.width * shape.height * 3);
  const [cropWidth, cropHeight] = [crop.right - crop.left, crop.bottom - crop.top];
  if (cropWidth <= 0 || cropHeight <= 0) return result;
  const factor = Math.min(shape.height / cropHeight, shape.width / cropWidth);
  const size = { width: Math.trunc(cropWidth * factor), height: Math.trunc(cropHeight * factor) };
  if (size.width === 0 || size.height === 0) return result;
  const left = Math.floor((shape.width - size.width) / 2);
  const top = Math.floor((shape.height - size.height) / 2);
  const turned = turner(picture, part, turn);
  const corners = [0, 1, 2, 3].map(() => new Uint8ClampedArray(3));
  const columns = samplesOf(cropWidth, size.width);
  const rows = samplesOf(cropHeight, size.height);
  rows.forEach(({ first: upper, next: lower, share: below }, row) => {
    columns.forEach(({ first, next, share: right }, column) => {
      const [one, two, three, four] = corners as [
        Uint8ClampedArray,
        Uint8ClampedArray,
        Uint8ClampedArray,
        Uint8ClampedArray,
      ];
      turned(crop.left + first, crop.top + upper, one);
      turned(crop.left + next, crop.top + upper, two);
      turned(crop.left + first, crop.top + lower, three);
      turned(crop.left + next, crop.top + lower, four);
      const write = ((top + row) * shape.width + left + column) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const above = (one[channel] as number) * (1 - right) + (two[channel] as number) * right;
        const under = (three[channel] as number) * (1 - right) + (four[channel] as number) * right;
        result[write + channel] = above * (1 - below) + under * below + 0.5;
      }
    });
  });
  return result;
}

/** Twice the box, in the picture's pixels; how it is turned; and where the box then lies in it. */
function planOf({ box, landmarks: { leftEye, rightEye } }: DetectedFace) {
  const [x, y] = [Math.round(box.left), Math.round(box.top)];
  const [width, height] = [Math.round(box.width), Math.round(box.height)];
  const [aside, above] = [Math.trunc(width / 2), Math.trunc(height / 2)];
  const part = {
    left: x - aside,
    top: y - above,
    width: width + 2 * aside,
    height: height + 2 * above,
  };
  const turn = Math.atan2(
    Math.round(rightEye[1]) - Math.round(leftEye[1]),
    Math.round(rightEye[0]) - Math.round(leftEye[0]),
  );
  if (turn === 0) {
    return { part, turn, crop: { left: aside, top: above, right: aside + width, bottom: above + height } };
  }
  // deepface takes the middle of the part to be half of its sides here, and whole numbers where it turns it.
  const [fromX, fromY] = [aside + width / 2 - part.width / 2, above + height / 2 - part.height / 2];
  const middleX = fromX * Math.cos(turn) + fromY * Math.sin(turn) + part.width / 2;
  const middleY = -fromX * Math.sin(turn) + fromY * Math.cos(turn) + part.height / 2;
  const crop = {
    left: Math.max(Math.trunc(middleX - width / 2), 0),
    top: Math.max(Math.trunc(middleY - height / 2), 0),
    right: Math.min(Math.trunc(middleX + width / 2), part.width),
    bottom: Math.min(Math.trunc(middleY + height / 2), part.height),
  };
  return { part, turn, crop };
}

/** Writes one pixel of the turned part. */
function turner(
  { data, width, height }: Pixels,
  part: { left: number; top: number; width: number; height: number },
  turn: number,
) {
  const [cosine, sine] = [Math.cos(turn), Math.sin(turn)];
  const [middleX, middleY] = [Math.floor(part.width / 2), Math.floor(part.height / 2)];
  return (column: number, row: number, pixel: Uint8ClampedArray): void => {
    const [dx, dy] = [column - middleX, row - middleY];
    const x = Math.round((cosine * dx - sine * dy + middleX) * between);
    const y = Math.round((sine * dx + cosine * dy + middleY) * between);
    const [left, top] = [Math.floor(x / between) - 1, Math.floor(y / between) - 1];
    const across = taps[x & (between - 1)] as (typeof taps)[number];
    const down = taps[y & (between - 1)] as (typeof taps)[number];
    let [red, green, blue] = [0, 0, 0];
    for (let j = 0; j < 4; j++) {
      const inPart = top + j;
      const at = part.top + inPart;
      if (inPart < 0 || inPart >= part.height || at < 0 || at >= height) continue;
      for (let i = 0; i < 4; i++) {
        const beside = left + i;
        const there = part.left + beside;
        if (beside < 0 || beside >= part.width || there < 0 || there >= width) continue;
        const weight = (across[i] as number) * (down[j] as number);
        const read = (at * width + there) * 3;
        red += weight * (data[read] as number);
        green += weight * (data[read + 1] as number);
        blue += weight * (data[read + 2] as number);
      }
    }
    pixel[0] = red;
    pixel[1] = green;
    pixel[2] = blue;
  };
}

/** Which two pixels each of a smaller or larger line lies between, and how near to the second; edges are repeated. */
function samplesOf(from: number, to: number) {
  return Array.from({ length: to }, (_, at) => {
    const place = Math.min(Math.max(((at + 0.5) * from) / to - 0.5, 0), from - 1);
    const first = Math.floor(place);
    return { first, next: Math.min(first + 1, from - 1), share: place - first };
  });
}
