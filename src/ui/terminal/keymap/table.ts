import type { TextKey } from "../../language/catalogue.ts";

/** The screens that have keys of their own. */
export const screenNames = [
  "menu",
  "form",
  "estimate",
  "dashboard",
  "summary",
  "runs",
  "review",
  "acceptAll",
  "search",
  "people",
  "faces",
  "documents",
  "faceGrid",
  "crew",
  "names",
  "lists",
  "collection",
  "products",
  "columns",
  "productStats",
  "prompt",
  "help",
] as const;
export type ScreenName = (typeof screenNames)[number];

/** What a key changes: nothing but the view, one thing, or many at once. */
export type Reach = "view" | "one" | "many";

export interface KeyRow {
  readonly action: string;
  /** As {@link keyName} names them. The first is the one the footer shows. */
  readonly keys: readonly string[];
  readonly screens: readonly ScreenName[];
  readonly words: TextKey;
  readonly reach: Reach;
  /** Left out of the footer where there is little room; always in the list behind `?`. */
  readonly minor?: true;
}

const lists = [
  "menu",
  "runs",
  "people",
  "faces",
  "documents",
  "crew",
  "names",
  "lists",
  "collection",
  "products",
  "columns",
] as const;
const longLists = ["runs", "crew", "names", "lists", "collection", "documents"] as const;
/** In which a line is opened. */
const openable = lists.filter((screen) => screen !== "crew" && screen !== "columns");
const runScreens = ["dashboard", "summary", "runs"] as const;
const allButTyping = [
  "menu",
  "estimate",
  "dashboard",
  "summary",
  "runs",
  "review",
  "acceptAll",
  "people",
  "faces",
  "documents",
  "faceGrid",
  "crew",
  "names",
  "lists",
  "collection",
  "products",
  "columns",
  "productStats",
] as const;

/**
 * Every key of the terminal. Footer, the list behind `?`, dispatch and tests are made from it.
 *
 * Lower case does something to one thing, upper case to many (and asks first); letters stay the same in every
 * language; every action has a key without Ctrl or Alt, which SSH, tmux and telephones may swallow.
 */
