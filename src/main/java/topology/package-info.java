/** Which topics, queues and subscriptions do the routes need? Begin with {@link topology.Topology}. */
package topology;
