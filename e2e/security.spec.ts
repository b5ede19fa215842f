import { expect, test, type Page } from "@playwright/test";
import { DIRECTIVES } from "../scripts/csp.mjs";

/** A policy text as directive name to value. */
function parsePolicy(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(";").map((part) => {
      const [name = "", ...values] = part.trim().split(/\s+/);
      return [name, values.join(" ")];
    }),
  );
}

/** Collects violations of the policy and page errors from the first moment on, in the page itself. */
async function watchViolations(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { violationsSeen: seen });
    document.addEventListener("securitypolicyviolation", (violation) => {
      seen.push(`${violation.effectiveDirective}: ${violation.blockedURI} ${violation.sourceFile}`);
    });
  });
  const logged: string[] = [];
  page.on("console", (message) => {
    if (/Content.Security.Policy|TrustedScript|Trusted Type/i.test(message.text()))
      logged.push(message.text());
  });
  return async () => [
    ...(await page.evaluate(() => Reflect.get(globalThis, "violationsSeen") as readonly string[])),
    ...logged,
  ];
}

/** The app is up: the root has content and the simulator's worker runs. */
async function openApp(page: Page): Promise<void> {
  await page.goto("./");
  await expect(page.locator("#root")).not.toBeEmpty();
}

test("header and meta element carry the same strict policy", async ({ page }) => {
  const response = await page.goto("./");
  const header = parsePolicy(response?.headers()["content-security-policy"] ?? "");
  const meta = page.locator("head > :first-child");
  await expect(meta).toHaveAttribute("http-equiv", "Content-Security-Policy");
  const inMeta = parsePolicy((await meta.getAttribute("content")) ?? "");
  expect(inMeta).toEqual(DIRECTIVES);
  // frame-ancestors cannot stand in a meta element; all else is equal.
  const { "frame-ancestors": ancestors, ...shared } = header;
  expect(ancestors).toBe("'self'");
  expect(shared).toEqual(inMeta);
  expect(Object.values(header).join(" ")).not.toMatch(/unsafe-eval|\*|https?:/);
});

test("the built page has no inline script, style or handler", async ({ request }) => {
  const html = await (await request.get("./")).text();
  expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=/i);
  for (const [tag] of html.matchAll(/<script\b[^>]*>/gi)) expect(tag).toContain("src=");
});

test("a first visit that runs for a while violates nothing", async ({ page }) => {
  const violations = await watchViolations(page);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await openApp(page);
  await page.waitForTimeout(3000);
  expect(await violations()).toEqual([]);
  expect(errors).toEqual([]);
  // The watch itself works: a picture from elsewhere that we add is refused and seen.
  await page.evaluate(() => {
    document.body.append(Object.assign(new Image(), { src: "http://localhost:9/picture.png" }));
  });
  await expect.poll(async () => (await violations()).join()).toContain("img-src");
});

test("the schemas' text editor violates nothing, and all of it comes from the origin", async ({
  page,
  baseURL,
}) => {
  const violations = await watchViolations(page);
  const errors: string[] = [];
  const requests: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.context().on("request", (request) => requests.push(request.url()));
  await openApp(page);
  await page.getByRole("main").focus();
  await page.keyboard.press("Shift+S");
  await page.getByRole("button", { name: "New schema" }).click();
  await page.getByRole("menuitem", { name: "Avro" }).click();
  const text = page.getByRole("textbox", { name: /^Text of orders-value, version 1/ });
  await page.locator(".view-line").getByText('"amountCents"', { exact: true }).hover();
  await expect(page.locator(".monaco-hover").filter({ hasText: "Since v1" })).toBeVisible();
  await text.focus();
  // Colours, markers, the list of words and a hover are what it makes HTML and styles for.
  await page.keyboard.press("Control+End");
  await page.keyboard.type("{");
  await expect(page.getByRole("list", { name: "Problems of the text" })).toContainText("Line");
  await page.keyboard.press("F8");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Space");
  expect(await violations()).toEqual([]);
  expect(errors).toEqual([]);
  const elsewhere = requests.filter((url) => !url.startsWith(String(baseURL)) && !/^(data|blob):/.test(url));
  expect(elsewhere).toEqual([]);
  // Line layout and colours are really there: neither would be under a policy that refuses them.
  const tops = await page
    .locator(".view-line")
    .evaluateAll((lines) => lines.map((line) => (line as HTMLElement).offsetTop));
  expect(new Set(tops).size).toBe(tops.length);
});

