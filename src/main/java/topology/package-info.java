/** The topics, queues and subscriptions that the routes need. Begin with {@link topology.Topology}. */
package topology;