export const keymap = [
  { action: "up", keys: ["up", "k"], screens: lists, words: "terminalKeys.up", reach: "view", minor: true },
  {
    action: "down",
    keys: ["down", "j"],
    screens: lists,
    words: "terminalKeys.down",
    reach: "view",
    minor: true,
  },
  {
    action: "first",
    keys: ["g", "home"],
    screens: longLists,
    words: "terminalKeys.first",
    reach: "view",
    minor: true,
  },
  {
    action: "last",
    keys: ["G", "end"],
    screens: longLists,
    words: "terminalKeys.last",
    reach: "view",
    minor: true,
  },
  { action: "open", keys: ["enter"], screens: openable, words: "terminalKeys.open", reach: "view" },

  { action: "helpUp", keys: ["up"], screens: ["help"], words: "terminalKeys.up", reach: "view" },
  { action: "helpDown", keys: ["down"], screens: ["help"], words: "terminalKeys.down", reach: "view" },
  { action: "helpRun", keys: ["enter"], screens: ["help"], words: "terminalKeys.runAction", reach: "view" },
  { action: "helpClose", keys: ["escape"], screens: ["help"], words: "terminalKeys.close", reach: "view" },

  {
    action: "previousField",
    keys: ["up"],
    screens: ["form"],
    words: "terminalKeys.previousField",
    reach: "view",
  },
  { action: "nextField", keys: ["down"], screens: ["form"], words: "terminalKeys.nextField", reach: "view" },
  { action: "complete", keys: ["tab"], screens: ["form"], words: "terminalKeys.complete", reach: "view" },
  { action: "toggle", keys: ["space"], screens: ["form"], words: "terminalKeys.toggle", reach: "view" },
  {
    action: "otherColumn",
    keys: ["right", "l", "space"],
    screens: ["columns"],
    words: "products.keyOtherColumn",
    reach: "view",
  },
  {
    action: "formerColumn",
    keys: ["left", "h"],
    screens: ["columns"],
    words: "products.keyFormerColumn",
    reach: "view",
  },
  {
    action: "goOn",
    keys: ["enter"],
    screens: ["form", "columns"],
    words: "terminalKeys.goOn",
    reach: "view",
  },
  { action: "cancelForm", keys: ["escape"], screens: ["form"], words: "terminalKeys.back", reach: "view" },

  { action: "tick", keys: ["space"], screens: ["names"], words: "people.keyTick", reach: "one" },
  { action: "tickAll", keys: ["a"], screens: ["names"], words: "people.keyTickAll", reach: "view" },
  { action: "tickNone", keys: ["n"], screens: ["names"], words: "people.keyTickNone", reach: "view" },
  { action: "saveList", keys: ["s"], screens: ["names"], words: "people.keySaveList", reach: "one" },
  { action: "renameList", keys: ["r"], screens: ["lists"], words: "people.keyRename", reach: "one" },
  { action: "deleteList", keys: ["d"], screens: ["lists"], words: "people.keyRemove", reach: "one" },
  { action: "filter", keys: ["/"], screens: ["collection"], words: "people.keyFilter", reach: "view" },
  { action: "category", keys: ["c"], screens: ["collection"], words: "people.keyCategory", reach: "view" },
  { action: "correct", keys: ["e"], screens: ["collection"], words: "people.keyCorrect", reach: "one" },
  {
    action: "left",
    keys: ["left", "h"],
    screens: ["faceGrid"],
    words: "faces.keyLeft",
    reach: "view",
    minor: true,
  },
  {
    action: "right",
    keys: ["right", "l"],
    screens: ["faceGrid"],
    words: "faces.keyRight",
    reach: "view",
    minor: true,
  },
  {
    action: "upRow",
    keys: ["up", "k"],
    screens: ["faceGrid"],
    words: "terminalKeys.up",
    reach: "view",
    minor: true,
  },
  {
    action: "downRow",
    keys: ["down", "j"],
    screens: ["faceGrid"],
    words: "terminalKeys.down",
    reach: "view",
    minor: true,
  },
  { action: "askDocuments", keys: ["/"], screens: ["documents"], words: "documents.keyAsk", reach: "view" },
  { action: "ingest", keys: ["i"], screens: ["documents"], words: "documents.keyIngest", reach: "one" },
  { action: "nameFace", keys: ["n", "enter"], screens: ["faceGrid"], words: "faces.keyName", reach: "one" },
  { action: "acceptFace", keys: ["a"], screens: ["faceGrid"], words: "faces.keyAccept", reach: "one" },
  { action: "neverFace", keys: ["r"], screens: ["faceGrid"], words: "faces.keyNever", reach: "one" },
  { action: "nobodyFace", keys: ["x"], screens: ["faceGrid"], words: "faces.keyNobody", reach: "one" },
  { action: "undoFace", keys: ["u", "z"], screens: ["faceGrid"], words: "terminalKeys.undo", reach: "one" },
  { action: "consent", keys: ["c"], screens: ["crew"], words: "faces.keyConsent", reach: "one" },
  { action: "forget", keys: ["F"], screens: ["crew"], words: "faces.keyForget", reach: "many" },
  { action: "answer", keys: ["enter"], screens: ["prompt"], words: "people.keyDone", reach: "view" },
  {
    action: "cancelPrompt",
    keys: ["escape"],
    screens: ["prompt"],
    words: "terminalKeys.back",
    reach: "view",
  },

  { action: "start", keys: ["enter"], screens: ["estimate"], words: "terminalKeys.start", reach: "one" },
  { action: "mend", keys: ["m"], screens: ["estimate"], words: "terminalKeys.mend", reach: "view" },

  {
    action: "pause",
    keys: ["p"],
    screens: ["dashboard", "runs"],
    words: "terminalKeys.pause",
    reach: "one",
  },
  { action: "stop", keys: ["s"], screens: ["dashboard"], words: "terminalKeys.stop", reach: "one" },
  { action: "review", keys: ["v"], screens: runScreens, words: "terminalKeys.review", reach: "view" },
  { action: "exportRun", keys: ["x"], screens: ["summary"], words: "terminalKeys.exportRun", reach: "one" },
  { action: "retry", keys: ["F"], screens: runScreens, words: "terminalKeys.retry", reach: "many" },
  { action: "undoRun", keys: ["U"], screens: runScreens, words: "terminalKeys.undoRun", reach: "many" },
  {
    action: "cancelRun",
    keys: ["C"],
    screens: ["dashboard", "runs"],
    words: "terminalKeys.cancelRun",
    reach: "many",
  },

  {
    action: "chooseFound",
    keys: ["enter"],
    screens: ["search"],
    words: "terminalKeys.chooseFound",
    reach: "one",
  },
  { action: "previousFound", keys: ["up"], screens: ["search"], words: "terminalKeys.up", reach: "view" },
  { action: "nextFound", keys: ["down"], screens: ["search"], words: "terminalKeys.down", reach: "view" },
  { action: "closeSearch", keys: ["escape"], screens: ["search"], words: "terminalKeys.back", reach: "view" },
  {
    action: "acceptThem",
    keys: ["enter", "A"],
    screens: ["acceptAll"],
    words: "terminalKeys.acceptThem",
    reach: "many",
  },
  { action: "surer", keys: ["up", "+"], screens: ["acceptAll"], words: "terminalKeys.surer", reach: "view" },
  {
    action: "lessSure",
    keys: ["down", "-"],
    screens: ["acceptAll"],
    words: "terminalKeys.lessSure",
    reach: "view",
  },

  { action: "accept", keys: ["a"], screens: ["review"], words: "terminalKeys.accept", reach: "one" },
  {
    action: "acceptFirst",
    keys: ["enter"],
    screens: ["review"],
    words: "terminalKeys.acceptFirst",
    reach: "one",
    minor: true,
  },
  { action: "reject", keys: ["r"], screens: ["review"], words: "terminalKeys.reject", reach: "one" },
  { action: "none", keys: ["x"], screens: ["review"], words: "terminalKeys.none", reach: "one" },
  { action: "later", keys: ["s"], screens: ["review"], words: "terminalKeys.later", reach: "one" },
  { action: "search", keys: ["/"], screens: ["review"], words: "terminalKeys.search", reach: "view" },
  { action: "acceptAll", keys: ["A"], screens: ["review"], words: "terminalKeys.acceptAll", reach: "many" },
  { action: "undo", keys: ["u", "z"], screens: ["review"], words: "terminalKeys.undo", reach: "one" },
  {
    action: "pick",
    keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
    screens: ["review"],
    words: "terminalKeys.pick",
    reach: "one",
  },
  {
    action: "nextCandidate",
    keys: ["j", "down"],
    screens: ["review"],
    words: "terminalKeys.nextCandidate",
    reach: "view",
    minor: true,
  },
  {
    action: "previousCandidate",
    keys: ["k", "up"],
    screens: ["review"],
    words: "terminalKeys.previousCandidate",
    reach: "view",
    minor: true,
  },
  { action: "why", keys: ["w"], screens: ["review"], words: "terminalKeys.why", reach: "view" },
  { action: "nextItem", keys: ["n"], screens: ["review"], words: "terminalKeys.nextItem", reach: "view" },
  {
    action: "previousItem",
    keys: ["N"],
    screens: ["review"],
    words: "terminalKeys.previousItem",
    reach: "view",
    minor: true,
  },
  {
    action: "previousBucket",
    keys: ["["],
    screens: ["review"],
    words: "terminalKeys.previousBucket",
    reach: "view",
    minor: true,
  },
  {
    action: "nextBucket",
    keys: ["]"],
    screens: ["review"],
    words: "terminalKeys.nextBucket",
    reach: "view",
  },
  { action: "flip", keys: ["f"], screens: ["review"], words: "terminalKeys.flip", reach: "view" },
  { action: "picture", keys: ["p"], screens: ["review"], words: "terminalKeys.picture", reach: "view" },

  { action: "back", keys: ["q", "escape"], screens: allButTyping, words: "terminalKeys.back", reach: "view" },
  {
    action: "help",
    keys: ["?"],
    screens: [...allButTyping, "form"],
    words: "terminalKeys.help",
    reach: "view",
  },
] as const satisfies readonly KeyRow[];

export type ActionId = (typeof keymap)[number]["action"];
