/**
 * Runs before each file of unit tests. Property tests draw from a fixed seed, so that the same commit gives the
 * same answer everywhere; EVENTYARD_TEST_SEED=N looks elsewhere, `random` somewhere new each time.
 */
import { configureGlobal } from "fast-check";

const DEFAULT_SEED = 20_261_125;

const asked = process.env["EVENTYARD_TEST_SEED"];
if (asked !== "random") configureGlobal({ seed: asked ? Number(asked) : DEFAULT_SEED });
