import { expect, test } from "bun:test";
import { join } from "node:path";
import { readNpmSettings } from "../../../src/engine/models/npm-settings.ts";
import { filesIn, temporaryFolder } from "../../fixtures/temporary-folder.ts";

/** Settings from files, as texts, and variables. */
function settings(
  files: { user?: string; project?: string; global?: string },
  environment: Record<string, string> = {},
) {
  const folder = filesIn(temporaryFolder(), {
    "home/.npmrc": files.user ?? "",
    "project/.npmrc": files.project ?? "",
    "prefix/etc/npmrc": files.global ?? "",
  });
  return readNpmSettings({
    environment: { npm_config_prefix: join(folder, "prefix"), ...environment },
    home: join(folder, "home"),
    projectFile: files.project === undefined ? null : join(folder, "project/.npmrc"),
  });
}

test("the registry is the environment's, else the project's, the person's, the installation's, else npm's own", () => {
  const project = "registry=https://project.test";
  const user = "registry=https://user.test/npm/";
  const global = "registry = https://global.test";
  const environment = { NPM_CONFIG_REGISTRY: "https://environment.test" };
  expect(settings({ project, user, global }, environment).registryOf("a")).toBe("https://environment.test/");
  expect(settings({ project, user, global }).registryOf("a")).toBe("https://project.test/");
  expect(settings({ user, global }).registryOf("a")).toBe("https://user.test/npm/");
  expect(settings({ global }).registryOf("a")).toBe("https://global.test/");
  expect(settings({}).registryOf("a")).toBe("https://registry.npmjs.org/");
});

test("a scope may have a registry of its own", () => {
  const { registryOf } = settings({ user: "@ours:registry=https://ours.test/\nregistry=https://user.test/" });
  expect(registryOf("@ours/models")).toBe("https://ours.test/");
  expect(registryOf("@theirs/models")).toBe("https://user.test/");
  expect(registryOf("ours")).toBe("https://user.test/");
});

test("a key is shown below its own address only", () => {
  const { authorisation } = settings({
    user: "//ours.test/npm/:_authToken=token\n//basic.test/:_auth=dTpw\n//pair.test/:username=u\n//pair.test/:_password=cA==",
  });
  expect(authorisation("https://ours.test/npm/model/-/model-1.tgz")).toEqual({
    authorization: "Bearer token",
  });
  expect(authorisation("https://ours.test/npm/")).toEqual({ authorization: "Bearer token" });
  expect(authorisation("https://basic.test/a")).toEqual({ authorization: "Basic dTpw" });
  expect(authorisation("https://pair.test/a")).toEqual({ authorization: "Basic dTpw" });
  for (const foreign of [
    "https://ours.test/",
    "https://ours.test/npmx/",
    "https://ours.test:8443/npm/",
    "https://other.test/npm/",
  ])
    expect(authorisation(foreign)).toEqual({});
});

test("a key without an address goes nowhere", () => {
  const { authorisation } = settings({ user: "_auth=dTpw\n_authToken=token\nregistry=https://ours.test/" });
  expect(authorisation("https://ours.test/")).toEqual({});
});

test("variables in the files are filled in, and those that are unset stay as they are", () => {
  const user = `//ours.test/:_authToken=\${TOKEN}\nregistry=https://\${HOST?}ours.test/\n//other.test/:_authToken=\${NONE}`;
  const { authorisation, registryOf } = settings({ user }, { TOKEN: "secret" });
  expect(authorisation("https://ours.test/")).toEqual({ authorization: "Bearer secret" });
  expect(authorisation("https://other.test/")).toEqual({ authorization: `Bearer \${NONE}` });
  expect(registryOf("a")).toBe("https://ours.test/");
});

test("a person's file may be elsewhere, and none at all is as good as an empty one", () => {
  const folder = filesIn(temporaryFolder(), { mine: "registry=https://mine.test/" });
  const environment = { npm_config_userconfig: join(folder, "mine"), npm_config_globalconfig: "/none" };
  expect(readNpmSettings({ environment, home: "/none", projectFile: null }).registryOf("a")).toBe(
    "https://mine.test/",
  );
  const none = { npm_config_prefix: "/none" };
  expect(readNpmSettings({ environment: none, home: "/none", projectFile: null }).registryOf("a")).toBe(
    "https://registry.npmjs.org/",
  );
});
