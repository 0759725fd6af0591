import type { NewQuestion, Reason } from "../../../../stores/ledger.ts";
import type { SeenFace } from "../identify/identifier.ts";

/** What of a face travels to its own item. */
export interface AskedFace extends Omit<SeenFace, "box" | "score"> {
  /** The same for the same face of the same photo, in every run. */
  readonly subject: string;
  readonly preview: string;
}

/**
 * Whose face it is. Only a face that is surely somebody's, and whom nobody has said no to, is recommended strongly.
 *
 * @param rejected those whom a person said that this face never is
 */
export function faceQuestion(face: AskedFace, rejected: ReadonlySet<string>): NewQuestion {
  const matches = face.matches.filter(({ person }) => !rejected.has(person));
  const [best] = matches;
  const isSure = face.verdict === "known" && best !== undefined && best.person === face.person;
  return {
    name: "person",
    subject: face.subject,
    recommendation: isSure ? "strong" : best ? "medium" : "none",
    candidates: matches.map(({ person, distance, confidence }, index) => ({
      id: person,
      label: person,
      score: confidence,
      probability: null,
      reasons: [
        {
          code: "face-distance",
          speaks: isSure || index === 0 ? "for" : "info",
          data: { distance: round(distance) },
        },
        ...(index === 0 ? besides(face) : []),
      ],
      target: person,
    })),
    reasons: best ? [] : [{ code: "face-unknown", speaks: "info" }],
    preview: face.preview,
  };
}

function besides({ margin, taken, verdict }: AskedFace): Reason[] {
  return [
    ...(margin === null
      ? []
      : [
          {
            code: "face-margin",
            speaks: verdict === "known" ? ("for" as const) : ("against" as const),
            data: { margin: round(margin) },
          },
        ]),
    ...(taken ? [{ code: "face-taken", speaks: "against" as const }] : []),
  ];
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
