// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { chromium } from "playwright-core";

const problems = [];
const expect = (what, wanted, actual) => {
  if (JSON.stringify(wanted) !== JSON.stringify(actual)) problems.push(`${what}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(actual)}`);
};

const pod = (name, namespace, images) => JSON.stringify({
  apiVersion: "v1", kind: "Pod", metadata: { name, namespace }, spec: { containers: images.map((image, i) => ({ name: `c${i}`, image })) },
});

const list = (name, files, ...flags) => {
  rmSync(name, { recursive: true, force: true });
  mkdirSync(name);
  mkdirSync(`${name}/.git`);
  for (const [file, objects] of Object.entries(files)) writeFileSync(`${name}/${file}`, objects.join("\n"));
  const began = Date.now();
  execFileSync(process.env.ECRIFY_BIN, ["list", "-f", "html", "-o", `../${name}.html`, "--account", "123456789012", "--region", "ca-central-1", ...flags, "."], { cwd: name });
  return { url: `file://${process.cwd()}/${name}.html`, took: Date.now() - began, size: statSync(`${name}.html`).size };
};

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const open = async (url, options = {}) => {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })).newPage();
  page.on("pageerror", (error) => problems.push(`error in the page: ${error}`));
  page.on("console", (message) => { if (message.type() === "error") problems.push(`console: ${message.text()}`); });
  page.on("request", (request) => { if (request.url() !== url) problems.push(`a request: ${request.url()}`); });
  page.on("dialog", async (dialog) => { problems.push(`a dialog: ${dialog.message()}`); await dialog.dismiss(); });
  await page.goto(url);
  return page;
};
const cells = (page, column) => page.$$eval(`#body td:nth-child(${column})`, (all) => all.map((cell) => cell.innerText));

