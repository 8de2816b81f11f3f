/** What do all calls to AWS share? Begin with {@link aws.AwsClients}. */
package aws;
