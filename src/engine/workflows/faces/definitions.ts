import { attendWorkflow } from "./attend/workflow.ts";
import { calibrateWorkflow } from "./calibrate/workflow.ts";
import { embedWorkflow } from "./embed/workflow.ts";
import { openModels } from "./open-reader.ts";

/** The workflows of faces, with the models of this installation. */
export const faceEmbedding = embedWorkflow(openModels);
export const faceCalibration = calibrateWorkflow(openModels);
export const attendance = attendWorkflow(openModels);
