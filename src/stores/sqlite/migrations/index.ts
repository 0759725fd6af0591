import { ledgerTables } from "./0001-ledger.ts";
import { comicsTables } from "./0002-comics.ts";
import { charactersTables } from "./0003-characters.ts";
import { rateLimitTables } from "./0004-rate-limits.ts";
import { facesTables } from "./0005-faces.ts";
import { jobQueueTables } from "./0006-job-queues.ts";
import { productsTables } from "./0007-products.ts";
import { productAnswerTables } from "./0008-product-answers.ts";
import { lostCallTables } from "./0009-lost-calls.ts";
import { productPairTables } from "./0010-product-pairs.ts";
import { rateGaugeTables } from "./0011-rate-gauges.ts";
import { jobPartTables } from "./0012-job-parts.ts";
import { answersKeptTables } from "./0013-answers-kept.ts";
import { viewTables } from "./0014-views.ts";
import { issueWordsTables } from "./0015-issue-words.ts";
import { lookUpIndexes } from "./0016-look-ups.ts";
import { answersWordForWord } from "./0017-answers-word-for-word.ts";

/** Applied in order; the number of the last one is the file's `user_version`. Never edited once released. */
export const migrations: readonly string[] = [
  ledgerTables,
  comicsTables,
  charactersTables,
  rateLimitTables,
  facesTables,
  jobQueueTables,
  productsTables,
  productAnswerTables,
  lostCallTables,
  productPairTables,
  rateGaugeTables,
  jobPartTables,
  answersKeptTables,
  viewTables,
  issueWordsTables,
  lookUpIndexes,
  answersWordForWord,
];
