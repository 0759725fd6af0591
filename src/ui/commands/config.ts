import { join } from "node:path";
import { type KeyName, keyNames, keys } from "../../engine/config/keys.ts";
import type { Finding, LayerName } from "../../engine/config/read-configuration.ts";
import { trustedFolders } from "../../engine/config/trust.ts";
import { userFolders } from "../../engine/config/user-folders.ts";
import { writeSetting } from "../../engine/config/write-setting.ts";
import type { ParsedCommand } from "../command-line/parsed-command.ts";
import { safeText } from "../safe-text.ts";
import type { CommandContext } from "./context.ts";
import { showResults } from "./show-results.ts";

type ConfigCommand = Extract<ParsedCommand, { path: `config ${string}` }>;

/** `lote config path | get | set | explain | trust` */
export async function configure(context: CommandContext, command: ConfigCommand): Promise<number> {
  const { print, say, t, configuration } = context;
  const folders = userFolders(process.env);
  const asData = context.flags.json || context.flags.ndjson;
  switch (command.path) {
    case "config path":
      if (asData) return showResults(context, "config", configuration.files);
      for (const { path } of configuration.files) await print(safeText(path));
      return 0;
    case "config get": {
      const wanted = command.args.key === undefined ? keyNames : [command.args.key];
      const found = wanted.map((key) => ({ key, finding: winning(context, key) }));
      if (asData) {
        const results = found.map(({ key, finding }) => ({ key, ...finding }));
        return showResults(context, "config", results);
      }
      for (const { key, finding } of found) {
        const shown = valueText(context, finding);
        await print(command.args.key === undefined ? `${key} = ${shown}` : shown);
      }
      return 0;
    }
    case "config explain":
      if (asData) return showResults(context, "config", configuration.explain(command.args.key));
      await print(keys[command.args.key].help[context.language]);
      for (const finding of configuration.explain(command.args.key)) await print(explained(context, finding));
      return 0;
    case "config set": {
      const files = {
        user: join(folders.config, "config.toml"),
        folder: join(process.cwd(), "lote.toml"),
        workspace: join(configuration.workspace.path, ".env"),
      };
      const path = files[command.flags.to ?? "user"];
      writeSetting(keys, command.args.key, command.args.value, { path, folders, directory: process.cwd() });
      say(t.text("config.written", { key: command.args.key, path }));
      return 0;
    }
    case "config trust": {
      const directory = trustedFolders(folders.config).add(command.args.directory ?? process.cwd());
      say(t.text("config.trusted", { directory }));
      return 0;
    }
  }
}

function winning({ configuration }: CommandContext, key: KeyName): Finding | undefined {
  return configuration.explain(key).find((finding) => finding.untrusted === null);
}

function valueText({ t }: CommandContext, finding: Finding | undefined): string {
  if (finding?.hidden) return t.text("config.hidden");
  return finding?.value == null ? t.text("config.unset") : safeText(String(finding.value));
}

const layerWords = {
  flag: "config.layerFlag",
  environment: "config.layerEnvironment",
  workspace: "config.layerWorkspace",
  folder: "config.layerFolder",
  user: "config.layerUser",
  default: "config.layerDefault",
} as const satisfies Record<LayerName, string>;

function explained(context: CommandContext, finding: Finding): string {
  const { t } = context;
  const source = finding.source === null ? "" : ` (${finding.source})`;
  const untrusted =
    finding.untrusted === null ? "" : `  ${t.text("config.untrusted", { directory: finding.untrusted })}`;
  return `${t.text(layerWords[finding.layer])}${source}: ${valueText(context, finding)}${untrusted}`;
}
