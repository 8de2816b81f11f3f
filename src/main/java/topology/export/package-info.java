/**
 * How do other tools create the topology? {@link topology.export.CloudFormation} and {@link topology.export.IamPolicies}.
 */
package topology.export;
