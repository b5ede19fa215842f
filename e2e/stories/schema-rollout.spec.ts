import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { Playground } from "../playground.ts";

const UNREADABLE = /Unreadable|cannot be read/;

test("a schema deployed in the wrong order breaks at an offset and is explained; in the right order it does not", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery("A schema deployed in the wrong order");
  await playground.pause();
  await playground.goTo(35);
  await page.getByRole("tab", { name: "Explained" }).click();
  const explained = page.getByRole("grid", { name: /^What was surprising/ });
  const unreadable = explained.getByRole("row", { name: UNREADABLE });
  await expect(unreadable).toHaveCount(3);
  await unreadable.first().click();
  const why = page.getByRole("region", { name: /^Why: / });
  await expect(why).toContainText(/order-service-1 writes with v3 since its deployment at 0:2\d/);
  await expect(why).toContainText(/from offset \d+ on, written with v3 of orders-value/);
  await expect(why).toContainText("customerName");
  await expect(why).toContainText("Deploy v3 to payment before anybody writes with it");
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);

  await playground.openFromGallery("The same schema, consumers first");
  await playground.pause();
  await playground.goTo(60);
  await expect(explained.getByRole("row", { name: /Rebalance/ }).first()).toBeVisible();
  await expect(explained.getByRole("row", { name: UNREADABLE })).toHaveCount(0);
});

for (const name of [
  "Versioning 1: compatible evolution",
  "Versioning 2: the version in the topic's name",
  "Versioning 3: an envelope and upcasters",
]) {
  test(`${name} runs from the gallery, and nobody meets a record that cannot be read`, async ({ page }) => {
    const playground = new Playground(page);
    await playground.open();
    await playground.openFromGallery(name);
    await playground.pause();
    await playground.goTo(80);
    await page.getByRole("tab", { name: "Explained" }).click();
    const explained = page.getByRole("grid", { name: /^What was surprising/ });
    await expect(explained.getByRole("row", { name: /Rebalance/ }).first()).toBeVisible();
    await expect(explained.getByRole("row", { name: UNREADABLE })).toHaveCount(0);
  });
}
