/** How are the clients of AWS set up? Begin with {@link aws.AwsClients}. */
package aws;
