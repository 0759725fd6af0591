import type { NewQuestion, Reason } from "../../../../stores/ledger.ts";
import type { Person } from "../person.ts";
import type { LeftStep, PictureChoice } from "../pictures/find-pictures.ts";

/** The answer that asks for a picture to be drawn. */
export const drawIt = "draw";

/** Which picture is taken. Null where there is nothing to choose from. */
export function pictureQuestion(
  person: Person,
  pictures: readonly PictureChoice[],
  left: readonly LeftStep[],
  canDraw: boolean,
): NewQuestion | null {
  const [best] = pictures;
  if (!best) return null;
  const isDrawn = best.credit.source === "generated";
  return {
    name: "picture",
    subject: person.entity,
    recommendation: best.isSure ? "strong" : "medium",
    candidates: [
      ...pictures.map((picture, index) => ({
        id: picture.portrait.sha256.slice(0, 16),
        label: picture.title === "" ? person.name : picture.title,
        score: 1 / (index + 1),
        probability: null,
        reasons: reasonsOf(picture),
        target: picture.portrait.sha256,
        preview: picture.preview,
      })),
      ...(canDraw && !isDrawn
        ? [
            {
              id: drawIt,
              label: person.name,
              score: 0,
              probability: null,
              reasons: [],
              target: `${drawIt}/${person.entity}`,
            },
          ]
        : []),
    ],
    reasons: left.map(({ step, reason }) => ({
      code: "source-left",
      speaks: "info",
      data: { step, reason },
    })),
    preview: best.preview,
  };
}

function reasonsOf({ credit, portrait, isSure }: PictureChoice): Reason[] {
  return [
    { code: `from-${credit.source}`, speaks: isSure ? "for" : "info", data: { page: credit.page ?? "" } },
    credit.licence === null
      ? { code: "licence-unknown", speaks: "against" }
      : { code: "licence", speaks: "info", data: { licence: credit.licence } },
    { code: "picture-size", speaks: "info", data: { width: portrait.width, height: portrait.height } },
  ];
}