test("every request stays at the origin, and a running app makes none", async ({ page, baseURL }) => {
  const requests: string[] = [];
  page.context().on("request", (request) => requests.push(request.url()));
  page.context().on("page", (other) => requests.push(`opened ${other.url()}`));
  await openApp(page);
  await page.waitForLoadState("networkidle");
  expect(requests.length).toBeGreaterThan(1);
  const elsewhere = requests.filter((url) => !url.startsWith(String(baseURL)) && !/^(data|blob):/.test(url));
  expect(elsewhere).toEqual([]);
  // What happens to a run is a part of the simulator, which loads it by itself a moment after the first picture.
  await expect
    .poll(() => requests.some((url) => /\/interventions-[^/]+\.js$/.test(url)), { timeout: 15_000 })
    .toBe(true);
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(1000);
  const afterLoad = requests.length;
  await page.waitForTimeout(3000);
  expect(requests.slice(afterLoad)).toEqual([]);
});

test("text is never run as code, and a request elsewhere is refused", async ({ page }) => {
  await openApp(page);
  // page.evaluate itself goes around the policy, what the page's own code calls does not.
  const outcome = await page.evaluate(async () => {
    const attempt = (run: () => unknown): string => {
      try {
        run();
        return "allowed";
      } catch (error) {
        return error instanceof Error ? error.name : "refused";
      }
    };
    const later = (run: () => void): Promise<string> =>
      new Promise((resolve) => {
        setTimeout(() => resolve(attempt(run)));
      });
    return {
      eval: await later(() => (0, eval)("1 + 1")),
      function: await later(() => new Function("return 1")()),
      html: await later(() => {
        document.createElement("div").innerHTML = "<b>text</b>";
      }),
      worker: await later(() => new Worker("data:text/javascript,1")),
      fetch: await fetch("http://localhost:9/").then(
        () => "allowed",
        () => "refused",
      ),
    };
  });
  expect(outcome).toEqual({
    eval: "EvalError",
    function: "EvalError",
    html: "TypeError",
    worker: "TypeError",
    fetch: "refused",
  });
});

test("a second Trusted Types policy cannot be made", async ({ page }) => {
  await openApp(page);
  const made = await page.evaluate(() => {
    const factory = Reflect.get(globalThis, "trustedTypes") as {
      createPolicy(name: string, rules: object): unknown;
    };
    try {
      factory.createPolicy("anything-else", {});
      return "made";
    } catch (error) {
      return error instanceof Error ? error.name : "refused";
    }
  });
  expect(made).toBe("TypeError");
});

test("the simulator's worker evaluates no text and reaches no other origin, either", async ({ page }) => {
  const started = page.waitForEvent("worker");
  await page.goto("./");
  const outcome = await (
    await started
  ).evaluate(async () => ({
    eval: await new Promise<string>((resolve) => {
      setTimeout(() => {
        try {
          (0, eval)("1 + 1");
          resolve("allowed");
        } catch (error) {
          resolve(error instanceof Error ? error.name : "refused");
        }
      });
    }),
    fetch: await fetch("http://localhost:9/").then(
      () => "allowed",
      () => "refused",
    ),
  }));
  expect(outcome).toEqual({ eval: "EvalError", fetch: "refused" });
});

for (const path of ["../package.json", "%2e%2e/package.json", "..%2fpackage.json", ".vite/manifest.json"]) {
  test(`the server gives out nothing beside the app: ${path}`, async ({ request, baseURL }) => {
    const response = await request.get(`${baseURL}${path}`);
    expect(response.status()).toBe(404);
  });
}