// A small shop: filter, sorting, coverage, links, keyboard.
const cached = "123456789012.dkr.ecr.ca-central-1.amazonaws.com/ghcr";
const shop = list("shop", {
  "web.json": [pod("web", "shop", ["ghcr.io/org/web:v1.10.0", "ghcr.io/org/web:v1.9.0", `${cached}/org/cart:v2`]), pod("db", "data", ["quay.io/team/db:16"])],
  "ops.json": [pod("ops", "ops", ["registry.k8s.io/pause:3.10", "gcr.io/tools/agent:1", "busybox"])],
}, "--base-url", "https://git.example.com/org/repo/blob/main/{file}#L{line}");
{
  const page = await open(shop.url);
  expect("status", "7 of 7 rows", await page.innerText("#status"));
  expect("title", "Image references", await page.title());
  expect("sentence", "7 references: 1 comes through the cache (14 %), 2 would after a rewrite (42 % together), 4 would not", await page.innerText("header p"));
  await page.screenshot({ path: "light.png", fullPage: true });

  await page.keyboard.press("/");
  await page.keyboard.type("org/web v1 ghcr");
  await page.waitForFunction(() => document.getElementById("status").textContent.startsWith("2 of"));
  expect("filtered", ["ghcr.io/org/web:v1.10.0", "ghcr.io/org/web:v1.9.0"], await cells(page, 1));
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.getElementById("status").textContent.startsWith("7 of"));

  await page.click("#head th:nth-child(1) button");
  expect("sorted, numbers as numbers", "busybox", (await cells(page, 1))[1]);
  const up = await cells(page, 1);
  expect("1.9 before 1.10", true, up.indexOf("ghcr.io/org/web:v1.9.0") < up.indexOf("ghcr.io/org/web:v1.10.0"));
  expect("sorted up", "ascending", await page.getAttribute("#head th:nth-child(1)", "aria-sort"));
  await page.focus("#head th:nth-child(1) button");
  await page.keyboard.press("Enter");
  expect("sorted down", [...up].reverse(), await cells(page, 1));

  await page.selectOption("select[name=decision]", "no-rule");
  await page.waitForFunction(() => document.getElementById("status").textContent.startsWith("4 of"));
  await page.click("button[type=reset]");
  await page.waitForFunction(() => document.getElementById("status").textContent.startsWith("7 of"));
  await page.click("th[data-filter=registry] >> text=quay.io");
  await page.waitForFunction(() => document.getElementById("status").textContent.startsWith("1 of"));
  expect("link", "https://git.example.com/org/repo/blob/main/web.json#L2", await page.getAttribute("#body a", "href"));
  await page.click("button[type=reset]");
  const order = await page.evaluate(() => [...document.querySelectorAll("button, input, select, a, [tabindex]")].every((one) => one.tabIndex === 0));
  expect("all can be reached by the keyboard", true, order);
  const printed = await page.pdf({ path: "print.pdf", format: "A4", landscape: true });
  expect("it prints", true, printed.length > 5000);
  await page.setViewportSize({ width: 390, height: 800 });
  expect("it fits a telephone", true, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await page.screenshot({ path: "narrow.png" });
}
{
  const page = await open(shop.url, { colorScheme: "dark" });
  expect("dark paper", "rgb(20, 24, 31)", await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
  await page.screenshot({ path: "dark.png", fullPage: true });
}

// Names that would be markup.
const hostile = ["</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\" onmouseover=\"alert(1)", "<!--", "<svg/onload=alert(1)>", "{line}", "__proto__"];
{
  const names = list("hostile", { "a.json": hostile.flatMap((name) => [pod(name, name, ["ghcr.io/org/a:v1", `ghcr.io/org/${name}`, `ghcr.io/org/a:${name}`])]) },
                     "--all", "--base-url", "https://git.example.com/{file}#L{line}");
  const page = await open(names.url);
  const shown = (await cells(page, 6)).join("\n");
  for (const name of hostile) expect(`the object ${name} is a text`, true, shown.includes(name));
  expect("no element came of a name", 0, await page.$$eval("img, svg, iframe, object, embed, base", (all) => all.length));
  expect("two scripts", 2, await page.$$eval("script", (all) => all.length));
  await page.fill("input[name=words]", "<img");
  await page.waitForFunction((count) => !document.getElementById("status").textContent.startsWith(count), `${(await cells(page, 1)).length} of`);
  for (const cell of await page.$$("th[data-filter=namespace] button")) await cell.click();
}

// 50,000 rows.
const files = {};
for (let file = 0; file < 500; ++file) {
  files[`team-${String(file).padStart(3, "0")}.json`] = Array.from({ length: 100 }, (_, i) => pod(`workload-${file}-${i}`, `team-${file % 60}`, [`ghcr.io/organisation-${file % 40}/service-${file}-${i}:v1.${i}.${file}`]));
}
{
  const large = list("large", files);
  console.log(`50,000 rows: listed and written in ${large.took} ms, ${large.size} bytes`);
  const page = await open(large.url);
  await page.waitForFunction(() => document.getElementById("status").textContent === "50,000 of 50,000 rows");
  const timed = async (what, most, action) => {
    const began = Date.now();
    await action();
    const took = Date.now() - began;
    console.log(`${what}: ${took} ms`);
    if (took > most) problems.push(`${what} took ${took} ms`);
  };
  await timed("filter 50,000 rows", 10000, async () => {
    await page.fill("input[name=words]", "service-499-99");
    await page.waitForFunction(() => document.getElementById("status").textContent.startsWith("1 of"));
  });
  await page.fill("input[name=words]", "");
  await page.waitForFunction(() => document.getElementById("status").textContent.startsWith("50,000 of"));
  await timed("sort 50,000 rows", 10000, async () => {
    await page.click("#head th:nth-child(1) button");
    await page.click("#head th:nth-child(1) button");
    await page.waitForFunction(() => document.querySelector("#body td").innerText.includes("organisation-39/"));
  });
  const before = (await cells(page, 1)).length;
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await page.waitForFunction((count) => document.querySelectorAll("#body tr").length > count, before);
}

await browser.close();
for (const problem of problems) console.log(problem);
console.log(`${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
