import { decodeText } from "../charset.ts";
import { TextBuilder } from "../structured-text.ts";
import type { Extractor } from "./extracted.ts";
import { addHtml } from "./html.ts";

/** A mail as it was sent: subject, people, words. Names of attachments are told, what is in them is not read. */
export const extractEml: Extractor = async ({ bytes }) => {
  const { default: PostalMime } = await import("postal-mime");
  // A mail in UTF-16 reads as nothing at all.
  const { text: decoded, charset } = decodeText(bytes);
  const mail = await PostalMime.parse(charset.startsWith("utf-16") ? decoded : bytes);
  const builder = new TextBuilder();
  const people = (list: readonly { name?: string; address?: string | undefined }[] | undefined) =>
    (list ?? [])
      .map(({ name, address }) => [name, address && `<${address}>`].filter(Boolean).join(" "))
      .join(", ");
  builder.heading(1, mail.subject ?? "");
  const from = people(mail.from ? [mail.from as { name?: string; address?: string }] : []);
  const to = people(mail.to as { name?: string; address?: string }[] | undefined);
  builder.paragraph(
    [from && `From: ${from}`, to && `To: ${to}`, mail.date && `Date: ${mail.date}`]
      .filter(Boolean)
      .join("\n"),
  );
  if (mail.text !== undefined && mail.text.trim() !== "") builder.paragraph(mail.text);
  else if (mail.html !== undefined) addHtml(builder, mail.html);
  const attached = mail.attachments.flatMap(({ filename }) => (filename ? [filename] : []));
  if (attached.length > 0) builder.paragraph(`Attachments: ${attached.join(", ")}`);
  return {
    ...builder.finish(),
    title: mail.subject ?? "",
    ...(attached.length > 0 ? { notes: ["attachments-unread"] } : {}),
  };
};

/** A mail as Outlook keeps it. */
export const extractMsg: Extractor = async ({ bytes }) => {
  const { default: MsgReader } = await import("@kenjiuno/msgreader");
  const buffer = Uint8Array.from(bytes).buffer;
  const Reader = ("default" in MsgReader ? MsgReader.default : MsgReader) as typeof MsgReader;
  const mail = new Reader(buffer).getFileData();
  const builder = new TextBuilder();
  builder.heading(1, mail.subject ?? "");
  const to = (mail.recipients ?? []).map(({ name, smtpAddress }) => name ?? smtpAddress ?? "").join(", ");
  builder.paragraph(
    [mail.senderName && `From: ${mail.senderName}`, to && `To: ${to}`].filter(Boolean).join("\n"),
  );
  builder.paragraph(mail.body ?? "");
  if ((mail.body ?? "").trim() === "" && typeof mail.bodyHtml === "string") addHtml(builder, mail.bodyHtml);
  return { ...builder.finish(), title: mail.subject ?? "" };
};
