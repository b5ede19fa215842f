import { expect, test } from "@playwright/test";
import { Playground } from "../playground.ts";

test("one slow service stalls a chain of calls: its threads and those of its caller are taken, and the inspector says so", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery("A shop as a chain of calls");
  await playground.pause();
  await playground.goTo(35);
  await playground.card("order-service").click({ position: { x: 60, y: 12 } });
  const calls = page.getByRole("region", { name: "Calls of order-service" });
  await expect(calls).toContainText("8 of 8");
  await expect(calls.getByText("Refused")).toBeVisible();
  await expect(calls).toContainText(/Done for nobody\s*[1-9]/);

  await page.getByRole("tab", { name: "Explained" }).click();
  await expect(page.getByText("Requests refused").first()).toBeVisible();
});

test("the same shop by events only lags", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery("The same shop by events");
  await playground.pause();
  await playground.goTo(35);
  const topic = playground.liveState("orders-placed");
  await expect(topic).toContainText(/Lag of payment by partition: 0: \d\d/);
  await expect(topic).toContainText(/Lag of mail by partition: 0: \d,/);
});

test("a service calls another one by a wire between the two, and both speak HTTP from then on", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.newScenario();
  await playground.add("service");
  await playground.add("service");
  await page.keyboard.press("Escape");
  await playground.card("service").click({ position: { x: 60, y: 12 } });
  await page.keyboard.press("c");
  await page.getByRole("option", { name: /service calls service-2/ }).click();
  await expect(page.getByRole("group", { name: "service calls service-2" })).toHaveCount(1);
  await playground.play();
  await playground.until(2);
  await expect(page.getByRole("region", { name: "Calls of service" })).toContainText(/Calls made\s*\d/);
});

test("a service is read as a program, and the line that an instance is at is lit", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(5);
  await playground.card("payment-service").click({ position: { x: 60, y: 12 } });
  await page.getByText("As a program").click();
  const program = page.getByLabel("payment-service as a program");
  await expect(program).toContainText("consumer.poll(");
  await expect(program.locator('[aria-current="step"]')).toHaveCount(1);
});

test("a rate limit that is hammered turns calls away, and one that the caller keeps makes it wait", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery("A rate limit, hammered");
  await playground.pause();
  await playground.goTo(38);
  await playground.card("bank").click({ position: { x: 60, y: 12 } });
  await expect(page.getByRole("region", { name: "Calls of bank" })).toContainText(
    /Over its limit \(429\)\s*[1-9]/,
  );
  await page.getByRole("tab", { name: "Explained" }).click();
  await expect(page.getByText("Over the rate limit").first()).toBeVisible();

  await playground.openFromGallery("A rate limit, kept by the caller");
  await playground.pause();
  await playground.goTo(31);
  await playground.card("payment-service").click({ position: { x: 60, y: 12 } });
  const calls = page.getByRole("region", { name: "Calls of payment-service" });
  await expect(calls).toContainText(/Held back by its rate limiter\s*[1-9]/);
  await page.getByText("As a program").click();
  const program = page.getByLabel("payment-service as a program");
  // In the peak both instances wait for the next period most of the time, but not where a second begins.
  await playground.play();
  await expect(program.locator('[aria-current="step"]')).toContainText(".withRateLimiter(");
});

test("stepping by the keyboard, some line of the program is lit at every step: poll, work, transaction, commit", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery("A balance, naive and careful");
  await playground.pause();
  await playground.goTo(10);
  await playground.card("careful-balance").click({ position: { x: 60, y: 12 } });
  await page.getByText("As a program").click();
  const lit = page.getByLabel("careful-balance as a program").locator('[aria-current="step"]');
  const seen = new Set<string>();
  const step = page.getByRole("button", { name: "Step to the next message" });
  await step.focus();
  for (let i = 0; i < 25; i++) {
    const before = await playground.clock.textContent();
    await page.keyboard.press("Enter");
    await expect(playground.clock).not.toHaveText(before ?? "");
    await expect(lit).toHaveCount(1);
    seen.add(((await lit.textContent()) ?? "").trim());
  }
  expect(seen.size).toBeGreaterThan(1);
});
