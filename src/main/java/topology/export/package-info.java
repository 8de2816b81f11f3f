/**
 * Exports the topology for other tools: {@link topology.export.CloudFormation} and {@link topology.export.IamPolicies}.
 */
package topology.export;
