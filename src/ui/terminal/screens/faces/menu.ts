import type { Submenu } from "../submenu/model.ts";
import { openFaces } from "./grid/open-faces.ts";

/** What can be done with faces. */
export const facesMenu: Submenu = {
  name: "faces",
  heading: "faces.menuHeading",
  entries: ({ stores }) => {
    const waiting = openFaces(stores.ledger).length;
    return [
      { words: "faces.menuEmbed", count: null, to: { screen: "form", flow: "faceEmbed" } },
      { words: "faces.menuIdentify", count: null, to: { screen: "form", flow: "faceAttend" } },
      {
        words: "faces.menuUnknown",
        count: waiting,
        to: { screen: "faceGrid" },
        ...(waiting === 0 ? { off: "faces.offNobodyUnknown" as const } : {}),
      },
      { words: "faces.menuCrew", count: null, to: { screen: "crew" } },
      { words: "faces.menuCalibrate", count: null, to: { screen: "form", flow: "faceCalibrate" } },
    ];
  },
};
