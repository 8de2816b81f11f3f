/**
 * What has to change on AWS so that the topology exists as written? Begin with {@link topology.provisioning.Provisioning}.
 */
package topology.provisioning;
