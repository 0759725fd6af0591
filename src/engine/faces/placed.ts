import type { DetectedFace, FaceLandmarks, Point } from "./face-model.ts";

/** Takes a place of one picture to that of another; along each axis for itself. */
export type Placing = (point: Point) => Point;

/** The five points in another picture. */
export function placedPoints(landmarks: FaceLandmarks, place: Placing): FaceLandmarks {
  const { leftEye, rightEye, nose, leftMouth, rightMouth } = landmarks;
  return {
    leftEye: place(leftEye),
    rightEye: place(rightEye),
    nose: place(nose),
    leftMouth: place(leftMouth),
    rightMouth: place(rightMouth),
  };
}

/** A face of one picture in another, larger or smaller one, or one that it is a part of. */
export function placed<Face extends DetectedFace>(face: Face, place: Placing): Face {
  const { left, top, width, height } = face.box;
  const [x, y] = place([left, top]);
  const [right, bottom] = place([left + width, top + height]);
  return {
    ...face,
    box: { left: x, top: y, width: right - x, height: bottom - y },
    landmarks: placedPoints(face.landmarks, place),
  };
}

/** Larger by so much along each axis. */
export function stretching(across: number, down: number): Placing {
  return ([x, y]) => [x * across, y * down];
}
