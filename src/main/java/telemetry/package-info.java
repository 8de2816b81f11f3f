/** Which way did an event go? Begin with {@link telemetry.Traces}. */
package telemetry;
