/** What the rest of the simulator uses of topic patterns. */
export { matchesTopic, parseTopicPattern } from "#sim/bus/log/topic-pattern.ts";
